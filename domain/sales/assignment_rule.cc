#include "domain/sales/assignment_rule.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/field_changes.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::sales {
namespace {

using S = AssignmentRuleState;

void CheckAssignees(const std::vector<UserId>& assignees, Violations& violations) {
  if (assignees.empty() || assignees.size() > S::kMaxAssignees) {
    violations.Add("assignee_ids", absl::StrCat("must be 1 to ", S::kMaxAssignees, " members"));
    return;
  }
  std::set<UserId> seen;
  for (size_t i = 0; i < assignees.size(); ++i) {
    if (!seen.insert(assignees[i]).second) {
      violations.Add(absl::StrCat("assignee_ids[", i, "]"), "stands in the list twice");
    }
  }
}

// What Create and Edit have in common.
void Apply(const AssignmentRuleChanges& changes, S& state, Violations& violations) {
  ApplyRequiredText(changes.name, "name", kMaxNameLength, violations, state.name);
  ApplyText(changes.filter, "filter", S::kMaxFilterLength, violations, state.filter);
  ApplyOr(changes.position, int64_t{0}, state.position);
  changes.assignee_ids.ApplyTo(state.assignee_ids);
  changes.disabled.ApplyTo(state.disabled);
  CheckAssignees(state.assignee_ids, violations);
}

}  // namespace

absl::Span<const EnumName<AssignmentMethod>> NamesOf(AssignmentMethod) {
  static constexpr EnumName<AssignmentMethod> kNames[] = {{AssignmentMethod::kRoundRobin, "ROUND_ROBIN"},
                                                          {AssignmentMethod::kLeastLoaded, "LEAST_LOADED"}};
  return kNames;
}

absl::StatusOr<AssignmentRule> AssignmentRule::Create(AssignmentRuleId id, const AssignmentRuleChanges& details) {
  S state;
  state.id = id;
  Violations violations;
  TakeGiven(details.entity, "entity", violations, state.entity);
  if (!Has(state.entity, KindRole::kAssigned)) violations.Add("entity", "is no kind of record that rules assign");
  TakeGiven(details.method, "method", violations, state.method);
  Apply(details, state, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  AssignmentRule rule(std::move(state));
  rule.Emit<"assignment_rule.created">();
  return rule;
}

absl::Status AssignmentRule::Edit(const AssignmentRuleChanges& changes) {
  S edited = state();
  Violations violations;
  CheckKept(changes.entity, std::optional(edited.entity), "entity", "is decided at creation", violations);
  if (changes.method.is_clear()) violations.Add("method", "is required");
  changes.method.ApplyTo(edited.method);
  Apply(changes, edited, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  mutable_state() = std::move(edited);
  Emit<"assignment_rule.updated">();
  return absl::OkStatus();
}

const Candidate& Next(AssignmentMethod method, absl::Span<const Candidate> candidates, int64_t turn) {
  const size_t first = static_cast<size_t>((turn - 1) % static_cast<int64_t>(candidates.size()));
  if (method == AssignmentMethod::kRoundRobin) return candidates[first];
  size_t least = first;
  for (size_t i = 1; i < candidates.size(); ++i) {
    const size_t other = (first + i) % candidates.size();
    if (candidates[other].load < candidates[least].load) least = other;
  }
  return candidates[least];
}

}  // namespace pipewright::sales
