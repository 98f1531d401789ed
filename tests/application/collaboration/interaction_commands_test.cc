#include "application/collaboration/interaction_commands.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "application/sales/account_commands.h"
#include "application/sales/contact_commands.h"
#include "application/shared/call/access_rule.h"
#include "domain/shared/errors.h"
#include "tests/support/application/fake_sign_in.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/status_matchers.h"

namespace pipewright::collaboration {
namespace {

const UserId kStranger(Uuid({8}));
const absl::Time kTomorrow = absl::FromUnixSeconds(1'800'000'000);

struct Interactions {
  FakeUnitOfWork uow;
  FakeIds ids;
  FakePhones phones;
  sales::AccountCommands accounts{ids, phones};
  sales::ContactCommands contacts{ids, phones};
  InteractionCommands interactions{ids};

  AccountId AddAccount() {
    sales::CreateAccount command;
    command.details.name = Change<std::string>::Set("Acme");
    return accounts.Handle(uow.context(), command, uow).value().state().id;
  }
  ContactId AddContact(const UserId& owner) {
    sales::CreateContact command;
    command.details.last_name = Change<std::string>::Set("Muster");
    command.details.owner_id = Change<UserId>::Set(owner);
    return contacts.Handle(uow.context(), command, uow).value().state().id;
  }
  static CreateInteraction Call(const AccountId& account) {
    CreateInteraction command;
    command.details.type = Change<InteractionType>::Set(InteractionType::kCall);
    command.details.title = Change<std::string>::Set("Desks");
    command.details.account_id = Change<AccountId>::Set(account);
    return command;
  }
  template <class Command>
  absl::StatusOr<Interaction> Do(const Command& command) {
    return interactions.Handle(uow.context(), command, uow);
  }
  UpdateInteraction FollowUp(const Interaction& interaction, absl::Time when) {
    UpdateInteraction update;
    update.id = interaction.state().id;
    update.changes.follow_up_time = Change<absl::Time>::Set(when);
    return update;
  }
};

TEST_CASE("an interaction is about records that are there, with people who are there", "[interaction]") {
  Interactions test;
  const AccountId account = test.AddAccount();
  const auto refused = [&](const CreateInteraction& command) {
    const absl::Status status = test.Do(command).status();
    CHECK(ReasonOf(status) == Reason::kReferenceNotFound);
    return DetailsOf(status).preconditions[0].subject;
  };
  CHECK(refused(Interactions::Call(AccountId(Uuid({7})))) == "account_id");
  CreateInteraction call = Interactions::Call(account);
  call.details.opportunity_id = Change<OpportunityId>::Set(OpportunityId(Uuid({7})));
  CHECK(refused(call) == "opportunity_id");
  call = Interactions::Call(account);
  call.details.participants = Change<std::vector<Participant>>::Set({{.name = "Olga"}, {.user_id = kStranger}});
  test.uow.directory().strangers.insert(kStranger);
  CHECK(refused(call) == "participants[1].user_id");
  call.details.participants = Change<std::vector<Participant>>::Set({{.contact_id = ContactId(Uuid({7}))}});
  CHECK(refused(call) == "participants[0].contact_id");
  // Of what it is about, and not of the task that it asks for.
  call = Interactions::Call(AccountId(Uuid({7})));
  call.details.follow_up_time = Change<absl::Time>::Set(kTomorrow);
  CHECK(refused(call) == "account_id");
  CHECK(test.uow.tasks().rows().empty());
}

TEST_CASE("a follow-up makes a task of the caller's about what the interaction is about", "[interaction]") {
  Interactions test;
  const AccountId account = test.AddAccount();
  CreateInteraction create = Interactions::Call(account);
  create.details.contact_id = Change<ContactId>::Set(test.AddContact(test.uow.context().user()));
  create.details.follow_up_time = Change<absl::Time>::Set(kTomorrow);
  const auto call = test.Do(create);
  INFO(call.status());
  REQUIRE(call.ok());
  REQUIRE(test.uow.tasks().rows().size() == 1);
  const tasks::TaskState& task = test.uow.tasks().rows().begin()->second;
  CHECK(call->state().follow_up_task_id == task.id);
  CHECK(task.type == tasks::TaskType::kFollowUp);
  CHECK(task.title == "Desks");
  CHECK(task.due_time == kTomorrow);
  CHECK(task.assignee_id == test.uow.context().user());
  CHECK(task.subject == Subject::Of(create.details.contact_id.value()));

  // Once: the same again is no change, and any other is for the task.
  CHECK(test.Do(test.FollowUp(*call, kTomorrow))->state().version == call->state().version);
  CHECK(FieldsOf(test.Do(test.FollowUp(*call, kTomorrow + absl::Hours(1)))) == "follow_up_time");
  CHECK(test.uow.tasks().rows().size() == 1);
}

TEST_CASE("a follow-up can be asked for later", "[interaction]") {
  Interactions test;
  const auto call = test.Do(Interactions::Call(test.AddAccount()));
  REQUIRE(call.ok());
  const auto followed = test.Do(test.FollowUp(*call, kTomorrow));
  REQUIRE(followed.ok());
  REQUIRE(test.uow.tasks().rows().size() == 1);
  CHECK(followed->state().follow_up_task_id == test.uow.tasks().rows().begin()->first);
}

TEST_CASE("a follow-up is about the first record that can still be used", "[interaction]") {
  Interactions test;
  const AccountId account = test.AddAccount();
  CreateInteraction create = Interactions::Call(account);
  create.details.contact_id = Change<ContactId>::Set(test.AddContact(test.uow.context().user()));
  const auto call = test.Do(create);
  REQUIRE(call.ok());
  const auto remove = [&](const auto& commands, auto command, const auto& id) {
    command.id = id;
    REQUIRE(commands.Handle(test.uow.context(), command, test.uow).ok());
  };
  remove(test.contacts, DeleteRecord<sales::Contact>(), create.details.contact_id.value());
  REQUIRE(test.Do(test.FollowUp(*call, kTomorrow)).ok());
  CHECK(test.uow.tasks().rows().begin()->second.subject == Subject::Of(account));

  const auto other = test.Do(Interactions::Call(account));
  REQUIRE(other.ok());
  remove(test.accounts, DeleteRecord<sales::Account>(), account);
  const absl::Status refused = test.Do(test.FollowUp(*other, kTomorrow)).status();
  CHECK(ReasonOf(refused) == Reason::kRecordDeleted);
  CHECK(DetailsOf(refused).preconditions[0].subject == "account_id");
}

TEST_CASE("what is refused makes no task before", "[interaction]") {
  Interactions test;
  const AccountId account = test.AddAccount();
  CreateInteraction create = Interactions::Call(account);
  create.id = InteractionId(Uuid({9}));
  create.details.follow_up_time = Change<absl::Time>::Set(kTomorrow);
  const auto call = test.Do(create);
  REQUIRE(call.ok());
  CHECK(test.Do(create).status().code() == absl::StatusCode::kAlreadyExists);
  CHECK(test.uow.tasks().rows().size() == 1);
  create.id.reset();
  create.details.follow_up_time = {};
  const auto other = test.Do(create);
  REQUIRE(other.ok());
  // Of somebody who reads it through the account.
  auto principal = std::make_shared<Principal>(*test.uow.context().principal);
  principal->user = kStranger;
  principal->grants =
      Grants({{"interaction", "*", Scope::kOwn}, {"account", "read", Scope::kAll}, {"task", "*", Scope::kOwn}});
  test.uow.next_call().principal = principal;
  test.uow.next_call().permission = {"interaction", "update"};
  CHECK(ReasonOf(test.Do(test.FollowUp(*other, kTomorrow))) == Reason::kPermissionDenied);
  CHECK(test.uow.tasks().rows().size() == 1);
}

TEST_CASE("a follow-up takes the permission to create tasks", "[interaction]") {
  Interactions test;
  const AccountId account = test.AddAccount();
  auto principal = std::make_shared<Principal>(*test.uow.context().principal);
  principal->grants = Grants({{"interaction", "*", Scope::kOwn}, {"account", "read", Scope::kAll}});
  test.uow.next_call().principal = principal;
  test.uow.next_call().permission = {"interaction", "create"};
  CreateInteraction create = Interactions::Call(account);
  CHECK(test.Do(create).ok());
  create.details.follow_up_time = Change<absl::Time>::Set(kTomorrow);
  CHECK(ReasonOf(test.Do(create)) == Reason::kPermissionDenied);
  CHECK(test.uow.interactions().rows().size() == 1);
}

TEST_CASE("an interaction says who owned each thing that it is about, and its events are shown by that",
          "[interaction]") {
  Interactions test;
  const UserId author = test.uow.context().user();
  const UserId owner(Uuid({9}));
  CreateInteraction create = Interactions::Call(test.AddAccount());
  create.details.contact_id = Change<ContactId>::Set(test.AddContact(owner));
  const auto call = test.Do(create);
  REQUIRE(call.ok());
  CHECK(call->state().subject_owners ==
        std::vector<SubjectOwners>{{RecordKind::kContact, {owner}}, {RecordKind::kAccount, {author}}});
  const auto shown = [&](Scope interactions, Scope accounts, Scope contacts) {
    Principal caller;
    caller.user = owner;
    caller.grants =
        Grants({{"interaction", "read", interactions}, {"account", "read", accounts}, {"contact", "read", contacts}});
    return AccessRule<Interaction>::AllowsEvent(call->state(), caller);
  };
  CHECK(shown(Scope::kOwn, Scope::kNone, Scope::kOwn));
  CHECK_FALSE(shown(Scope::kOwn, Scope::kOwn, Scope::kNone));
  CHECK(shown(Scope::kOwn, Scope::kAll, Scope::kNone));
  CHECK_FALSE(shown(Scope::kNone, Scope::kAll, Scope::kAll));
}

TEST_CASE("an update of an interaction that changes nothing is none, whoever owns the account by then",
          "[interaction]") {
  Interactions test;
  const AccountId account = test.AddAccount();
  const auto call = test.Do(Interactions::Call(account));
  REQUIRE(call.ok());
  sales::UpdateAccount give;
  give.id = account;
  give.changes.owner_id = Change<UserId>::Set(UserId(Uuid({9})));
  REQUIRE(test.accounts.Handle(test.uow.context(), give, test.uow).ok());
  UpdateInteraction update;
  update.id = call->state().id;
  update.changes.title = Change<std::string>::Set("Desks");
  CHECK(test.Do(update)->state() == call->state());
  update.changes.title = Change<std::string>::Set("Chairs");
  CHECK(test.Do(update)->state().subject_owners ==
        std::vector<SubjectOwners>{{RecordKind::kAccount, {UserId(Uuid({9}))}}});
}

}  // namespace
}  // namespace pipewright::collaboration
