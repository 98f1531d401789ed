#include "application/integration/owned_records.h"

#include <cstdint>
#include <string>
#include <utility>

#include "application/integration/swept_ids.h"
#include "application/shared/filter/condition.h"
#include "domain/shared/status_macros.h"

namespace pipewright::integration {
namespace {

using filter::Condition;
using filter::Test;

Condition Compare(const char* field, FieldType type, Test test, filter::Literal literal) {
  Condition condition;
  condition.kind = Condition::Kind::kTest;
  condition.field = field;
  condition.type = type;
  condition.test = test;
  condition.literal = std::move(literal);
  return condition;
}

template <class E>
Condition StatusIs(E status) {
  return Compare("status", FieldType::kEnum, Test::kEqual, std::string(NameOf(status)));
}

std::vector<Condition> ConditionsFor(TransferableKind kind, const TransferRecords& transfer) {
  std::vector<Condition> conditions;
  const char* const owner = kind == TransferableKind::kTask ? "assignee_id" : "owner_id";
  conditions.push_back(Compare(owner, FieldType::kId, Test::kEqual, transfer.from.uuid()));
  if (kind == TransferableKind::kOpportunity && !transfer.closed_opportunities) {
    conditions.push_back(StatusIs(sales::OpportunityStatus::kOpen));
  }
  if (kind == TransferableKind::kLead) {
    conditions.push_back(NotConverted());
  }
  if (kind == TransferableKind::kTask) {
    Condition open;
    open.kind = Condition::Kind::kAny;
    open.children = {StatusIs(tasks::TaskStatus::kPending), StatusIs(tasks::TaskStatus::kInProgress)};
    conditions.push_back(std::move(open));
  }
  return conditions;
}

}  // namespace

Condition NotConverted() {
  Condition open;
  open.kind = Condition::Kind::kNot;
  open.children = {StatusIs(sales::LeadStatus::kConverted)};
  return open;
}

template <class Ask>
auto ReadOwnedRecords::With(TransferableKind kind, Ask ask) {
  switch (kind) {
    case TransferableKind::kAccount:
      return ask(accounts_);
    case TransferableKind::kContact:
      return ask(contacts_);
    case TransferableKind::kLead:
      return ask(leads_);
    case TransferableKind::kOpportunity:
      return ask(opportunities_);
    case TransferableKind::kTask:
      break;
  }
  return ask(tasks_);
}

absl::StatusOr<std::vector<Uuid>> ReadOwnedRecords::Next(const RequestContext& ctx, TransferableKind kind,
                                                         const TransferRecords& transfer, const Uuid& after,
                                                         int limit) {
  return With(kind, [&](auto& reader) { return IdsBehind(reader, ctx, ConditionsFor(kind, transfer), after, limit); });
}

absl::StatusOr<int64_t> ReadOwnedRecords::Count(const RequestContext& ctx, TransferableKind kind,
                                                const TransferRecords& transfer) {
  return With(kind, [&](auto& reader) { return CountOf(reader, ctx, ConditionsFor(kind, transfer)); });
}

}  // namespace pipewright::integration
