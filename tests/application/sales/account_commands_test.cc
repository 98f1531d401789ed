#include "application/sales/account_commands.h"

#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/application/former_member.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

struct Accounts {
  FakeUnitOfWork uow;
  FakeIds ids;
  FakePhones phones;
  AccountCommands commands{ids, phones};

  Account Create(const std::string& name, std::optional<AccountId> parent = std::nullopt) {
    CreateAccount command;
    command.details.name = Change<std::string>::Set(name);
    if (parent.has_value()) command.details.parent_account_id = Change<AccountId>::Set(*parent);
    auto created = commands.Handle(uow.context(), command, uow);
    REQUIRE(created.ok());
    return *std::move(created);
  }
};

TEST_CASE("a new account gets the next code and belongs to its creator", "[account]") {
  Accounts test;
  CHECK(test.Create("Acme").state().code == "ACC-000001");
  const Account second = test.Create("Globex");
  CHECK(second.state().code == "ACC-000002");
  CHECK(second.state().owner_id == test.uow.context().principal->user);
  CHECK(test.uow.accounts().events() == std::vector<std::string>{"account.created", "account.created"});
}

TEST_CASE("a national phone number is read in the tenant's region", "[account]") {
  Accounts test;
  CreateAccount command;
  command.details.name = Change<std::string>::Set("Acme");
  command.phone = Change<std::string>::Set("0301234567");
  const auto created = test.commands.Handle(test.uow.context(), command, test.uow);
  REQUIRE(created.ok());
  CHECK(created->state().phone->value() == "+49301234567");
}

TEST_CASE("a stale etag is refused and the current one returned", "[account]") {
  Accounts test;
  const Account account = test.Create("Acme");
  UpdateAccount command{account.state().id, Etag(1), {}, {}};
  command.changes.name = Change<std::string>::Set("Acme Ltd");
  REQUIRE(test.commands.Handle(test.uow.context(), command, test.uow).ok());
  const auto stale = test.commands.Handle(test.uow.context(), command, test.uow).status();
  CHECK(stale.code() == absl::StatusCode::kAborted);
  CHECK(DetailsOf(stale).metadata.at("current_etag") == "2");
}

TEST_CASE("an account can't become its own ancestor", "[account]") {
  Accounts test;
  const Account top = test.Create("Top");
  const Account middle = test.Create("Middle", top.state().id);
  const Account bottom = test.Create("Bottom", middle.state().id);
  UpdateAccount command{top.state().id, std::nullopt, {}, {}};
  command.changes.parent_account_id = Change<AccountId>::Set(bottom.state().id);
  const auto refused = test.commands.Handle(test.uow.context(), command, test.uow).status();
  CHECK(DetailsOf(refused).reason == Reason::kCycle);
}

TEST_CASE("a member with OWN scope can't change another's account, nor see it", "[account]") {
  Accounts test;
  const Account account = test.Create("Acme");
  auto stranger = std::make_shared<Principal>(*test.uow.context().principal);
  stranger->user = UserId(Uuid({9}));
  stranger->grants = Grants({{"account", "*", Scope::kOwn}});
  UpdateAccount command{account.state().id, std::nullopt, {}, {}};
  command.changes.name = Change<std::string>::Set("Mine");
  REQUIRE(test.commands.Handle(test.uow.context(), command, test.uow).ok());
  command.changes.name = Change<std::string>::Set("Theirs");
  test.uow.next_call().principal = stranger;
  CHECK(test.uow.accounts().Get(account.state().id).status().code() == absl::StatusCode::kNotFound);
  CHECK(test.commands.Handle(test.uow.context(), command, test.uow).status().code() == absl::StatusCode::kNotFound);
  CHECK(test.uow.accounts().rows().at(account.state().id).name == "Mine");
}

TEST_CASE("a deleted account refuses changes until it is undeleted", "[account]") {
  Accounts test;
  const Account account = test.Create("Acme");
  REQUIRE(
      test.commands.Handle(test.uow.context(), DeleteRecord<Account>{account.state().id, std::nullopt}, test.uow).ok());
  UpdateAccount command{account.state().id, std::nullopt, {}, {}};
  command.changes.name = Change<std::string>::Set("Acme Ltd");
  CHECK(DetailsOf(test.commands.Handle(test.uow.context(), command, test.uow).status()).reason ==
        Reason::kRecordDeleted);
  REQUIRE(test.commands.Handle(test.uow.context(), UndeleteRecord<Account>{account.state().id, std::nullopt}, test.uow)
              .ok());
  CHECK(test.commands.Handle(test.uow.context(), command, test.uow).ok());
}

