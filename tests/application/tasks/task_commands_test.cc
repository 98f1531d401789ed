#include "application/tasks/task_commands.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "application/sales/account_commands.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/application/former_member.h"
#include "tests/support/status_matchers.h"

namespace pipewright::tasks {
namespace {

const UserId kOther(Uuid({9}));

struct Tasks {
  FakeUnitOfWork uow;
  FakeIds ids;
  TaskCommands commands{ids};
  FakePhones phones;
  sales::AccountCommands accounts{ids, phones};

  AccountId AddAccount() {
    sales::CreateAccount command;
    command.details.name = Change<std::string>::Set("Acme");
    return accounts.Handle(uow.context(), command, uow).value().state().id;
  }
  void Delete(const AccountId& account) {
    REQUIRE(accounts.Handle(uow.context(), DeleteRecord<sales::Account>{account, {}}, uow).ok());
  }
  absl::StatusOr<TaskView> Put(const TaskId& id, const Subject& subject) {
    UpdateTask command;
    command.id = id;
    command.changes.subject = Change<Subject>::Set(subject);
    return Do(command);
  }

  TaskView Create(const TaskChanges& details) {
    CreateTask command;
    command.details = details;
    command.details.title = Change<std::string>::Set("Call");
    auto created = commands.Handle(uow.context(), command, uow);
    REQUIRE(created.ok());
    return *std::move(created);
  }
  template <class Command>
  absl::StatusOr<TaskView> Do(const Command& command) {
    return commands.Handle(uow.context(), command, uow);
  }
};

TEST_CASE("a task's life is stored with an event for each step", "[task]") {
  Tasks test;
  const TaskId id = test.Create({}).task.id;
  REQUIRE(test.Do(Act<&Task::Start>{id, Etag(1)}).ok());
  const auto completed = test.Do(Act<&Task::Complete>{id, Etag(2)});
  REQUIRE(completed.ok());
  CHECK(completed->task.completed_time == test.uow.now());
  REQUIRE(test.Do(Act<&Task::Reopen>{id, {}}).ok());
  REQUIRE(test.Do(AssignTask{id, {}, kOther}).ok());
  REQUIRE(test.Do(Act<&Task::Cancel>{id, {}}).ok());
  CHECK(test.uow.tasks().events() == std::vector<std::string>{"task.created", "task.started", "task.completed",
                                                              "task.reopened", "task.assigned", "task.cancelled"});
}

TEST_CASE("a stale etag keeps a task from being completed", "[task]") {
  Tasks test;
  const TaskId id = test.Create({}).task.id;
  REQUIRE(test.Do(Act<&Task::Start>{id, Etag(1)}).ok());
  CHECK(ReasonOf(test.Do(Act<&Task::Complete>{id, Etag(1)})) == Reason::kStaleEtag);
  CHECK(test.uow.tasks().rows().at(id).status == TaskStatus::kInProgress);
}

TEST_CASE("an answer says whether the task is overdue at this moment", "[task]") {
  Tasks test;
  TaskChanges details;
  details.due_time = Change<absl::Time>::Set(test.uow.now() + absl::Hours(1));
  const TaskView created = test.Create(details);
  CHECK_FALSE(created.overdue);
  test.uow.clock.now += absl::Hours(2);
  CHECK(test.Do(Act<&Task::Start>{created.task.id, {}})->overdue);
  CHECK_FALSE(test.Do(Act<&Task::Complete>{created.task.id, {}})->overdue);
}

TEST_CASE("a deleted task refuses every change until it is undeleted", "[task]") {
  Tasks test;
  const TaskId id = test.Create({}).task.id;
  REQUIRE(test.Do(DeleteRecord<Task>{id, {}}).ok());
  CHECK(ReasonOf(test.Do(Act<&Task::Start>{id, {}})) == Reason::kRecordDeleted);
  REQUIRE(test.Do(UndeleteRecord<Task>{id, {}}).ok());
  CHECK(test.Do(Act<&Task::Start>{id, {}}).ok());
}

TEST_CASE("the assignee of a private task works on it; for anybody else it isn't there", "[task]") {
  Tasks test;
  TaskChanges details;
  details.visibility = Change<TaskVisibility>::Set(TaskVisibility::kPrivate);
  details.assignee_id = Change<UserId>::Set(kOther);
  const TaskId id = test.Create(details).task.id;
  const auto call_by = [&](const UserId& user) {
    auto principal = std::make_shared<Principal>(*test.uow.context().principal);
    principal->user = user;
    test.uow.next_call().principal = std::move(principal);
    test.uow.next_call().permission = {"task", "update"};
  };
  call_by(UserId(Uuid({7})));
  CHECK(ReasonOf(test.Do(Act<&Task::Start>{id, {}})) == Reason::kRecordNotFound);
  call_by(kOther);
  CHECK(test.Do(Act<&Task::Start>{id, {}}).ok());
}

TEST_CASE("everybody reads a public task, and a member changes only those that are theirs to change", "[task]") {
  Tasks test;
  TaskChanges details;
  details.visibility = Change<TaskVisibility>::Set(TaskVisibility::kPublic);
  details.collaborators = Change<std::vector<Collaborator>>::Set({{kOther, true}});
  const TaskId id = test.Create(details).task.id;
  auto principal = std::make_shared<Principal>(*test.uow.context().principal);
  principal->grants = Grants({{"task", "*", Scope::kOwn}});
  principal->user = UserId(Uuid({7}));
  RequestContext& context = test.uow.next_call();
  context.permission = {"task", "update"};
  context.principal = principal;
  CHECK(ReasonOf(test.Do(Act<&Task::Start>{id, {}})) == Reason::kPermissionDenied);
  auto collaborator = std::make_shared<Principal>(*principal);
  collaborator->user = kOther;
  context.principal = collaborator;
  CHECK(test.Do(Act<&Task::Start>{id, {}}).ok());
}

TEST_CASE("a task's subject must be there", "[task]") {
  Tasks test;
  const TaskId id = test.Create({}).task.id;
  const Uuid nothing({7});
  for (const Subject& missing :
       {Subject::Of(AccountId(nothing)), Subject::Of(ContactId(nothing)), Subject::Of(OpportunityId(nothing))}) {
    const auto refused = test.Put(id, missing);
    CHECK(ReasonOf(refused) == Reason::kReferenceNotFound);
    CHECK(DetailsOf(refused.status()).preconditions[0].subject == "subject");
  }
  CreateTask command;
  command.details.title = Change<std::string>::Set("Call");
  command.details.subject = Change<Subject>::Set(Subject::Of(AccountId(nothing)));
  CHECK(ReasonOf(test.Do(command)) == Reason::kReferenceNotFound);
  CHECK(test.Put(id, Subject::Of(test.AddAccount())).ok());
}

TEST_CASE("a subject that the caller may not read is as one that isn't there", "[task]") {
  Tasks test;
  const AccountId account = test.AddAccount();
  auto principal = std::make_shared<Principal>(*test.uow.context().principal);
  principal->user = kOther;
  principal->grants = Grants({{"account", "*", Scope::kOwn}, {"task", "*", Scope::kOwn}});
  test.uow.next_call().principal = std::move(principal);
  const TaskId id = test.Create({}).task.id;
  const absl::Status hidden = test.Put(id, Subject::Of(account)).status();
  CHECK(hidden == test.Put(id, Subject::Of(AccountId(Uuid({7})))).status());
  CHECK(ReasonOf(hidden) == Reason::kReferenceNotFound);
  CHECK(test.Put(id, Subject::Of(test.AddAccount())).ok());
}

TEST_CASE("a deleted subject is refused when it is new, and kept when it was there before", "[task]") {
  Tasks test;
  const AccountId account = test.AddAccount();
  const TaskId before = test.Create({}).task.id;
  REQUIRE(test.Put(before, Subject::Of(account)).ok());
  test.Delete(account);
  const TaskId after = test.Create({}).task.id;
  const auto refused = test.Put(after, Subject::Of(account));
  CHECK(ReasonOf(refused) == Reason::kRecordDeleted);
  CHECK(DetailsOf(refused.status()).preconditions[0].subject == "subject");
  CHECK(test.Put(before, Subject::Of(account)).ok());
  CHECK(test.Do(Act<&Task::Start>{before, {}}).ok());
}

TEST_CASE("nobody who has left the tenant is given a task or a share of one", "[task]") {
  Tasks test;
  FormerMember member = FormerMember::Still(test.uow, kOther);
  TaskChanges shared;
  shared.collaborators = Change<std::vector<Collaborator>>::Set({{kOther, false}});
  const TaskId before = test.Create(shared).task.id;
  member.Leave();

  CHECK(ReasonOf(test.Do(AssignTask{before, {}, kOther})) == Reason::kRecordDeleted);
  CreateTask command;
  command.details = shared;
  command.details.title = Change<std::string>::Set("Call");
  const auto refused = test.Do(command);
  CHECK(ReasonOf(refused) == Reason::kRecordDeleted);
  CHECK(DetailsOf(refused.status()).preconditions[0].subject == "collaborators[0].user_id");
  UpdateTask again;
  again.id = before;
  again.changes.collaborators = Change<std::vector<Collaborator>>::Set({{kOther, true}});
  CHECK(test.Do(again).ok());
}

}  // namespace
}  // namespace pipewright::tasks
