// What commands rely on of tasks, held by the repositories in memory and on PostgreSQL alike.
#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "application/sales/account_commands.h"
#include "application/sales/contact_commands.h"
#include "application/sales/lead_commands.h"
#include "application/sales/opportunity_commands.h"
#include "application/sales/pipeline_commands.h"
#include "application/tasks/task_commands.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/tasks/task_table.h"
#include "tests/support/infrastructure/reach.h"
#include "tests/support/infrastructure/worlds.h"
#include "tests/support/status_matchers.h"

namespace pipewright::tasks {
namespace {

using testing::FakeWorld;
using testing::PostgresWorld;

template <class World>
struct Tasks {
  World world;
  FakePhones phones;
  TaskCommands tasks{world.ids()};
  sales::AccountCommands accounts{world.ids(), phones};
  sales::ContactCommands contacts{world.ids(), phones};
  sales::LeadCommands leads{world.ids(), phones};
  sales::PipelineCommands pipelines{world.ids()};
  sales::OpportunityCommands opportunities{world.ids()};

  template <class Commands, class Command>
  auto Do(const Commands& commands, const Command& command) {
    return testing::RunCommand(world, commands, command);
  }

  TaskId Create(const TaskChanges& details) {
    CreateTask command;
    command.details = details;
    command.details.title = Change<std::string>::Set("Call");
    const auto created = Do(tasks, command);
    INFO(created.status());
    REQUIRE(created.ok());
    return created->task.id;
  }

  absl::Status Update(const TaskId& id, const TaskChanges& changes) {
    UpdateTask command;
    command.id = id;
    command.changes = changes;
    return Do(tasks, command).status();
  }

  TaskState Read(const TaskId& id) {
    std::optional<TaskState> read;
    REQUIRE(world
                .Run([&](UnitOfWork& uow) -> absl::Status {
                  ASSIGN_OR_RETURN(const Task task, uow.Of<Task>().GetEvenDeleted(id));
                  read = task.state();
                  return absl::OkStatus();
                })
                .ok());
    return *std::move(read);
  }

