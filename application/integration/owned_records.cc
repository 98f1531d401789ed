#include "application/integration/owned_records.h"

#include <cstdint>
#include <string>
#include <utility>

#include "application/shared/filter/condition.h"
#include "application/shared/queries/list_query.h"
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

ListQuery QueryFor(TransferableKind kind, const TransferRecords& transfer) {
  ListQuery list;
  list.order.push_back({.field = "id", .type = FieldType::kId});
  const char* const owner = kind == TransferableKind::kTask ? "assignee_id" : "owner_id";
  list.conditions.push_back(Compare(owner, FieldType::kId, Test::kEqual, transfer.from.uuid()));
  if (kind == TransferableKind::kOpportunity && !transfer.closed_opportunities) {
    list.conditions.push_back(StatusIs(sales::OpportunityStatus::kOpen));
  }
  if (kind == TransferableKind::kLead) {
    Condition open;  // not converted
    open.kind = Condition::Kind::kNot;
    open.children = {StatusIs(sales::LeadStatus::kConverted)};
    list.conditions.push_back(std::move(open));
  }
  if (kind == TransferableKind::kTask) {
    Condition open;
    open.kind = Condition::Kind::kAny;
    open.children = {StatusIs(tasks::TaskStatus::kPending), StatusIs(tasks::TaskStatus::kInProgress)};
    list.conditions.push_back(std::move(open));
  }
  return list;
}

}  // namespace

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
  ListQuery list = QueryFor(kind, transfer);
  list.page_size = limit;
  list.conditions.push_back(Compare("id", FieldType::kId, Test::kGreater, after));
  return With(kind, [&](auto& reader) -> absl::StatusOr<std::vector<Uuid>> {
    ASSIGN_OR_RETURN(const auto listed, reader.List(ctx, list));
    std::vector<Uuid> ids;
    ids.reserve(listed.items.size());
    for (const auto& state : listed.items) ids.push_back(state.id.uuid());
    return ids;
  });
}

absl::StatusOr<int64_t> ReadOwnedRecords::Count(const RequestContext& ctx, TransferableKind kind,
                                                const TransferRecords& transfer) {
  ListQuery list = QueryFor(kind, transfer);
  list.page_size = 1;
  list.return_total_size = true;
  return With(kind, [&](auto& reader) -> absl::StatusOr<int64_t> {
    ASSIGN_OR_RETURN(const auto listed, reader.List(ctx, list));
    return listed.total_size.value_or(0);
  });
}

}  // namespace pipewright::integration
