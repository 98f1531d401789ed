#include "application/sales/assignment_rule_commands.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "application/sales/account_commands.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

UserId User(uint8_t n) { return UserId(Uuid({0, n})); }

struct Rules {
  FakeUnitOfWork uow;
  FakeIds ids;
  FakePhones phones;
  AssignmentRuleCommands commands{ids};
  AccountCommands accounts{ids, phones};

  CreateAssignmentRule Rule(const std::string& filter = "", std::vector<UserId> assignees = {User(1), User(2)}) {
    CreateAssignmentRule command;
    command.details.name = Change<std::string>::Set("North");
    command.details.entity = Change<RecordKind>::Set(RecordKind::kAccount);
    command.details.method = Change<AssignmentMethod>::Set(AssignmentMethod::kRoundRobin);
    command.details.filter = Change<std::string>::Set(filter);
    command.details.assignee_ids = Change<std::vector<UserId>>::Set(std::move(assignees));
    return command;
  }
  AssignmentRuleId Add(const CreateAssignmentRule& command) {
    const auto created = commands.Handle(uow.context(), command, uow);
    INFO(created.status());
    REQUIRE(created.ok());
    return created->state().id;
  }
  AccountState Create(bool assign = true, const std::optional<UserId>& owner = std::nullopt) {
    CreateAccount command;
    command.details.name = Change<std::string>::Set("Acme");
    if (owner.has_value()) command.details.owner_id = Change<UserId>::Set(*owner);
    command.apply_assignment_rules = assign;
    const auto created = accounts.Handle(uow.context(), command, uow);
    INFO(created.status());
    REQUIRE(created.ok());
    CHECK(uow.accounts().rows().at(created->state().id).owner_id == created->state().owner_id);
    return created->state();
  }
};

TEST_CASE("new records that ask for it go to a rule's assignees in turn", "[assignment]") {
  Rules test;
  test.Add(test.Rule());
  CHECK(test.Create().owner_id == User(1));
  CHECK(test.Create().owner_id == User(2));
  CHECK(test.Create().owner_id == User(1));
}

TEST_CASE("who asks for no rule, or names an owner, gets what they said", "[assignment]") {
  Rules test;
  test.Add(test.Rule());
  CHECK(test.Create(/*assign=*/false).owner_id == test.uow.context().user());
  CHECK(test.Create(/*assign=*/true, User(7)).owner_id == User(7));
  CHECK(test.Create().owner_id == User(1));  // they took no turn
}

TEST_CASE("the first rule that matches decides, from the lowest position up", "[assignment]") {
  Rules test;
  CreateAssignmentRule last = test.Rule("", {User(9)});
  last.details.position = Change<int64_t>::Set(5);
  test.Add(last);
  test.Add(test.Rule("amount > 5", {User(1)}));
  test.uow.filters().holds = [](const RecordRef&, const filter::Condition&) { return true; };
  CHECK(test.Create().owner_id == User(1));
  test.uow.filters().holds = [](const RecordRef&, const filter::Condition& condition) {
    return condition.kind == filter::Condition::Kind::kAll;  // the empty filter
  };
  CHECK(test.Create().owner_id == User(9));
}

TEST_CASE("a rule that is disabled, deleted or can't be read any more assigns nothing", "[assignment]") {
  Rules test;
  CreateAssignmentRule disabled = test.Rule();
  disabled.details.disabled = Change<bool>::Set(true);
  test.Add(disabled);
  const AssignmentRuleId gone = test.Add(test.Rule());
  REQUIRE(test.commands.Handle(test.uow.context(), DeleteRecord<AssignmentRule>{gone, {}}, test.uow).ok());
  test.Add(test.Rule("amount > 5"));
  test.uow.filters().catalog = FieldCatalog("account");
  CHECK(test.Create().owner_id == test.uow.context().user());
}

TEST_CASE("an assignee who is not active is passed over, and a rule without one lets the next decide", "[assignment]") {
  Rules test;
  test.Add(test.Rule());
  CreateAssignmentRule next = test.Rule("", {User(3)});
  next.details.position = Change<int64_t>::Set(1);
  test.Add(next);
  test.uow.directory().suspended = {User(1)};
  CHECK(test.Create().owner_id == User(2));
  CHECK(test.Create().owner_id == User(2));
  test.uow.directory().suspended = {User(1), User(2)};
  CHECK(test.Create().owner_id == User(3));
}

