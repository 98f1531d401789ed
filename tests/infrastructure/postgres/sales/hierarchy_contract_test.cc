// Who stands above whom: no circle, whoever may see the records between, and whoever changes it at the same time.
#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/organization/member_commands.h"
#include "application/sales/account_commands.h"
#include "application/sales/contact_commands.h"
#include "application/shared/commands/batch.h"
#include "infrastructure/postgres/connection/connection.h"
#include "tests/support/application/fake_sign_in.h"
#include "tests/support/infrastructure/side_by_side.h"
#include "tests/support/infrastructure/worlds.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

using testing::FakeWorld;
using testing::PostgresWorld;
using testing::SideBySide;

template <class World>
struct Hierarchies {
  World world;
  FakePhones phones;
  AccountCommands accounts{world.ids(), phones};
  ContactCommands contacts{world.ids(), phones};

  template <class Commands, class Command>
  auto Do(const Commands& commands, const Command& command) {
    return testing::RunCommand(world, commands, command);
  }

  AccountId AddAccount(std::optional<AccountId> parent = std::nullopt, std::optional<UserId> owner = std::nullopt) {
    CreateAccount command;
    command.details.name = Change<std::string>::Set("Acme");
    if (parent.has_value()) command.details.parent_account_id = Change<AccountId>::Set(*parent);
    if (owner.has_value()) command.details.owner_id = Change<UserId>::Set(*owner);
    const auto created = Do(accounts, command);
    INFO(created.status());
    REQUIRE(created.ok());
    return created->state().id;
  }
  ContactId AddContact(std::optional<ContactId> superior = std::nullopt, std::optional<UserId> owner = std::nullopt) {
    CreateContact command;
    command.details.last_name = Change<std::string>::Set("Berg");
    if (superior.has_value()) command.details.reports_to_id = Change<ContactId>::Set(*superior);
    if (owner.has_value()) command.details.owner_id = Change<UserId>::Set(*owner);
    const auto created = Do(contacts, command);
    INFO(created.status());
    REQUIRE(created.ok());
    return created->state().id;
  }

  // Somebody who reaches only their own records.
  RequestContext OnlyOwn(const UserId& user) {
    RequestContext own = world.context();
    auto principal = std::make_shared<Principal>(*own.principal);
    principal->user = user;
    principal->grants = Grants({{"account", "*", Scope::kOwn}, {"contact", "*", Scope::kOwn}});
    own.principal = std::move(principal);
    return own;
  }
};

UpdateAccount Under(const AccountId& account, const AccountId& parent) {
  UpdateAccount command{account, std::nullopt, {}, {}};
  command.changes.parent_account_id = Change<AccountId>::Set(parent);
  return command;
}
UpdateContact Under(const ContactId& contact, const ContactId& superior) {
  UpdateContact command;
  command.id = contact;
  command.changes.reports_to_id = Change<ContactId>::Set(superior);
  return command;
}

TEMPLATE_TEST_CASE("who stands above a record of one's own need not be one's to see", "[contract][hierarchy]",
                   FakeWorld, PostgresWorld) {
  Hierarchies<TestType> test;
  const UserId rep = test.world.AddMember();
  const RequestContext own = test.OnlyOwn(rep);
  const AccountId parent = test.AddAccount();
  const AccountId mine = test.AddAccount(parent, rep);
  const AccountId other = test.AddAccount(std::nullopt, rep);
  CreateAccount create;
  create.details.name = Change<std::string>::Set("Branch");
  create.details.parent_account_id = Change<AccountId>::Set(mine);
  CHECK(RunCommandAs(test.world, own, test.accounts, create).status() == absl::OkStatus());
  CHECK(RunCommandAs(test.world, own, test.accounts, Under(other, mine)).status() == absl::OkStatus());
  UpdateAccount rename = Under(mine, parent);  // as it was
  rename.changes.name = Change<std::string>::Set("Acme Ltd");
  CHECK(RunCommandAs(test.world, own, test.accounts, rename).status() == absl::OkStatus());

  const ContactId boss = test.AddContact();
  const ContactId me = test.AddContact(boss, rep);
  const ContactId peer = test.AddContact(std::nullopt, rep);
  CreateContact hire;
  hire.details.last_name = Change<std::string>::Set("Lind");
  hire.details.reports_to_id = Change<ContactId>::Set(me);
  CHECK(RunCommandAs(test.world, own, test.contacts, hire).status() == absl::OkStatus());
  CHECK(RunCommandAs(test.world, own, test.contacts, Under(peer, me)).status() == absl::OkStatus());
  CHECK(RunCommandAs(test.world, own, test.contacts, Under(me, boss)).status() == absl::OkStatus());
}