TEST_CASE("an account goes the ways of its status with the etag that was seen, each with its event", "[account]") {
  Accounts test;
  const AccountId id = test.Create("Acme").state().id;
  const auto go = [&](const auto& command) { return test.commands.Handle(test.uow.context(), command, test.uow); };
  CHECK(ReasonOf(go(Act<&Account::MarkCustomer>{id, Etag(7)})) == Reason::kStaleEtag);
  CHECK(go(Act<&Account::MarkCustomer>{id, Etag(1)})->state().status == AccountStatus::kCustomer);
  CHECK(ReasonOf(go(Act<&Account::Qualify>{id, Etag(2)})) == Reason::kInvalidAccountState);
  CHECK(go(Act<&Account::MarkChurned>{id, Etag(2)})->state().status == AccountStatus::kChurned);
  CHECK(go(Act<&Account::Activate>{id, Etag(3)})->state().status == AccountStatus::kProspect);
  CHECK(go(Act<&Account::Deactivate>{id, std::nullopt})->state().status == AccountStatus::kInactive);
  CHECK(test.uow.accounts().events() == std::vector<std::string>{"account.created", "account.became_customer",
                                                                 "account.churned", "account.activated",
                                                                 "account.deactivated"});
}

TEST_CASE("a member with OWN scope changes no status of another's account, and nobody that of a deleted one",
          "[account]") {
  Accounts test;
  const AccountId id = test.Create("Acme").state().id;
  const auto owner = test.uow.context().principal;
  auto stranger = std::make_shared<Principal>(*owner);
  stranger->user = UserId(Uuid({9}));
  stranger->grants = Grants({{"account", "*", Scope::kOwn}});
  test.uow.next_call().principal = stranger;
  const Act<&Account::MarkCustomer> win{id, std::nullopt};
  CHECK(test.commands.Handle(test.uow.context(), win, test.uow).status().code() == absl::StatusCode::kNotFound);
  test.uow.next_call().principal = owner;
  REQUIRE(test.commands.Handle(test.uow.context(), DeleteRecord<Account>{id, std::nullopt}, test.uow).ok());
  CHECK(ReasonOf(test.commands.Handle(test.uow.context(), win, test.uow)) == Reason::kRecordDeleted);
  CHECK(test.uow.accounts().rows().at(id).status == AccountStatus::kProspect);
}

TEST_CASE("an account's new parent must be there and live", "[account]") {
  Accounts test;
  const AccountId parent = test.Create("Parent").state().id;
  const AccountId child = test.Create("Child", parent).state().id;
  REQUIRE(test.commands.Handle(test.uow.context(), DeleteRecord<Account>{parent, std::nullopt}, test.uow).ok());
  UpdateAccount command{child, std::nullopt, {}, {}};
  command.changes.parent_account_id = Change<AccountId>::Set(parent);
  CHECK(test.commands.Handle(test.uow.context(), command, test.uow).ok());  // it was there before
  command.id = test.Create("Other").state().id;
  const auto deleted = test.commands.Handle(test.uow.context(), command, test.uow).status();
  CHECK(DetailsOf(deleted).reason == Reason::kRecordDeleted);
  CHECK(DetailsOf(deleted).preconditions[0].subject == "parent_account_id");
  command.changes.parent_account_id = Change<AccountId>::Set(AccountId(Uuid({7})));
  const auto missing = test.commands.Handle(test.uow.context(), command, test.uow).status();
  CHECK(DetailsOf(missing).reason == Reason::kReferenceNotFound);
  CreateAccount create;
  create.details.name = Change<std::string>::Set("Third");
  create.details.parent_account_id = Change<AccountId>::Set(parent);
  CHECK(ReasonOf(test.commands.Handle(test.uow.context(), create, test.uow)) == Reason::kRecordDeleted);
}

TEST_CASE("nobody who has left the tenant is given an account", "[account]") {
  Accounts test;
  UpdateAccount command{test.Create("Acme").state().id, std::nullopt, {}, {}};
  command.changes.owner_id = Change<UserId>::Set(FormerMember(test.uow).user());
  const auto refused = test.commands.Handle(test.uow.context(), command, test.uow);
  CHECK(ReasonOf(refused) == Reason::kRecordDeleted);
  CHECK(DetailsOf(refused.status()).preconditions[0].subject == "owner_id");
}

TEST_CASE("a wrong phone number is told beside what else is wrong", "[account]") {
  Accounts test;
  CreateAccount create;
  create.phone = Change<std::string>::Set("x");
  CHECK(FieldsOf(test.commands.Handle(test.uow.context(), create, test.uow)) == "name,phone");
  UpdateAccount update{test.Create("Acme").state().id, std::nullopt, {}, {}};
  update.phone = create.phone;
  update.changes.name = Change<std::string>::Set("");
  CHECK(FieldsOf(test.commands.Handle(test.uow.context(), update, test.uow)) == "name,phone");
}

}  // namespace
}  // namespace pipewright::sales