  // One record of each kind that a task can be about.
  std::vector<Subject> Subjects() {
    sales::CreateAccount account;
    account.details.name = Change<std::string>::Set("Acme");
    sales::CreateContact contact;
    contact.details.last_name = Change<std::string>::Set("Muster");
    sales::CreatePipeline pipeline;
    pipeline.details = sales::StandardPipeline([] { return StageId(); });
    REQUIRE(Do(pipelines, pipeline).ok());
    sales::CreateOpportunity opportunity;
    opportunity.details.title = Change<std::string>::Set("Fifty desks");
    sales::CreateLead lead;
    lead.details.name = Change<std::string>::Set("Maria Muster");
    return {Subject::Of(Do(accounts, account)->state().id), Subject::Of(Do(contacts, contact)->state().id),
            Subject::Of(Do(opportunities, opportunity)->state().id), Subject::Of(Do(leads, lead)->state().id)};
  }
};

TEMPLATE_TEST_CASE("a task comes back as it was stored, in all its parts", "[contract][task]", FakeWorld,
                   PostgresWorld) {
  Tasks<TestType> test;
  const UserId assignee = test.world.AddMember();
  const UserId collaborator = test.world.AddMember();
  const absl::Time due = absl::FromUnixMicros(1'800'000'000'123'456);
  TaskChanges details;
  details.description = Change<std::string>::Set("Quote \" backslash \\ and \xE2\x9C\xA8\nnext line");
  details.type = Change<TaskType>::Set(TaskType::kFollowUp);
  details.priority = Change<TaskPriority>::Set(TaskPriority::kUrgent);
  details.visibility = Change<TaskVisibility>::Set(TaskVisibility::kPublic);
  details.assignee_id = Change<UserId>::Set(assignee);
  details.due_time = Change<absl::Time>::Set(due);
  details.checklist = Change<std::vector<ChecklistItem>>::Set({{"second \xE2\x9C\xA8", false}, {"first", true}});
  details.collaborators = Change<std::vector<Collaborator>>::Set({{collaborator, true}, {assignee, false}});
  const TaskId id = test.Create(details);
  const TaskState read = test.Read(id);
  CHECK(read.version == 1);
  CHECK(read.title == "Call");
  CHECK(read.description == details.description.value());
  CHECK(read.type == TaskType::kFollowUp);
  CHECK(read.status == TaskStatus::kPending);
  CHECK(read.priority == TaskPriority::kUrgent);
  CHECK(read.visibility == TaskVisibility::kPublic);
  CHECK(read.assignee_id == assignee);
  CHECK(read.assigned_by == test.world.context().user());
  CHECK(read.due_time == due);
  CHECK_FALSE(read.completed_time.has_value());
  CHECK_FALSE(read.subject.has_value());
  CHECK(read.checklist == details.checklist.value());
  CHECK(read.collaborators == details.collaborators.value());
  CHECK(read.created_by == test.world.context().user());
}

TEMPLATE_TEST_CASE("each step of a task's life is kept", "[contract][task]", FakeWorld, PostgresWorld) {
  Tasks<TestType> test;
  const TaskId id = test.Create({});
  REQUIRE(test.Do(test.tasks, Act<&Task::Start>{id, Etag(1)}).ok());
  CHECK(test.Read(id).status == TaskStatus::kInProgress);
  const auto completed = test.Do(test.tasks, Act<&Task::Complete>{id, Etag(2)});
  REQUIRE(completed.ok());
  CHECK(test.Read(id).status == TaskStatus::kCompleted);
  CHECK(test.Read(id).completed_time == completed->task.completed_time);
  REQUIRE(test.Do(test.tasks, Act<&Task::Reopen>{id, Etag(3)}).ok());
  CHECK_FALSE(test.Read(id).completed_time.has_value());
  const UserId other = test.world.AddMember();
  REQUIRE(test.Do(test.tasks, AssignTask{id, Etag(4), other}).ok());
  REQUIRE(test.Do(test.tasks, Act<&Task::Cancel>{id, Etag(5)}).ok());
  const TaskState read = test.Read(id);
  CHECK(read.status == TaskStatus::kCancelled);
  CHECK(read.assignee_id == other);
  CHECK(read.version == 6);
}

TEMPLATE_TEST_CASE("a task's subject may be of any kind, change its kind, and go", "[contract][task]", FakeWorld,
                   PostgresWorld) {
  Tasks<TestType> test;
  const TaskId id = test.Create({});
  for (const Subject& subject : test.Subjects()) {
    TaskChanges changes;
    changes.subject = Change<Subject>::Set(subject);
    const absl::Status updated = test.Update(id, changes);
    INFO(updated);
    REQUIRE(updated.ok());
    CHECK(test.Read(id).subject == subject);
  }
  TaskChanges changes;
  changes.subject = Change<Subject>::Clear();
  REQUIRE(test.Update(id, changes).ok());
  CHECK_FALSE(test.Read(id).subject.has_value());
}

TEMPLATE_TEST_CASE("what a task is shared with is replaced as a whole", "[contract][task]", FakeWorld, PostgresWorld) {
  Tasks<TestType> test;
  const UserId one = test.world.AddMember();
  const UserId two = test.world.AddMember();
  TaskChanges details;
  details.collaborators = Change<std::vector<Collaborator>>::Set({{one, false}});
  details.checklist = Change<std::vector<ChecklistItem>>::Set({{"ask", false}});
  const TaskId id = test.Create(details);
  TaskChanges changes;
  changes.collaborators = Change<std::vector<Collaborator>>::Set({{two, false}, {one, true}});
  REQUIRE(test.Update(id, changes).ok());
  CHECK(test.Read(id).collaborators == changes.collaborators.value());
  CHECK(test.Read(id).checklist == details.checklist.value());
  TaskChanges none;
  none.collaborators = Change<std::vector<Collaborator>>::Clear();
  none.checklist = Change<std::vector<ChecklistItem>>::Clear();
  REQUIRE(test.Update(id, none).ok());
  CHECK(test.Read(id).collaborators.empty());
  CHECK(test.Read(id).checklist.empty());
}

TEMPLATE_TEST_CASE("a change of a task based on an old version is aborted", "[contract][task]", FakeWorld,
                   PostgresWorld) {
  Tasks<TestType> test;
  const TaskId id = test.Create({});
  std::optional<Task> old;
  const absl::Status late = test.world.Run([&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(const Task mine, uow.Of<Task>().Get(id));
    if (!old.has_value()) {
      old = mine;
      REQUIRE(test.Do(test.tasks, Act<&Task::Start>{id, std::nullopt}).ok());
    }
    RETURN_IF_ERROR(old->Cancel());
    return uow.Of<Task>().Save(*old);
  });
  CHECK(late.code() == absl::StatusCode::kAborted);
  CHECK(test.Read(id).status == TaskStatus::kInProgress);
}

TEMPLATE_TEST_CASE("a deleted task is found by who asks for it, and can be undeleted", "[contract][task]", FakeWorld,
                   PostgresWorld) {
  Tasks<TestType> test;
  const TaskId id = test.Create({});
  REQUIRE(test.Do(test.tasks, DeleteRecord<Task>{id, std::nullopt}).ok());
  CHECK(test.Read(id).delete_time.has_value());
  CHECK(ReasonOf(test.Do(test.tasks, Act<&Task::Start>{id, std::nullopt})) == Reason::kRecordDeleted);
  REQUIRE(test.Do(test.tasks, UndeleteRecord<Task>{id, std::nullopt}).ok());
  CHECK(test.Do(test.tasks, Act<&Task::Start>{id, std::nullopt}).ok());
}

TEMPLATE_TEST_CASE("a task's taken id is refused", "[contract][task]", FakeWorld, PostgresWorld) {
  Tasks<TestType> test;
  CreateTask command;
  command.id = test.Create({});
  command.details.title = Change<std::string>::Set("Again");
  CHECK(test.Do(test.tasks, command).status().code() == absl::StatusCode::kAlreadyExists);
}

TEMPLATE_TEST_CASE("a task is read and changed by those whom it is open to, and isn't there for others",
                   "[contract][task]", FakeWorld, PostgresWorld) {
  Tasks<TestType> test;
  const UserId creator = test.world.context().user();
  const UserId assignee = test.world.AddMember();
  const UserId reader = test.world.AddMember();
  const UserId editor = test.world.AddMember();
  const UserId stranger = test.world.AddMember();
  const UserId manager = test.world.AddMember();

  const auto reach = [&](const TaskId& id, const UserId& user, Scope scope) {
    const std::vector<UserId> unit = user == manager ? std::vector<UserId>{assignee} : std::vector<UserId>();
    return testing::ReachOf<Task>(
        test.world, postgres::TaskTable(), test.Read(id), user, Grants({{"task", "*", scope}}), unit, [&](Task& found) {
          TaskChanges changes;
          changes.description = Change<std::string>::Set(NewId<TaskId>(test.world.ids()).ToString());
          return found.Edit(changes);
        });
  };

  const auto shared_as = [&](TaskVisibility visibility) {
    TaskChanges details;
    details.visibility = Change<TaskVisibility>::Set(visibility);
    details.assignee_id = Change<UserId>::Set(assignee);
    if (visibility != TaskVisibility::kPrivate) {
      details.collaborators = Change<std::vector<Collaborator>>::Set({{reader, false}, {editor, true}});
    }
    return test.Create(details);
  };
  const TaskId hidden = shared_as(TaskVisibility::kPrivate);
  const TaskId shared = shared_as(TaskVisibility::kCollaborative);
  const TaskId open = shared_as(TaskVisibility::kPublic);
  for (const TaskId& id : {hidden, shared, open}) {
    CHECK(reach(id, creator, Scope::kOwn) == "read and change");
    CHECK(reach(id, assignee, Scope::kOwn) == "read and change");
    CHECK(reach(id, creator, Scope::kNone) == "nothing");
  }
  CHECK(reach(hidden, reader, Scope::kOwn) == "nothing");
  CHECK(reach(hidden, editor, Scope::kOwn) == "nothing");
  CHECK(reach(hidden, stranger, Scope::kAll) == "nothing");
  CHECK(reach(hidden, manager, Scope::kUnit) == "nothing");

  CHECK(reach(shared, reader, Scope::kOwn) == "read");
  CHECK(reach(shared, editor, Scope::kOwn) == "read and change");
  CHECK(reach(shared, stranger, Scope::kOwn) == "nothing");
  CHECK(reach(shared, stranger, Scope::kUnit) == "nothing");
  CHECK(reach(shared, stranger, Scope::kAll) == "read and change");
  CHECK(reach(shared, manager, Scope::kUnit) == "read and change");

  CHECK(reach(open, reader, Scope::kOwn) == "read");
  CHECK(reach(open, editor, Scope::kOwn) == "read and change");
  CHECK(reach(open, stranger, Scope::kOwn) == "read");
  CHECK(reach(open, stranger, Scope::kAll) == "read and change");
  CHECK(reach(open, manager, Scope::kUnit) == "read and change");
}

}  // namespace
}  // namespace pipewright::tasks
