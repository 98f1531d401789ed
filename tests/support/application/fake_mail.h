// The queue of letters, and who sends them, in memory.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "application/shared/mail/letter.h"
#include "application/shared/mail/letter_queue.h"

namespace pipewright {

class FakeLetters : public mail::LetterOrders, public mail::LetterQueue {
 public:
  struct Waiting {
    mail::ClaimedOrder claimed;
    absl::Time available_time = absl::InfinitePast();
    std::optional<absl::Time> lease_expire_time;
  };

  absl::StatusOr<bool> Add(const mail::LetterOrder& order) override {
    if (full) return false;
    for (const Waiting& other : waiting) {
      if (other.claimed.order.kind == order.kind && other.claimed.order.to == order.to &&
          other.claimed.order.tenant == order.tenant)
        return true;
    }
    Waiting& added = waiting.emplace_back();
    added.claimed.order = order;
    added.claimed.create_time = create_time;
    return true;
  }

  absl::StatusOr<std::optional<mail::ClaimedOrder>> Claim(const Uuid& lease, absl::Time now,
                                                          absl::Time until) override {
    for (Waiting& next : waiting) {
      if (next.available_time > now || (next.lease_expire_time.has_value() && *next.lease_expire_time > now)) continue;
      next.claimed.lease = lease;
      ++next.claimed.attempts;
      next.lease_expire_time = until;
      return next.claimed;
    }
    return std::nullopt;
  }
  absl::Status Release(const mail::ClaimedOrder& claimed, absl::Time available_time) override {
    for (Waiting& held : waiting) {
      if (held.claimed.lease != claimed.lease) continue;
      held.available_time = available_time;
      held.lease_expire_time.reset();
    }
    return absl::OkStatus();
  }
  absl::Status Drop(const mail::ClaimedOrder& claimed) override {
    std::erase_if(waiting, [&](const Waiting& held) { return held.claimed.lease == claimed.lease; });
    return absl::OkStatus();
  }
  absl::StatusOr<int64_t> Count() override { return static_cast<int64_t>(waiting.size()); }

  std::vector<Waiting> waiting;
  absl::Time create_time = absl::FromUnixSeconds(1'800'000'000);  // of those that are added
  bool full = false;
};

// Keeps what it is given.
class FakeMailer : public mail::Mailer {
 public:
  absl::Status Send(const mail::Letter& letter, Cancellation& /*cancellation*/) override {
    if (trouble.ok()) sent.push_back(letter);
    return trouble;
  }

  std::vector<mail::Letter> sent;
  absl::Status trouble;
};

}  // namespace pipewright