TEMPLATE_TEST_CASE("a hierarchy is as deep as it is", "[contract][hierarchy]", FakeWorld, PostgresWorld) {
  Hierarchies<TestType> test;
  const AccountId top = test.AddAccount();
  AccountId bottom = top;
  for (int i = 0; i < 103; ++i) bottom = test.AddAccount(bottom);
  CHECK(test.Do(test.accounts, Under(test.AddAccount(), bottom)).status() == absl::OkStatus());
  CHECK(ReasonOf(test.Do(test.accounts, Under(top, bottom))) == Reason::kCycle);
}

TEMPLATE_TEST_CASE("nobody comes to stand above themselves, through deleted ones neither", "[contract][hierarchy]",
                   FakeWorld, PostgresWorld) {
  Hierarchies<TestType> test;
  const AccountId top = test.AddAccount();
  const AccountId middle = test.AddAccount(top);
  const AccountId bottom = test.AddAccount(middle);
  REQUIRE(test.Do(test.accounts, DeleteRecord<Account>{middle, std::nullopt}).ok());
  const auto refused = test.Do(test.accounts, Under(top, bottom)).status();
  CHECK(ReasonOf(refused) == Reason::kCycle);
  CHECK(DetailsOf(refused).preconditions[0].subject == top.ToString());

  const ContactId boss = test.AddContact();
  const ContactId clerk = test.AddContact(boss);
  CHECK(ReasonOf(test.Do(test.contacts, Under(boss, clerk))) == Reason::kCycle);
  CHECK_FALSE(test.Do(test.contacts, Under(boss, boss)).ok());
}

TEMPLATE_TEST_CASE("a batch sees the hierarchy as it has left it", "[contract][hierarchy]", FakeWorld, PostgresWorld) {
  Hierarchies<TestType> test;
  const AccountId a = test.AddAccount();
  const AccountId b = test.AddAccount();
  const AccountId c = test.AddAccount(b);
  UpdateAccount free = Under(c, b);
  free.changes.parent_account_id = Change<AccountId>::Clear();
  // The third closes a circle until c has left it.
  const std::vector<UpdateAccount> commands = {Under(a, c), Under(b, a), free, Under(b, a)};
  std::vector<absl::StatusOr<Account>> answers;
  REQUIRE(test.world
              .Run([&](UnitOfWork& uow) -> absl::Status {
                ASSIGN_OR_RETURN(answers, RunBatch(test.world.context(), test.accounts,
                                                   absl::Span<const UpdateAccount>(commands), OnFailure::kSkip, uow));
                return absl::OkStatus();
              })
              .ok());
  CHECK(answers[0].ok());
  CHECK(ReasonOf(answers[1]) == Reason::kCycle);
  CHECK(answers[2].ok());
  CHECK(answers[3].ok());
}

