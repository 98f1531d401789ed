#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "pipewright/tasks/v1/task_service.grpc.pb.h"
#include "tests/support/server/test_server.h"

namespace pipewright::tasks {
namespace {

using testing::ReasonOf;
using testing::TestCaller;
using testing::TestServer;
using Stub = v1::TaskService::Stub;

struct Team {
  TestServer& server = TestServer::Get();
  TestCaller owner = server.SignUp();
  TestCaller manager = server.AddMember(owner, "MANAGER");
  TestCaller creator = server.AddMember(owner, "MEMBER");
  TestCaller assignee = server.AddMember(owner, "MEMBER", manager.user_id);
  TestCaller collaborator = server.AddMember(owner, "MEMBER");
  TestCaller outsider = server.AddMember(owner, "MEMBER");
  TestCaller viewer = server.AddMember(owner, "VIEWER");

  v1::Task Create(const std::string& title, v1::TaskVisibility visibility) {
    v1::CreateTaskRequest request;
    request.mutable_task()->set_title(title);
    request.mutable_task()->set_visibility(visibility);
    request.mutable_task()->set_assignee_id(assignee.user_id);
    if (visibility == v1::TASK_VISIBILITY_COLLABORATIVE) {
      request.mutable_task()->add_collaborators()->set_user_id(collaborator.user_id);
    }
    const auto created = server.Call(&creator, &Stub::CreateTask, request);
    INFO(created.status.error_message());
    REQUIRE(created.ok());
    return created.response;
  }

