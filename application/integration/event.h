// An event: what happened to one record, as the outbox holds it.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "application/shared/call/access_rule.h"
#include "application/shared/call/request_context.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/uuid.h"

namespace pipewright::integration {

// A place in a tenant's events: behind the event that has it, and before the next one.
struct EventPosition {
  static constexpr int64_t kLast = std::numeric_limits<int64_t>::max();

  uint64_t transaction = 0;
  int64_t sequence = 0;

  // Behind everything of the transactions before `transaction`.
  static constexpr EventPosition Before(uint64_t transaction) {
    return {transaction == 0 ? 0 : transaction - 1, kLast};
  }
  static constexpr EventPosition BehindAll() { return {std::numeric_limits<uint64_t>::max(), kLast}; }

  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the 0 that a defaulted <=> compares with for a pointer.
  friend auto operator<=>(const EventPosition&, const EventPosition&) = default;
};

// How much of an event a caller is shown.
enum class Sight {
  kNone,     // nothing, not even that it happened
  kPresent,  // the record as it became, without the old values: they could not have read it as it was
  kFull,
};

// A record before and after a change, of whatever kind.
class RecordedChange {
 public:
  virtual ~RecordedChange() = default;
  // Decided by the caller's present grants and the record as the event holds it, so whoever has the same rights sees
  // the same event at any time. event:read lets the caller read events at all; the record's own <resource>:read decides
  // which.
  virtual Sight SightOf(const Principal& caller) const = 0;
};

template <class A>
struct RecordChange final : RecordedChange {
  std::optional<typename A::State> before;  // none: it was created
  typename A::State after;

  Sight SightOf(const Principal& caller) const override {
    if (!AccessRule<A>::AllowsEvent(after, caller)) return Sight::kNone;
    return before.has_value() && !AccessRule<A>::AllowsEvent(*before, caller) ? Sight::kPresent : Sight::kFull;
  }
};

struct Event {
  EventPosition position;
  Uuid id;
  absl::Time create_time;
  std::string type;      // "opportunity.won"
  std::string resource;  // "opportunity"
  Uuid record_id;
  int64_t record_version = 0;
  std::optional<UserId> actor;
  std::string request_id;
  std::shared_ptr<const RecordedChange> change;  // RecordChange<A> of the resource's aggregate
  size_t stored_bytes = 0;                       // of the record and its changes, to bound what is read at once
};

}  // namespace pipewright::integration
