#include "domain/sales/assignment_rule.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

UserId User(uint8_t n) { return UserId(Uuid({n})); }

AssignmentRuleChanges Details() {
  AssignmentRuleChanges details;
  details.name = Change<std::string>::Set("North");
  details.entity = Change<RecordKind>::Set(RecordKind::kAccount);
  details.method = Change<AssignmentMethod>::Set(AssignmentMethod::kRoundRobin);
  details.assignee_ids = Change<std::vector<UserId>>::Set({User(1), User(2)});
  return details;
}

TEST_CASE("an assignment rule needs a name, a kind, a method and somebody", "[assignment]") {
  CHECK(FieldsOf(AssignmentRule::Create({}, {})) == "entity,method,name,assignee_ids");
  CHECK(AssignmentRule::Create({}, Details()).ok());
}

TEST_CASE("a rule is for records that are assigned", "[assignment]") {
  AssignmentRuleChanges details = Details();
  details.entity = Change<RecordKind>::Set(RecordKind::kPipeline);
  CHECK(FieldsOf(AssignmentRule::Create({}, details)) == "entity");
}

TEST_CASE("nobody is an assignee twice, and there are at most 200", "[assignment]") {
  AssignmentRuleChanges details = Details();
  details.assignee_ids = Change<std::vector<UserId>>::Set({User(1), User(2), User(1)});
  CHECK(FieldsOf(AssignmentRule::Create({}, details)) == "assignee_ids[2]");
  std::vector<UserId> many;
  for (int n = 0; n <= 200; ++n) many.push_back(UserId(Uuid({static_cast<uint8_t>(n / 100), static_cast<uint8_t>(n)})));
  details.assignee_ids = Change<std::vector<UserId>>::Set(many);
  CHECK(FieldsOf(AssignmentRule::Create({}, details)) == "assignee_ids");
  many.pop_back();
  details.assignee_ids = Change<std::vector<UserId>>::Set(many);
  CHECK(AssignmentRule::Create({}, details).ok());
}

TEST_CASE("an edit keeps the kind, and may not leave a rule without method or assignees", "[assignment]") {
  AssignmentRule rule = AssignmentRule::Create({}, Details()).value();
  AssignmentRuleChanges changes;
  changes.entity = Change<RecordKind>::Set(RecordKind::kContact);
  changes.method = Change<AssignmentMethod>::Clear();
  changes.assignee_ids = Change<std::vector<UserId>>::Clear();
  CHECK(FieldsOf(rule.Edit(changes)) == "entity,method,assignee_ids");
  CHECK(rule.state().assignee_ids.size() == 2);
}

TEST_CASE("turns go round the assignees", "[assignment]") {
  const std::vector<Candidate> candidates = {{User(1)}, {User(2)}, {User(3)}};
  std::vector<UserId> got;
  for (int64_t turn = 1; turn <= 4; ++turn) {
    got.push_back(Next(AssignmentMethod::kRoundRobin, candidates, turn).user);
  }
  CHECK(got == std::vector<UserId>{User(1), User(2), User(3), User(1)});
}

TEST_CASE("the least loaded is next, and of several the one whose turn it is", "[assignment]") {
  const std::vector<Candidate> candidates = {{User(1), 5}, {User(2), 2}, {User(3), 2}};
  CHECK(Next(AssignmentMethod::kLeastLoaded, candidates, 1).user == User(2));
  CHECK(Next(AssignmentMethod::kLeastLoaded, candidates, 2).user == User(2));
  CHECK(Next(AssignmentMethod::kLeastLoaded, candidates, 3).user == User(3));
}

}  // namespace
}  // namespace pipewright::sales
