// Who gets a record, by the tenant's assignment rules.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/unit_of_work.h"
#include "domain/sales/assignment_rule.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {

struct Assignment {
  AssignmentRuleId rule;
  UserId owner;
};

// By the first rule that matches the record, as the unit of work has left it, and has an assignee who is an active
// member and may change such records; nothing when there is none. It takes the rule's next turn: assignments by one
// rule wait for each other, so that turns are fair whatever comes at the same time. A rule whose filter can't be read
// any more (a custom field that it names has gone) matches nothing.
absl::StatusOr<std::optional<Assignment>> ChooseOwner(const RecordRef& record, UnitOfWork& uow);

// Gives a record that the unit of work has stored to whom the rules say, and saves it. What was decided, if anything
// was.
template <class A>
absl::StatusOr<std::optional<Assignment>> AssignByRules(A& record, UnitOfWork& uow) {
  ASSIGN_OR_RETURN(const std::optional<Assignment> chosen, ChooseOwner(RecordRef::Of(record.state().id), uow));
  if (!chosen.has_value() || record.state().owner_id == chosen->owner) return chosen;
  RETURN_IF_ERROR(record.Reassign(chosen->owner));
  RETURN_IF_ERROR(uow.Standard<A>().Save(record));
  return chosen;
}

// For a creation that asks for it and names no owner.
template <class A, class Command>
absl::Status AssignNew(const Command& cmd, A& record, UnitOfWork& uow) {
  if (!cmd.apply_assignment_rules || cmd.details.owner_id.is_named()) return absl::OkStatus();
  return AssignByRules(record, uow).status();
}

}  // namespace pipewright::sales
