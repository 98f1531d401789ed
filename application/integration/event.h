// An event: what happened to one record, as the outbox holds it.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "absl/time/time.h"
#include "domain/integration/job.h"
#include "domain/organization/custom_field_definition.h"
#include "domain/organization/membership.h"
#include "domain/organization/tenant.h"
#include "domain/sales/account.h"
#include "domain/sales/contact.h"
#include "domain/sales/opportunity.h"
#include "domain/sales/pipeline.h"
#include "domain/shared/id.h"
#include "domain/shared/uuid.h"
#include "domain/tasks/task.h"

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

// A record before and after a change.
template <class A>
struct RecordChange {
  using Aggregate = A;
  std::optional<typename A::State> before;  // none: it was created
  typename A::State after;
};

// Every kind of record that has events. A new aggregate's stands here; what can't be shown is not delivered.
using AnyRecordChange =
    std::variant<RecordChange<organization::Tenant>, RecordChange<organization::Membership>,
                 RecordChange<sales::Account>, RecordChange<sales::Contact>, RecordChange<sales::Pipeline>,
                 RecordChange<sales::Opportunity>, RecordChange<tasks::Task>, RecordChange<Job>,
                 RecordChange<organization::CustomFieldDefinition>>;

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
  AnyRecordChange change;
  size_t stored_bytes = 0;  // of the record and its changes, to bound what is read at once
};

}  // namespace pipewright::integration
