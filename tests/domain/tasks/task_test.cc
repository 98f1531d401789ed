#include "domain/tasks/task.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "domain/shared/text.h"
#include "tests/support/status_matchers.h"

namespace pipewright::tasks {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

template <class IdType>
IdType NewId(uint8_t n) {
  return IdType(Uuid({0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, n}));
}
const UserId kAnn = NewId<UserId>(1);
const UserId kBob = NewId<UserId>(2);

TaskChanges Titled(const std::string& title) {
  TaskChanges changes;
  changes.title = Change<std::string>::Set(title);
  return changes;
}

Task NewTask() { return *Task::Create(NewId<TaskId>(9), kAnn, Titled("Call Ms Wu")); }

Task TaskIn(TaskStatus status) {
  Task task = NewTask();
  if (status == TaskStatus::kInProgress) REQUIRE(task.Start().ok());
  if (status == TaskStatus::kCompleted) REQUIRE(task.Complete(kNow).ok());
  if (status == TaskStatus::kCancelled) REQUIRE(task.Cancel().ok());
  task.MarkStored(task.state());
  return task;
}

std::string LastEvent(const Task& task) {
  if (task.events().empty()) return "";
  return std::string(std::visit([](const auto& event) { return event.kName; }, task.events().back()));
}

TEST_CASE("a new task is pending and its creator's unless somebody else is named", "[task]") {
  const Task task = NewTask();
  CHECK(task.state().status == TaskStatus::kPending);
  CHECK(task.state().assignee_id == kAnn);
  CHECK(task.state().created_by == kAnn);
  CHECK(task.state().visibility == TaskVisibility::kCollaborative);
  CHECK(LastEvent(task) == "task.created");

  TaskChanges details = Titled("Send the offer");
  details.assignee_id = Change<UserId>::Set(kBob);
  const Task given = *Task::Create(NewId<TaskId>(9), kAnn, details);
  CHECK(given.state().assignee_id == kBob);
  CHECK(given.state().assigned_by == kAnn);
}

TEST_CASE("a task without a title is refused, with every other violation at once", "[task]") {
  TaskChanges details;
  details.description = Change<std::string>::Set(std::string(kMaxLongTextLength + 1, 'x'));
  details.checklist = Change<std::vector<ChecklistItem>>::Set({{"ring", false}, {"  ", false}});
  details.collaborators = Change<std::vector<Collaborator>>::Set({{kBob, true}, {kBob, false}});
  const auto task = Task::Create(NewId<TaskId>(9), kAnn, details);
  CHECK(ReasonOf(task) == Reason::kInvalidField);
  CHECK(FieldsOf(task) == "title,description,checklist[1].text,collaborators[1].user_id");
}

TEST_CASE("a private task has no collaborators", "[task]") {
  TaskChanges details;
  details.title = Change<std::string>::Set("Call");
  details.visibility = Change<TaskVisibility>::Set(TaskVisibility::kPrivate);
  details.collaborators = Change<std::vector<Collaborator>>::Set({{kBob, true}});
  CHECK(FieldsOf(Task::Create(NewId<TaskId>(9), kAnn, details)) == "collaborators");
  details.visibility = Change<TaskVisibility>();
  auto task = Task::Create(NewId<TaskId>(9), kAnn, details);
  REQUIRE(task.ok());

  TaskChanges hide;
  hide.visibility = Change<TaskVisibility>::Set(TaskVisibility::kPrivate);
  CHECK(FieldsOf(task->Edit(hide)) == "collaborators");
  CHECK(task->state().visibility == TaskVisibility::kCollaborative);
  hide.collaborators = Change<std::vector<Collaborator>>::Clear();
  REQUIRE(task->Edit(hide).ok());
  TaskChanges share;
  share.collaborators = details.collaborators;
  CHECK(FieldsOf(task->Edit(share)) == "collaborators");
  share.visibility = Change<TaskVisibility>::Set(TaskVisibility::kCollaborative);
  CHECK(task->Edit(share).ok());
}

TEST_CASE("an older private task with collaborators can be edited in what has nothing to do with them", "[task]") {
  TaskState old;
  old.id = NewId<TaskId>(9);
  old.title = "Call";
  old.visibility = TaskVisibility::kPrivate;
  old.collaborators = {{kBob, false}};
  Task task = Task::Restore(old);
  TaskChanges changes;
  changes.title = Change<std::string>::Set("Write");
  changes.visibility = Change<TaskVisibility>::Set(TaskVisibility::kPrivate);
  CHECK(task.Edit(changes).ok());
  changes.collaborators = Change<std::vector<Collaborator>>::Set({{kBob, true}});
  CHECK(FieldsOf(task.Edit(changes)) == "collaborators");
}

TEST_CASE("a task is about an account, a contact or an opportunity", "[task]") {
  TaskChanges details;
  details.title = Change<std::string>::Set("Call");
  details.subject = Change<Subject>::Set(Subject::Of(kAnn));
  CHECK(FieldsOf(Task::Create(NewId<TaskId>(9), kAnn, details)) == "subject.kind");
  details.subject = Change<Subject>::Set(Subject::Of(NewId<ContactId>(8)));
  CHECK(Task::Create(NewId<TaskId>(9), kAnn, details).ok());
}

TEST_CASE("checklist and collaborators have a limit", "[task]") {
  TaskChanges details = Titled("Much to do");
  details.checklist =
      Change<std::vector<ChecklistItem>>::Set(std::vector<ChecklistItem>(TaskState::kMaxChecklistItems + 1, {"x"}));
  std::vector<Collaborator> many;
  for (size_t i = 0; i <= TaskState::kMaxCollaborators; ++i) many.push_back({NewId<UserId>(static_cast<uint8_t>(i))});
  details.collaborators = Change<std::vector<Collaborator>>::Set(many);
  CHECK(FieldsOf(Task::Create(NewId<TaskId>(9), kAnn, details)) == "checklist,collaborators");
}

TEST_CASE("a task's status goes only the ways it may", "[task]") {
  struct Case {
    TaskStatus from;
    bool start, complete, cancel, reopen;
  };
  const std::vector<Case> cases = {{TaskStatus::kPending, true, true, true, false},
                                   {TaskStatus::kInProgress, false, true, true, false},
                                   {TaskStatus::kCompleted, false, false, false, true},
                                   {TaskStatus::kCancelled, false, false, false, true}};
  for (const Case& c : cases) {
    CAPTURE(std::string(NameOf(c.from)));
    const auto check = [&](bool allowed, TaskStatus to, const std::string& event, auto change) {
      Task task = TaskIn(c.from);
      const absl::Status status = change(task);
      CHECK(status.ok() == allowed);
      CHECK(ReasonOf(status) == (allowed ? Reason::kUnspecified : Reason::kInvalidTaskTransition));
      CHECK(task.state().status == (allowed ? to : c.from));
      CHECK(LastEvent(task) == (allowed ? event : ""));
    };
    check(c.start, TaskStatus::kInProgress, "task.started", [](Task& t) { return t.Start(); });
    check(c.complete, TaskStatus::kCompleted, "task.completed", [](Task& t) { return t.Complete(kNow); });
    check(c.cancel, TaskStatus::kCancelled, "task.cancelled", [](Task& t) { return t.Cancel(); });
    check(c.reopen, TaskStatus::kPending, "task.reopened", [](Task& t) { return t.Reopen(); });
  }
}

TEST_CASE("a task has a completed time exactly while it is completed", "[task]") {
  Task task = NewTask();
  CHECK_FALSE(task.state().completed_time.has_value());
  REQUIRE(task.Complete(kNow).ok());
  CHECK(task.state().completed_time == kNow);
  REQUIRE(task.Reopen().ok());
  CHECK_FALSE(task.state().completed_time.has_value());
}

TEST_CASE("a closed task is neither edited nor assigned", "[task]") {
  for (const TaskStatus status : {TaskStatus::kCompleted, TaskStatus::kCancelled}) {
    Task task = TaskIn(status);
    CHECK(ReasonOf(task.Edit(Titled("Another"))) == Reason::kTaskClosed);
    CHECK(ReasonOf(task.Assign(kBob, kAnn)) == Reason::kTaskClosed);
    CHECK(task.state().title == "Call Ms Wu");
    CHECK(task.state().assignee_id == kAnn);
    CHECK(task.events().empty());
  }
}

TEST_CASE("assigning says who gave the task to whom, and nothing when it was theirs", "[task]") {
  Task task = TaskIn(TaskStatus::kPending);
  REQUIRE(task.Assign(kAnn, kBob).ok());
  CHECK(task.state().assigned_by == kAnn);
  CHECK(task.events().empty());
  REQUIRE(task.Assign(kBob, kAnn).ok());
  CHECK(task.state().assignee_id == kBob);
  CHECK(LastEvent(task) == "task.assigned");
}

TEST_CASE("a task about a lead that is converted is about what the lead became, and remembers the lead", "[task]") {
  const auto lead = NewId<LeadId>(3);
  const LeadConversionResult result = {.contact_id = NewId<ContactId>(4)};
  for (const TaskStatus status : {TaskStatus::kPending, TaskStatus::kCompleted, TaskStatus::kCancelled}) {
    Task task = TaskIn(status);
    task.FollowConversion(lead, result);
    CHECK(task.state().subject == Subject::Of(result.contact_id));
    CHECK(task.state().converted_lead_id == lead);
    CHECK(task.state().status == status);
    CHECK(LastEvent(task) == "task.updated");
  }
  Task task = NewTask();
  task.FollowConversion(lead, result);
  TaskChanges changes;
  changes.subject = Change<Subject>::Clear();
  REQUIRE(task.Edit(changes).ok());
  CHECK(task.state().converted_lead_id == lead);
}

TEST_CASE("an edit doesn't change the assignee, and says how it is done", "[task]") {
  Task task = TaskIn(TaskStatus::kPending);
  TaskChanges same = Titled("Call Mr Wu");
  same.assignee_id = Change<UserId>::Set(kAnn);
  CHECK(task.Edit(same).ok());
  CHECK(task.state().title == "Call Mr Wu");

  TaskChanges other = Titled("Call nobody");
  other.assignee_id = Change<UserId>::Set(kBob);
  CHECK(FieldsOf(task.Edit(other)) == "assignee_id");
  CHECK(task.state().title == "Call Mr Wu");
}

TEST_CASE("an edit applies all of its changes or none", "[task]") {
  Task task = TaskIn(TaskStatus::kPending);
  TaskChanges changes;
  changes.title = Change<std::string>::Clear();
  changes.priority = Change<TaskPriority>::Set(TaskPriority::kUrgent);
  CHECK(FieldsOf(task.Edit(changes)) == "title");
  CHECK(task.state().priority == TaskPriority::kMedium);
}

TEST_CASE("an edit can clear what may be empty, and what it doesn't name stays", "[task]") {
  TaskChanges details = Titled("Call");
  details.due_time = Change<absl::Time>::Set(kNow);
  details.subject = Change<Subject>::Set(Subject::Of(NewId<AccountId>(7)));
  details.checklist = Change<std::vector<ChecklistItem>>::Set({{"ring", true}});
  Task task = *Task::Create(NewId<TaskId>(9), kAnn, details);
  TaskChanges changes;
  changes.due_time = Change<absl::Time>::Clear();
  REQUIRE(task.Edit(changes).ok());
  CHECK_FALSE(task.state().due_time.has_value());
  CHECK(task.state().subject == Subject::Of(NewId<AccountId>(7)));
  CHECK(task.state().checklist == std::vector<ChecklistItem>{{"ring", true}});
}

TEST_CASE("a task is overdue when it is open and its time has passed", "[task]") {
  TaskChanges details = Titled("Call");
  details.due_time = Change<absl::Time>::Set(kNow);
  Task task = *Task::Create(NewId<TaskId>(9), kAnn, details);
  CHECK_FALSE(IsOverdue(task.state(), kNow));
  CHECK(IsOverdue(task.state(), kNow + absl::Microseconds(1)));
  REQUIRE(task.Complete(kNow).ok());
  CHECK_FALSE(IsOverdue(task.state(), kNow + absl::Hours(1)));
  CHECK_FALSE(IsOverdue(NewTask().state(), kNow));
}

TEST_CASE("deleting and restoring a task are events of their own, and never happen twice", "[task]") {
  Task task = TaskIn(TaskStatus::kPending);
  CHECK(ReasonOf(task.Undelete()) == Reason::kRecordNotDeleted);
  REQUIRE(task.Delete(kNow).ok());
  CHECK(LastEvent(task) == "task.deleted");
  CHECK(ReasonOf(task.Delete(kNow)) == Reason::kRecordDeleted);
  REQUIRE(task.Undelete().ok());
  CHECK(LastEvent(task) == "task.undeleted");
  CHECK(task.events().size() == 2);
}

}  // namespace
}  // namespace pipewright::tasks
