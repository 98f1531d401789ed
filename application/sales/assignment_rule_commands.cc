#include "application/sales/assignment_rule_commands.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "application/shared/commands/record_filters.h"
#include "domain/sales/account.h"
#include "domain/sales/assignment_rule_repository.h"
#include "domain/sales/contact_repository.h"
#include "domain/sales/lead.h"
#include "domain/sales/opportunity_repository.h"
#include "domain/shared/errors.h"
#include "domain/shared/hierarchy_repository.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {
namespace {

using S = AssignmentRuleState;

absl::Status CheckFilter(const S& rule, UnitOfWork& uow) {
  return CheckRuleField("filter", rule.filter, rule.entity, uow);
}

// Whether a rule that is to be live finds a place among those of its entity.
absl::Status CheckPlace(const S& rule, UnitOfWork& uow) {
  // The counter's row is held until the end: whoever comes second counts what the first one has left.
  RETURN_IF_ERROR(uow.NextNumber("assignment_rule").status());
  ASSIGN_OR_RETURN(const std::vector<S> live, uow.Of<AssignmentRule>().LiveOf(rule.entity));
  if (live.size() < S::kMaxPerEntity) return absl::OkStatus();
  return QuotaExceeded(Reason::kTooManyAssignmentRules, NameOf(rule.entity),
                       absl::StrCat(S::kMaxPerEntity, " assignment rules"), "delete one first", std::nullopt);
}

template <class A>
absl::StatusOr<AssignedRecord> Assign(const Uuid& id, UnitOfWork& uow) {
  ASSIGN_OR_RETURN(A record, uow.Standard<A>().Get(typename Repository<A>::IdType(id)));
  ASSIGN_OR_RETURN(const std::optional<Assignment> made, AssignByRules(record, uow));
  return AssignedRecord{id, made.has_value() ? std::optional(made->rule) : std::nullopt, record.state().owner_id};
}

absl::StatusOr<AssignedRecord> Assign(const RecordRef& record, UnitOfWork& uow) {
  switch (record.kind) {
    case RecordKind::kAccount:
      return Assign<Account>(record.id, uow);
    case RecordKind::kContact:
      return Assign<Contact>(record.id, uow);
    case RecordKind::kLead:
      return Assign<Lead>(record.id, uow);
    case RecordKind::kOpportunity:
      return Assign<Opportunity>(record.id, uow);
    default:
      return absl::InternalError("a kind of record that rules don't assign");
  }
}

}  // namespace

const ReferenceList<AssignmentRule>& AssignmentRuleCommands::references() const {
  static const auto* const list = new ReferenceList<AssignmentRule>(
      ReferenceList<AssignmentRule>().Each("assignee_ids", &S::assignee_ids, &AssignmentRuleChanges::assignee_ids));
  return *list;
}

absl::StatusOr<AssignmentRule> AssignmentRuleCommands::Make(const RequestContext& /*ctx*/,
                                                            const CreateAssignmentRule& /*cmd*/,
                                                            const AssignmentRuleId& id, AssignmentRuleChanges& details,
                                                            UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(AssignmentRule rule, AssignmentRule::Create(id, details));
  RETURN_IF_ERROR(CheckFilter(rule.state(), uow));
  RETURN_IF_ERROR(CheckPlace(rule.state(), uow));
  return rule;
}

absl::Status AssignmentRuleCommands::Edit(const RequestContext& /*ctx*/, const UpdateAssignmentRule& /*cmd*/,
                                          AssignmentRuleChanges& changes, AssignmentRule& rule, UnitOfWork& uow) const {
  const std::string before = rule.state().filter;
  RETURN_IF_ERROR(rule.Edit(changes));
  return rule.state().filter == before ? absl::OkStatus() : CheckFilter(rule.state(), uow);
}

absl::StatusOr<AssignmentRule> AssignmentRuleCommands::Handle(const RequestContext& ctx,
                                                              const UndeleteRecord<AssignmentRule>& cmd,
                                                              UnitOfWork& uow) const {
  return Apply(ctx, cmd, uow, Target::kEvenDeleted, [&](AssignmentRule& rule) -> absl::Status {
    RETURN_IF_ERROR(rule.Undelete());
    return CheckPlace(rule.state(), uow);
  });
}

absl::StatusOr<std::vector<AssignedRecord>> AssignmentRuleCommands::Handle(const RequestContext& ctx,
                                                                           const AssignRecords& cmd,
                                                                           UnitOfWork& uow) const {
  RequestContext updating = ctx;
  updating.permission = {std::string(ResourceOf(cmd.entity)), "update"};
  if (ctx.principal->ScopeOf(updating.permission.resource, updating.permission.action) == Scope::kNone) {
    return PermissionDenied(updating.permission.ToString(),
                            absl::StrCat("assigning takes the permission ", updating.permission.ToString()));
  }
  std::vector<AssignedRecord> assigned;
  assigned.reserve(cmd.ids.size());
  RETURN_IF_ERROR(uow.records(cmd.entity).PrefetchAll(cmd.ids));
  RETURN_IF_ERROR(uow.RunAs(updating, [&]() -> absl::Status {
    for (const Uuid& id : cmd.ids) {
      ASSIGN_OR_RETURN(assigned.emplace_back(), Assign(RecordRef{cmd.entity, id}, uow));
    }
    return absl::OkStatus();
  }));
  return assigned;
}

}  // namespace pipewright::sales
