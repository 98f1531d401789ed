#include "domain/tasks/task_access.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace pipewright::tasks {
namespace {

UserId User(uint8_t n) { return UserId(Uuid({0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, n})); }
const UserId kCreator = User(1);
const UserId kAssignee = User(2);
const UserId kReader = User(3);
const UserId kEditor = User(4);
const UserId kStranger = User(5);

TaskState Shared(TaskVisibility visibility) {
  TaskState task;
  task.created_by = kCreator;
  task.assignee_id = kAssignee;
  task.visibility = visibility;
  task.collaborators = {{kReader, false}, {kEditor, true}};
  return task;
}

TEST_CASE("who reads and who changes a task follows from its visibility", "[task]") {
  struct Case {
    TaskVisibility visibility;
    UserId user;
    bool reads, changes;
  };
  const std::vector<Case> cases = {
      {TaskVisibility::kPrivate, kCreator, true, true},
      {TaskVisibility::kPrivate, kAssignee, true, true},
      {TaskVisibility::kPrivate, kReader, false, false},
      {TaskVisibility::kPrivate, kEditor, false, false},
      {TaskVisibility::kPrivate, kStranger, false, false},
      {TaskVisibility::kCollaborative, kCreator, true, true},
      {TaskVisibility::kCollaborative, kAssignee, true, true},
      {TaskVisibility::kCollaborative, kReader, true, false},
      {TaskVisibility::kCollaborative, kEditor, true, true},
      {TaskVisibility::kCollaborative, kStranger, false, false},
      {TaskVisibility::kPublic, kCreator, true, true},
      {TaskVisibility::kPublic, kAssignee, true, true},
      {TaskVisibility::kPublic, kReader, true, false},
      {TaskVisibility::kPublic, kEditor, true, true},
      {TaskVisibility::kPublic, kStranger, true, false},
  };
  for (const Case& c : cases) {
    CAPTURE(std::string(NameOf(c.visibility)), c.user.ToString());
    CHECK(CanRead(Shared(c.visibility), c.user) == c.reads);
    CHECK(CanEdit(Shared(c.visibility), c.user) == c.changes);
  }
}

TEST_CASE("no role reaches a private task, the widest included", "[task]") {
  for (const Scope scope : {Scope::kNone, Scope::kOwn, Scope::kUnit, Scope::kAll}) {
    CHECK_FALSE(IsReachedBy(Shared(TaskVisibility::kPrivate), scope, {kCreator, kAssignee, kStranger}));
  }
}

TEST_CASE("a manager's role reaches the shared tasks of the people who report to the manager", "[task]") {
  for (const TaskVisibility visibility : {TaskVisibility::kCollaborative, TaskVisibility::kPublic}) {
    CHECK(IsReachedBy(Shared(visibility), Scope::kUnit, {kStranger, kAssignee}));
    CHECK(IsReachedBy(Shared(visibility), Scope::kUnit, {kStranger, kCreator}));
    CHECK_FALSE(IsReachedBy(Shared(visibility), Scope::kUnit, {kStranger, kReader}));
    CHECK_FALSE(IsReachedBy(Shared(visibility), Scope::kOwn, {kAssignee}));
    CHECK(IsReachedBy(Shared(visibility), Scope::kAll, {}));
  }
}

TEST_CASE("a task is given up by its creator, its assignee and the roles that reach it", "[task]") {
  TaskState task;
  task.created_by = kCreator;
  task.assignee_id = kAssignee;
  task.collaborators = {{kReader, false}, {kEditor, true}};
  for (const UserId& user : {kCreator, kAssignee}) CHECK(Task::AllowsGivingUp(task, user, Scope::kOwn, {}));
  for (const UserId& user : {kReader, kEditor, kStranger}) {
    CHECK_FALSE(Task::AllowsGivingUp(task, user, Scope::kOwn, {}));
    CHECK_FALSE(Task::AllowsGivingUp(task, user, Scope::kUnit, {kEditor}));
    CHECK(Task::AllowsGivingUp(task, user, Scope::kUnit, {kAssignee}));
    CHECK(Task::AllowsGivingUp(task, user, Scope::kAll, {}));
  }
  task.visibility = TaskVisibility::kPrivate;
  CHECK(Task::AllowsGivingUp(task, kAssignee, Scope::kOwn, {}));
  CHECK_FALSE(Task::AllowsGivingUp(task, kStranger, Scope::kAll, {}));
}

}  // namespace
}  // namespace pipewright::tasks
