#include "application/sales/contact_commands.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "application/sales/account_commands.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/application/former_member.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

struct Contacts {
  FakeUnitOfWork uow;
  FakeIds ids;
  FakePhones phones;
  ContactCommands commands{ids, phones};

  Contact Create(const std::string& name, std::optional<ContactId> reports_to = std::nullopt) {
    CreateContact command;
    command.details.last_name = Change<std::string>::Set(name);
    if (reports_to.has_value()) command.details.reports_to_id = Change<ContactId>::Set(*reports_to);
    auto created = commands.Handle(uow.context(), command, uow);
    REQUIRE(created.ok());
    return *std::move(created);
  }
};

TEST_CASE("a new contact belongs to its creator, its national numbers are read in the tenant's region", "[contact]") {
  Contacts test;
  CreateContact command;
  command.details.last_name = Change<std::string>::Set("Berg");
  command.phone = Change<std::string>::Set("0301234567");
  command.mobile = Change<std::string>::Set("01711234567");
  const auto created = test.commands.Handle(test.uow.context(), command, test.uow);
  REQUIRE(created.ok());
  CHECK(created->state().owner_id == test.uow.context().principal->user);
  CHECK(created->state().phone->value() == "+49301234567");
  CHECK(created->state().mobile->value() == "+491711234567");
}

TEST_CASE("an account has one primary contact, and who becomes it takes that from the former", "[contact]") {
  Contacts test;
  AccountCommands accounts(test.ids, test.phones);
  const auto add_account = [&] {
    CreateAccount command;
    command.details.name = Change<std::string>::Set("Acme");
    return accounts.Handle(test.uow.context(), command, test.uow)->state().id;
  };
  const AccountId acme = add_account();
  const AccountId globex = add_account();
  const auto add = [&](const AccountId& account, bool primary) {
    CreateContact command;
    command.details.last_name = Change<std::string>::Set("Berg");
    command.details.account_id = Change<AccountId>::Set(account);
    command.details.primary_contact = Change<bool>::Set(primary);
    const auto created = test.commands.Handle(test.uow.context(), command, test.uow);
    INFO(created.status());
    REQUIRE(created.ok());
    CHECK(created->state().primary_contact == primary);
    return created->state().id;
  };
  const auto update = [&](const ContactId& id, auto change) {
    UpdateContact command;
    command.id = id;
    change(command.changes);
    const auto updated = test.commands.Handle(test.uow.context(), command, test.uow);
    INFO(updated.status());
    REQUIRE(updated.ok());
  };
  const auto primary = [&](const ContactId& id) { return test.uow.contacts().rows().at(id).primary_contact; };

  const ContactId elsewhere = add(globex, true);
  const ContactId first = add(acme, true);
  const ContactId second = add(acme, true);
  CHECK_FALSE(primary(first));
  CHECK(test.uow.contacts().events() ==
        std::vector<std::string>{"contact.created", "contact.created", "contact.updated", "contact.created"});
  update(first, [](ContactChanges& changes) { changes.primary_contact = Change<bool>::Set(true); });
  CHECK(primary(first));
  CHECK_FALSE(primary(second));
  // An edit of something else takes nothing from anybody.
  const int64_t version = test.uow.contacts().rows().at(second).version;
  update(first, [](ContactChanges& changes) { changes.title = Change<std::string>::Set("Boss"); });
  CHECK(test.uow.contacts().rows().at(second).version == version);
  // Who comes from another account as its primary contact is the new one's.
  update(elsewhere, [&](ContactChanges& changes) { changes.account_id = Change<AccountId>::Set(acme); });
  CHECK(primary(elsewhere));
  CHECK_FALSE(primary(first));

  REQUIRE(test.commands.Handle(test.uow.context(), DeleteRecord<Contact>{elsewhere, {}}, test.uow).ok());
  update(first, [](ContactChanges& changes) { changes.primary_contact = Change<bool>::Set(true); });
  REQUIRE(test.commands.Handle(test.uow.context(), UndeleteRecord<Contact>{elsewhere, {}}, test.uow).ok());
  CHECK(primary(first));
  CHECK_FALSE(primary(elsewhere));
}

TEST_CASE("whoever reaches only contacts of their own takes the place of another's primary contact too", "[contact]") {
  Contacts test;
  AccountCommands accounts(test.ids, test.phones);
  CreateAccount account;
  account.details.name = Change<std::string>::Set("Acme");
  CreateContact command;
  command.details.last_name = Change<std::string>::Set("Berg");
  command.details.primary_contact = Change<bool>::Set(true);
  command.details.account_id =
      Change<AccountId>::Set(accounts.Handle(test.uow.context(), account, test.uow)->state().id);
  const auto former = test.commands.Handle(test.uow.context(), command, test.uow);
  REQUIRE(former.ok());
  auto seller = std::make_shared<Principal>(*test.uow.context().principal);
  seller->user = UserId(Uuid({9}));
  seller->grants = Grants({{"contact", "*", Scope::kOwn}, {"account", "read", Scope::kAll}});
  test.uow.next_call().principal = seller;
  test.uow.next_call().permission = {"contact", "create"};
  const auto taken = test.commands.Handle(test.uow.context(), command, test.uow);
  INFO(taken.status());
  REQUIRE(taken.ok());
  CHECK(taken->state().primary_contact);
  CHECK_FALSE(test.uow.contacts().rows().at(former->state().id).primary_contact);
}