  // Who sees the task, by each way of reading; all ways must agree.
  std::set<std::string> ReadersOf(const v1::Task& task) {
    const std::vector<std::pair<std::string, const TestCaller*>> callers = {
        {"owner", &owner},       {"manager", &manager},           {"creator", &creator},
        {"assignee", &assignee}, {"collaborator", &collaborator}, {"outsider", &outsider},
        {"viewer", &viewer}};
    std::set<std::string> readers;
    for (const auto& [name, caller] : callers) {
      v1::GetTaskRequest get;
      get.set_id(task.id());
      const bool got = server.Call(caller, &Stub::GetTask, get).ok();
      bool listed = false;
      const auto list = server.Call(caller, &Stub::ListTasks, {});
      for (const auto& item : list->tasks()) listed = listed || item.id() == task.id();
      CAPTURE(name);
      CHECK(listed == got);
      if (name != "viewer") {
        // A command loads through the repository, whose rule is not SQL.
        v1::StartTaskRequest start;
        start.set_id(task.id());
        start.set_validate_only(true);
        const auto status = server.Call(caller, &Stub::StartTask, start).status.error_code();
        CHECK((status != grpc::StatusCode::NOT_FOUND) == got);
      }
      if (got) readers.insert(name);
    }
    return readers;
  }
};

TEST_CASE("a private task is seen by its creator and assignee, whatever the role", "[task]") {
  Team team;
  CHECK(team.ReadersOf(team.Create("Private", v1::TASK_VISIBILITY_PRIVATE)) ==
        std::set<std::string>{"creator", "assignee"});
}

TEST_CASE("a collaborative task is seen by those who work on it and by the roles that reach it", "[task]") {
  Team team;
  CHECK(team.ReadersOf(team.Create("Together", v1::TASK_VISIBILITY_COLLABORATIVE)) ==
        std::set<std::string>{"creator", "assignee", "collaborator", "manager", "owner", "viewer"});
}

TEST_CASE("a public task is seen by the whole tenant and by nobody else", "[task]") {
  Team team;
  const v1::Task task = team.Create("For all", v1::TASK_VISIBILITY_PUBLIC);
  CHECK(team.ReadersOf(task).size() == 7);
  const TestCaller stranger = team.server.SignUp();
  v1::GetTaskRequest get;
  get.set_id(task.id());
  CHECK(team.server.Call(&stranger, &Stub::GetTask, get).status.error_code() == grpc::StatusCode::NOT_FOUND);
}

TEST_CASE("a task is started, completed and reopened; any other way is refused", "[task]") {
  Team team;
  const v1::Task task = team.Create("Call back", v1::TASK_VISIBILITY_PUBLIC);
  v1::StartTaskRequest start;
  start.set_id(task.id());
  CHECK(team.server.Call(&team.assignee, &Stub::StartTask, start)->status() == v1::TASK_STATUS_IN_PROGRESS);
  v1::CompleteTaskRequest complete;
  complete.set_id(task.id());
  const auto completed = team.server.Call(&team.assignee, &Stub::CompleteTask, complete);
  CHECK(completed->status() == v1::TASK_STATUS_COMPLETED);
  CHECK(completed->has_completed_time());
  const auto again = team.server.Call(&team.assignee, &Stub::StartTask, start);
  CHECK(again.status.error_code() == grpc::StatusCode::FAILED_PRECONDITION);
  CHECK_FALSE(ReasonOf(again.status).empty());
  v1::ReopenTaskRequest reopen;
  reopen.set_id(task.id());
  const auto reopened = team.server.Call(&team.assignee, &Stub::ReopenTask, reopen);
  CHECK(reopened->status() == v1::TASK_STATUS_PENDING);
  CHECK_FALSE(reopened->has_completed_time());
}

TEST_CASE("a collaborator who can edit a task neither deletes it nor gives it to somebody else", "[task]") {
  Team team;
  v1::CreateTaskRequest request;
  request.mutable_task()->set_title("Together");
  request.mutable_task()->set_assignee_id(team.assignee.user_id);
  request.mutable_task()->add_collaborators()->set_user_id(team.collaborator.user_id);
  request.mutable_task()->mutable_collaborators(0)->set_can_edit(true);
  const auto task = team.server.Call(&team.creator, &Stub::CreateTask, request);
  REQUIRE(task.ok());
  v1::UpdateTaskRequest update;
  update.mutable_task()->set_id(task->id());
  update.mutable_task()->set_description("Mine");
  CHECK(team.server.Call(&team.collaborator, &Stub::UpdateTask, update).ok());
  v1::AssignTaskRequest assign;
  assign.set_id(task->id());
  assign.set_assignee_id(team.collaborator.user_id);
  CHECK(ReasonOf(team.server.Call(&team.collaborator, &Stub::AssignTask, assign).status) == "PERMISSION_DENIED");
  v1::DeleteTaskRequest remove;
  remove.set_id(task->id());
  CHECK(ReasonOf(team.server.Call(&team.collaborator, &Stub::DeleteTask, remove).status) == "PERMISSION_DENIED");
  CHECK(team.server.Call(&team.assignee, &Stub::AssignTask, assign).ok());
  CHECK(team.server.Call(&team.creator, &Stub::DeleteTask, remove).ok());
}

TEST_CASE("a full replacement that leaves out a task's assignee keeps the assignee", "[task]") {
  Team team;
  const v1::Task task = team.Create("Call Ms Wu", v1::TASK_VISIBILITY_PRIVATE);
  v1::UpdateTaskRequest update;
  update.mutable_task()->set_id(task.id());
  update.mutable_task()->set_title("Call Mr Wu");
  update.mutable_update_mask()->add_paths("*");
  const auto replaced = team.server.Call(&team.creator, &Stub::UpdateTask, update);
  INFO(replaced.status.error_message());
  REQUIRE(replaced.ok());
  CHECK(replaced->title() == "Call Mr Wu");
  CHECK(replaced->assignee_id() == team.assignee.user_id);
}

TEST_CASE("an open task past its due time is overdue, a completed one is not", "[task]") {
  Team team;
  v1::CreateTaskRequest request;
  request.mutable_task()->set_title("Late");
  request.mutable_task()->set_assignee_id(team.assignee.user_id);
  request.mutable_task()->mutable_due_time()->set_seconds(1'000'000'000);
  const auto created = team.server.Call(&team.assignee, &Stub::CreateTask, request);
  REQUIRE(created.ok());
  CHECK(created->overdue());
  v1::CompleteTaskRequest complete;
  complete.set_id(created->id());
  CHECK_FALSE(team.server.Call(&team.assignee, &Stub::CompleteTask, complete)->overdue());
}

TEST_CASE("my tasks are those I am to do, and on request those I work on with others", "[task]") {
  Team team;
  team.Create("Together", v1::TASK_VISIBILITY_COLLABORATIVE);
  team.Create("For all", v1::TASK_VISIBILITY_PUBLIC);
  CHECK(team.server.Call(&team.assignee, &Stub::ListMyTasks, {})->tasks_size() == 2);
  CHECK(team.server.Call(&team.collaborator, &Stub::ListMyTasks, {})->tasks_size() == 0);
  v1::ListMyTasksRequest together;
  together.set_involvement(v1::TASK_INVOLVEMENT_COLLABORATING);
  CHECK(team.server.Call(&team.collaborator, &Stub::ListMyTasks, together)->tasks_size() == 1);
  CHECK(team.server.Call(&team.outsider, &Stub::ListMyTasks, {})->tasks_size() == 0);
}

TEST_CASE("a task is about a record that its writer may read, or about none", "[task]") {
  Team team;
  sales::v1::CreateAccountRequest account;
  account.mutable_account()->set_name("Acme");
  using Accounts = sales::v1::AccountService::Stub;
  const auto owners = team.server.Call(&team.owner, &Accounts::CreateAccount, account);
  REQUIRE(owners.ok());
  const auto about = [&](const TestCaller& caller, const std::string& id) {
    v1::CreateTaskRequest request;
    request.mutable_task()->set_title("Call");
    request.mutable_task()->mutable_subject()->set_kind(shared::v1::SUBJECT_KIND_ACCOUNT);
    request.mutable_task()->mutable_subject()->set_id(id);
    return team.server.Call(&caller, &Stub::CreateTask, request);
  };
  CHECK(about(team.owner, owners->id()).ok());
  const auto hidden = about(team.creator, owners->id());
  const auto missing = about(team.creator, "0190f3c2-7b1e-7c3a-9d4e-5f60718293a4");
  CHECK(hidden.status.error_code() == grpc::StatusCode::FAILED_PRECONDITION);
  CHECK(ReasonOf(hidden.status) == "REFERENCE_NOT_FOUND");
  CHECK(hidden.status.error_message() == missing.status.error_message());
  CHECK(hidden.status.error_code() == missing.status.error_code());

  sales::v1::DeleteAccountRequest remove;
  remove.set_id(owners->id());
  REQUIRE(team.server.Call(&team.owner, &Accounts::DeleteAccount, remove).ok());
  CHECK(ReasonOf(about(team.owner, owners->id()).status) == "RECORD_DELETED");
}

}  // namespace
}  // namespace pipewright::tasks
