#include "application/tasks/task_commands.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/status_matchers.h"

namespace pipewright::tasks {
namespace {

const UserId kOther(Uuid({9}));

struct Tasks {
  FakeUnitOfWork uow;
  FakeIds ids;
  TaskCommands commands{ids};

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
  REQUIRE(test.Do(StartTask{id, Etag(1)}).ok());
  const auto completed = test.Do(CompleteTask{id, Etag(2)});
  REQUIRE(completed.ok());
  CHECK(completed->task.completed_time == test.uow.now());
  REQUIRE(test.Do(ReopenTask{id, {}}).ok());
  REQUIRE(test.Do(AssignTask{id, {}, kOther}).ok());
  REQUIRE(test.Do(CancelTask{id, {}}).ok());
  CHECK(test.uow.tasks().events() == std::vector<std::string>{"task.created", "task.started", "task.completed",
                                                              "task.reopened", "task.assigned", "task.cancelled"});
}

TEST_CASE("a stale etag keeps a task from being completed", "[task]") {
  Tasks test;
  const TaskId id = test.Create({}).task.id;
  REQUIRE(test.Do(StartTask{id, Etag(1)}).ok());
  CHECK(ReasonOf(test.Do(CompleteTask{id, Etag(1)})) == Reason::kStaleEtag);
  CHECK(test.uow.tasks().rows().at(id).status == TaskStatus::kInProgress);
}

TEST_CASE("an answer says whether the task is overdue at this moment", "[task]") {
  Tasks test;
  TaskChanges details;
  details.due_time = Change<absl::Time>::Set(test.uow.now() + absl::Hours(1));
  const TaskView created = test.Create(details);
  CHECK_FALSE(created.overdue);
  test.uow.clock.now += absl::Hours(2);
  CHECK(test.Do(StartTask{created.task.id, {}})->overdue);
  CHECK_FALSE(test.Do(CompleteTask{created.task.id, {}})->overdue);
}

TEST_CASE("a deleted task refuses every change until it is undeleted", "[task]") {
  Tasks test;
  const TaskId id = test.Create({}).task.id;
  REQUIRE(test.Do(DeleteRecord<Task>{id, {}}).ok());
  CHECK(ReasonOf(test.Do(StartTask{id, {}})) == Reason::kRecordDeleted);
  REQUIRE(test.Do(UndeleteRecord<Task>{id, {}}).ok());
  CHECK(test.Do(StartTask{id, {}}).ok());
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
  CHECK(ReasonOf(test.Do(StartTask{id, {}})) == Reason::kRecordNotFound);
  call_by(kOther);
  CHECK(test.Do(StartTask{id, {}}).ok());
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
  CHECK(ReasonOf(test.Do(StartTask{id, {}})) == Reason::kPermissionDenied);
  auto collaborator = std::make_shared<Principal>(*principal);
  collaborator->user = kOther;
  context.principal = collaborator;
  CHECK(test.Do(StartTask{id, {}}).ok());
}

}  // namespace
}  // namespace pipewright::tasks