TEST_CASE("an assignee who may not change such records is passed over", "[assignment]") {
  Rules test;
  test.Add(test.Rule());
  test.uow.directory().viewers = {User(2)};
  CHECK(test.Create().owner_id == User(1));
  CHECK(test.Create().owner_id == User(1));
}

TEST_CASE("by load, a record goes to who has the fewest", "[assignment]") {
  Rules test;
  CreateAssignmentRule rule = test.Rule();
  rule.details.method = Change<AssignmentMethod>::Set(AssignmentMethod::kLeastLoaded);
  test.Add(rule);
  test.uow.assignment_rules().load = {{User(1), 3}};
  CHECK(test.Create().owner_id == User(2));
  test.uow.assignment_rules().load = {{User(1), 3}, {User(2), 4}};
  CHECK(test.Create().owner_id == User(1));
}

TEST_CASE("a filter that can't be read is told when the rule is written", "[assignment]") {
  Rules test;
  const auto refused = test.commands.Handle(test.uow.context(), test.Rule("amount >"), test.uow);
  CHECK(FieldsOf(refused) == "filter");
  UpdateAssignmentRule update;
  update.id = test.Add(test.Rule());
  update.changes.filter = Change<std::string>::Set("no_such = 1");
  CHECK(FieldsOf(test.commands.Handle(test.uow.context(), update, test.uow)) == "filter");
}

TEST_CASE("an entity has at most 100 live rules, also by undeleting", "[assignment]") {
  Rules test;
  const AssignmentRuleId first = test.Add(test.Rule());
  REQUIRE(test.commands.Handle(test.uow.context(), DeleteRecord<AssignmentRule>{first, {}}, test.uow).ok());
  for (size_t n = 0; n < AssignmentRuleState::kMaxPerEntity; ++n) test.Add(test.Rule());
  CHECK(ReasonOf(test.commands.Handle(test.uow.context(), test.Rule(), test.uow)) == Reason::kTooManyAssignmentRules);
  CHECK(ReasonOf(test.commands.Handle(test.uow.context(), UndeleteRecord<AssignmentRule>{first, {}}, test.uow)) ==
        Reason::kTooManyAssignmentRules);
  CreateAssignmentRule other = test.Rule();
  other.details.entity = Change<RecordKind>::Set(RecordKind::kContact);
  CHECK(test.commands.Handle(test.uow.context(), other, test.uow).ok());
}

TEST_CASE("records that are there are assigned on demand, each told with its rule", "[assignment]") {
  Rules test;
  const AccountState one = test.Create(/*assign=*/false);
  const AccountState two = test.Create(/*assign=*/false);
  const AssignmentRuleId rule = test.Add(test.Rule("amount > 5"));
  test.uow.filters().holds = [&](const RecordRef& record, const filter::Condition&) {
    return record == RecordRef::Of(two.id);
  };
  const AssignRecords command{RecordKind::kAccount, {one.id.uuid(), two.id.uuid()}};
  const auto assigned = test.commands.Handle(test.uow.context(), command, test.uow);
  INFO(assigned.status());
  REQUIRE(assigned.ok());
  REQUIRE(assigned->size() == 2);
  CHECK_FALSE((*assigned)[0].rule.has_value());
  CHECK((*assigned)[0].owner == test.uow.context().user());
  CHECK((*assigned)[1].rule == rule);
  CHECK((*assigned)[1].owner == User(1));
  CHECK(test.uow.accounts().rows().at(two.id).owner_id == User(1));
}

TEST_CASE("assigning takes the permission to update such records", "[assignment]") {
  Rules test;
  const AccountState account = test.Create(/*assign=*/false);
  RequestContext context = ContextOf(Grants({{"assignment_rule", "*", Scope::kAll}, {"account", "read", Scope::kAll}}));
  const AssignRecords command{RecordKind::kAccount, {account.id.uuid()}};
  CHECK(absl::IsPermissionDenied(test.commands.Handle(context, command, test.uow).status()));
}

}  // namespace
}  // namespace pipewright::sales