TEST_CASE("a batch asks about the hierarchy once, not once a record", "[hierarchy][batch]") {
  Hierarchies<PostgresWorld> test;
  const ContactId top = test.AddContact();
  std::vector<UpdateContact> commands;
  for (int i = 0; i < 50; ++i) {
    const ContactId superior = test.AddContact(test.AddContact(top));
    commands.push_back(Under(test.AddContact(), superior));
  }
  const uint64_t before = postgres::Connection::statements_run();
  const absl::Status stored = test.world.Run([&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(const auto answers, RunBatch(test.world.context(), test.contacts,
                                                  absl::Span<const UpdateContact>(commands), OnFailure::kStop, uow));
    for (const auto& answer : answers) RETURN_IF_ERROR(answer.status());
    return absl::OkStatus();
  });
  const uint64_t statements = postgres::Connection::statements_run() - before;
  INFO(stored);
  REQUIRE(stored.ok());
  INFO(statements);
  CHECK(statements < 20);
}

TEST_CASE("two changes at the same time don't close a circle between them", "[hierarchy][concurrency]") {
  Hierarchies<PostgresWorld> test;
  SECTION("of accounts") {
    const AccountId a = test.AddAccount();
    const AccountId b = test.AddAccount();
    const SideBySide both = RunSideBySide(test.world, test.accounts, Under(a, b), test.accounts, Under(b, a));
    CHECK(both.first == absl::OkStatus());
    CHECK(ReasonOf(both.second) == Reason::kCycle);
  }
  SECTION("of contacts") {
    const ContactId a = test.AddContact();
    const ContactId b = test.AddContact();
    const SideBySide both = RunSideBySide(test.world, test.contacts, Under(a, b), test.contacts, Under(b, a));
    CHECK(both.first == absl::OkStatus());
    CHECK(ReasonOf(both.second) == Reason::kCycle);
  }
  SECTION("of members") {
    FakePasswordHasher passwords;
    FakeCallerCache callers;
    const FakeSecretTokens tokens;
    const organization::MemberCommands members{passwords, tokens, callers, test.world.ids()};
    const UserId a = test.world.AddMember();
    const UserId b = test.world.AddMember();
    const auto under = [](const UserId& user, const UserId& manager) {
      organization::UpdateMember command;
      command.id = MembershipId(user.uuid());
      command.changes.roles = Change<std::vector<std::string>>::Set({"MEMBER"});
      command.changes.manager_id = Change<UserId>::Set(manager);
      return command;
    };
    const SideBySide both = RunSideBySide(test.world, members, under(a, b), members, under(b, a));
    CHECK(both.first == absl::OkStatus());
    CHECK(ReasonOf(both.second) == Reason::kCycle);
  }
}

TEMPLATE_TEST_CASE("who comes back to the tenant doesn't report to somebody below them", "[contract][hierarchy]",
                   FakeWorld, PostgresWorld) {
  TestType world;
  FakePasswordHasher passwords;
  FakeCallerCache callers;
  const FakeSecretTokens tokens;
  const organization::MemberCommands members{passwords, tokens, callers, world.ids()};
  const auto add = [&](const std::string& email, std::optional<UserId> manager) {
    organization::AddMember command;
    command.email = EmailAddress::Parse(email).value();
    command.given_name = "Maria";
    command.roles = {"MEMBER"};
    command.initial_password = "long walks by the sea";
    command.manager_id = manager;
    return testing::RunCommand(world, members, command);
  };
  const std::string unique = NewId<UserId>(world.ids()).ToString();
  const auto boss = add(absl::StrCat("boss-", unique, "@example.com"), std::nullopt);
  INFO(boss.status());
  REQUIRE(boss.ok());
  const auto clerk = add(absl::StrCat("clerk-", unique, "@example.com"), boss->state().user_id);
  REQUIRE(clerk.ok());
  REQUIRE(testing::RunCommand(world, members, organization::RemoveMember{boss->state().id, std::nullopt}).ok());
  CHECK(ReasonOf(add(absl::StrCat("boss-", unique, "@example.com"), clerk->state().user_id)) == Reason::kCycle);
}

}  // namespace
}  // namespace pipewright::sales
