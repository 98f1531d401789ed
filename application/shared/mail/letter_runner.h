// How an ordered letter is sent: claimed, written, handed over; tried again, or given up.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "application/shared/call/ports.h"
#include "application/shared/mail/letter.h"
#include "application/shared/mail/letter_queue.h"
#include "application/unit_of_work.h"

namespace pipewright::mail {

// Writes the letters of one kind. Thread safe.
class LetterWriter {
 public:
  virtual ~LetterWriter() = default;
  // What it stores (the hash of a token) is committed before the letter is sent. nullopt: there is nobody to write to,
  // or nothing to say any more. Of a letter that is tried again this is called again.
  virtual absl::StatusOr<std::optional<Letter>> Write(const LetterOrder& order, UnitOfWork& uow) const = 0;
};

enum class LetterOutcome { kSent, kNobody, kRequeued, kGivenUp };

// What came of an attempt, for the log and the metrics.
class LetterObserver {
 public:
  virtual ~LetterObserver() = default;
  virtual void OnAttempt(const ClaimedOrder& claimed, LetterOutcome outcome, const absl::Status& status) = 0;
};

// A letter is sent at least once: a worker that dies between handing it over and noting so leaves it to another. Thread
// safe.
class LetterRunner {
 public:
  // After so many attempts, and so old, an order is given up. A worker that died counts as one.
  static constexpr int64_t kMaxAttempts = 12;
  static constexpr absl::Duration kMaxAge = absl::Hours(24);
  // Longer than a letter can take.
  static constexpr absl::Duration kLease = absl::Minutes(5);
  // The pause before the second attempt; doubled with each further one, up to kMaxPause.
  static constexpr absl::Duration kFirstPause = absl::Seconds(30);
  static constexpr absl::Duration kMaxPause = absl::Hours(1);

  struct Ports {
    LetterQueue& queue;
    Transactor& transactor;
    Mailer& mailer;
    const Clock& clock;
    IdGenerator& ids;
    LetterObserver& observer;
  };
  // `writers` outlive it; every kind has one.
  LetterRunner(const Ports& ports, std::map<LetterKind, const LetterWriter*> writers)
      : ports_(ports), writers_(std::move(writers)) {}

  // Does what is to be done about the next order. False: none is due. An error: the queue can't be asked, or told.
  absl::StatusOr<bool> RunNext();

  // A letter that is being handed over is given back, and RunNext does nothing more.
  void Stop() { stopping_.Cancel(); }

  // How many orders there were when RunNext looked last.
  int64_t waiting() const { return waiting_; }

  static absl::Duration PauseAfter(int64_t attempts);

 private:
  absl::StatusOr<bool> Attempt(const ClaimedOrder& claimed);

  const Ports ports_;
  const std::map<LetterKind, const LetterWriter*> writers_;
  Cancellation stopping_;
  std::atomic<int64_t> waiting_ = 0;
};

}  // namespace pipewright::mail