TEST_CASE("a reporting line makes no cycle", "[contact]") {
  Contacts test;
  const Contact top = test.Create("Top");
  const Contact middle = test.Create("Middle", top.state().id);
  const Contact bottom = test.Create("Bottom", middle.state().id);
  UpdateContact command;
  command.id = top.state().id;
  command.changes.reports_to_id = Change<ContactId>::Set(bottom.state().id);
  CHECK(ReasonOf(test.commands.Handle(test.uow.context(), command, test.uow)) == Reason::kCycle);
  CHECK_FALSE(test.uow.contacts().rows().at(top.state().id).reports_to_id.has_value());
}

TEST_CASE("a contact's status changes by its own methods, each an event", "[contact]") {
  Contacts test;
  const ContactId id = test.Create("Berg").state().id;
  REQUIRE(test.commands.Handle(test.uow.context(), Act<&Contact::Deactivate>{id, std::nullopt}, test.uow).ok());
  REQUIRE(test.commands.Handle(test.uow.context(), Act<&Contact::Activate>{id, std::nullopt}, test.uow).ok());
  CHECK(ReasonOf(test.commands.Handle(test.uow.context(), Act<&Contact::MarkBounced>{id, std::nullopt}, test.uow)) ==
        Reason::kInvalidContactState);
  CHECK(test.uow.contacts().events() ==
        std::vector<std::string>{"contact.created", "contact.deactivated", "contact.activated"});
}

TEST_CASE("a contact's new account and superior must be there and live", "[contact]") {
  Contacts test;
  const Contact contact = test.Create("Berg");
  const Contact superior = test.Create("Tal", std::nullopt);
  UpdateContact command;
  command.id = contact.state().id;
  command.changes.account_id = Change<AccountId>::Set(AccountId(Uuid({7})));
  const auto missing = test.commands.Handle(test.uow.context(), command, test.uow);
  CHECK(ReasonOf(missing) == Reason::kReferenceNotFound);
  CHECK(DetailsOf(missing.status()).preconditions[0].subject == "account_id");
  command.changes = {};
  command.changes.reports_to_id = Change<ContactId>::Set(superior.state().id);
  REQUIRE(test.commands.Handle(test.uow.context(), command, test.uow).ok());
  const DeleteRecord<Contact> remove{superior.state().id, std::nullopt};
  REQUIRE(test.commands.Handle(test.uow.context(), remove, test.uow).ok());
  CHECK(test.commands.Handle(test.uow.context(), command, test.uow).ok());  // it was there before
  command.id = test.Create("Stein").state().id;
  const auto deleted = test.commands.Handle(test.uow.context(), command, test.uow);
  CHECK(ReasonOf(deleted) == Reason::kRecordDeleted);
  CHECK(DetailsOf(deleted.status()).preconditions[0].subject == "reports_to_id");
  CreateContact create;
  create.details.last_name = Change<std::string>::Set("Wald");
  create.details.reports_to_id = Change<ContactId>::Set(superior.state().id);
  CHECK(ReasonOf(test.commands.Handle(test.uow.context(), create, test.uow)) == Reason::kRecordDeleted);
}

TEST_CASE("nobody who has left the tenant is given a contact", "[contact]") {
  Contacts test;
  UpdateContact command;
  command.id = test.Create("Berg").state().id;
  command.changes.owner_id = Change<UserId>::Set(FormerMember(test.uow).user());
  const auto refused = test.commands.Handle(test.uow.context(), command, test.uow);
  CHECK(ReasonOf(refused) == Reason::kRecordDeleted);
  CHECK(DetailsOf(refused.status()).preconditions[0].subject == "owner_id");
}

TEST_CASE("wrong phone numbers are told beside what else is wrong", "[contact]") {
  FakeUnitOfWork uow;
  FakeIds ids;
  FakePhones phones;
  const ContactCommands commands{ids, phones};
  CreateContact create;
  create.details.first_name = Change<std::string>::Set("Anna");
  create.details.last_name = Change<std::string>::Set(std::string(1'000, 'x'));
  create.phone = Change<std::string>::Set("x");
  create.mobile = Change<std::string>::Set("y");
  CHECK(FieldsOf(commands.Handle(uow.context(), create, uow)) == "last_name,phone,mobile");
}

}  // namespace
}  // namespace pipewright::sales
