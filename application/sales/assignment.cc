#include "application/sales/assignment.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/organization/directory.h"
#include "application/shared/commands/record_filters.h"
#include "domain/sales/assignment_rule_repository.h"

namespace pipewright::sales {
namespace {

using Rule = AssignmentRuleState;

struct Asked {
  std::vector<const Rule*> rules;
  std::vector<filter::Condition> conditions;  // of each
};

absl::StatusOr<Asked> ReadFilters(const std::vector<Rule>& rules, RecordKind kind, UnitOfWork& uow) {
  Asked asked;
  for (const Rule& rule : rules) {
    if (rule.disabled) continue;
    absl::StatusOr<filter::Condition> condition = CheckRule(rule.filter, kind, RuleReader::kApplied, uow);
    if (absl::IsInvalidArgument(condition.status())) continue;
    RETURN_IF_ERROR(condition.status());
    asked.rules.push_back(&rule);
    asked.conditions.push_back(*std::move(condition));
  }
  return asked;
}

// The rule's assignees who are active members and may change such records, with what they have if the method asks for
// it.
absl::StatusOr<std::vector<Candidate>> CandidatesOf(const Rule& rule, UnitOfWork& uow) {
  ASSIGN_OR_RETURN(const std::vector<UserId> active, uow.directory().AssignableAmong(rule.assignee_ids, rule.entity));
  const std::set<UserId> members(active.begin(), active.end());
  std::vector<Candidate> candidates;
  for (const UserId& user : rule.assignee_ids) {
    if (members.contains(user)) candidates.push_back({user});
  }
  if (rule.method != AssignmentMethod::kLeastLoaded || candidates.empty()) return candidates;
  ASSIGN_OR_RETURN(auto load, uow.Of<AssignmentRule>().LoadOf(rule.entity, active));
  for (Candidate& candidate : candidates) candidate.load = load[candidate.user];
  return candidates;
}

}  // namespace

absl::StatusOr<std::optional<Assignment>> ChooseOwner(const RecordRef& record, UnitOfWork& uow) {
  ASSIGN_OR_RETURN(const std::vector<Rule> rules, uow.Of<AssignmentRule>().LiveOf(record.kind));
  ASSIGN_OR_RETURN(const Asked asked, ReadFilters(rules, record.kind, uow));
  ASSIGN_OR_RETURN(const std::vector<bool> holding, uow.filters().Holding(record, asked.conditions));
  for (size_t i = 0; i < asked.rules.size(); ++i) {
    if (!holding[i]) continue;
    const Rule& rule = *asked.rules[i];
    // Before the load is counted: who comes second counts what the first one has got.
    ASSIGN_OR_RETURN(const int64_t turn, uow.NextNumber(absl::StrCat("assignment_rule/", rule.id.ToString())));
    ASSIGN_OR_RETURN(const std::vector<Candidate> candidates, CandidatesOf(rule, uow));
    if (candidates.empty()) continue;
    return Assignment{rule.id, Next(rule.method, candidates, turn).user};
  }
  return std::nullopt;
}

}  // namespace pipewright::sales
