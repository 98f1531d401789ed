// An assignment rule: which records its assignees get, and in what turn.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/change.h"
#include "domain/shared/enum_names.h"
#include "domain/shared/id.h"
#include "domain/shared/record_kind.h"

namespace pipewright::sales {

using AssignmentRuleId = Id<struct AssignmentRuleTag>;

// How the next assignee is chosen.
enum class AssignmentMethod {
  kRoundRobin,   // one after the other
  kLeastLoaded,  // who owns the fewest of the kind; of several, whose turn it is
};

absl::Span<const EnumName<AssignmentMethod>> NamesOf(AssignmentMethod);

using AssignmentRuleEvent =
    std::variant<EventNamed<"assignment_rule.created">, EventNamed<"assignment_rule.updated">,
                 EventNamed<"assignment_rule.deleted">, EventNamed<"assignment_rule.undeleted">>;

struct AssignmentRuleState : Record {
  static constexpr size_t kMaxPerEntity = 100;  // live ones of a tenant
  static constexpr size_t kMaxAssignees = 200;
  static constexpr size_t kMaxFilterLength = 1000;  // code points

  AssignmentRuleId id;
  std::string name;
  RecordKind entity = RecordKind::kAccount;  // has KindRole::kAssigned
  int64_t position = 0;                      // rules are asked from the lowest up, then by id
  std::string filter;                        // of the entity's records; empty: all of them
  AssignmentMethod method = AssignmentMethod::kRoundRobin;
  std::vector<UserId> assignee_ids;  // in the order of their turns, none twice
  bool disabled = false;
};

// The fields that a caller may set, as an update names them. A creation is the same with everything absent at first.
struct AssignmentRuleChanges {
  Change<std::string> name;
  Change<RecordKind> entity;  // decided at creation; later only as it is
  Change<int64_t> position;
  Change<std::string> filter;  // that it can be read is the caller's to check
  Change<AssignmentMethod> method;
  Change<std::vector<UserId>> assignee_ids;
  Change<bool> disabled;
};

class AssignmentRuleRepository;

class AssignmentRule : public Aggregate<AssignmentRule, AssignmentRuleState, AssignmentRuleEvent> {
 public:
  static constexpr absl::string_view kResource = "assignment_rule";
  using OwnRepository = AssignmentRuleRepository;

  // A new rule. kInvalidArgument names each field that is wrong; name, entity, method and assignees must be set.
  static absl::StatusOr<AssignmentRule> Create(AssignmentRuleId id, const AssignmentRuleChanges& details);
  static AssignmentRule Restore(AssignmentRuleState state) { return AssignmentRule(std::move(state)); }

  // Applies the named changes, or none of them when one is wrong.
  absl::Status Edit(const AssignmentRuleChanges& changes);

 private:
  using Aggregate::Aggregate;
};

// An assignee who can be given a record, and how many of its kind are theirs.
struct Candidate {
  UserId user;
  int64_t load = 0;
};

// The one of `candidates` (not empty, in the order of their turns) who is next, by the rule's method: `turn` counts up
// from 1 with each record that the rule assigns.
const Candidate& Next(AssignmentMethod method, absl::Span<const Candidate> candidates, int64_t turn);

}  // namespace pipewright::sales
