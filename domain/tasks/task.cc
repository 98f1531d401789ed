#include "domain/tasks/task.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::tasks {
namespace {

void CheckChecklist(std::vector<ChecklistItem> items, Violations& violations, std::vector<ChecklistItem>& out) {
  if (items.size() > TaskState::kMaxChecklistItems) {
    violations.Add("checklist", absl::StrCat("has more than ", TaskState::kMaxChecklistItems, " items"));
    return;
  }
  for (size_t i = 0; i < items.size(); ++i) {
    violations.Take(absl::StrCat("checklist[", i, "].text"), RequiredText(items[i].text, kMaxTitleLength),
                    &items[i].text);
  }
  out = std::move(items);
}

void CheckCollaborators(std::vector<Collaborator> collaborators, Violations& violations,
                        std::vector<Collaborator>& out) {
  if (collaborators.size() > TaskState::kMaxCollaborators) {
    violations.Add("collaborators", absl::StrCat("has more than ", TaskState::kMaxCollaborators, " users"));
    return;
  }
  for (size_t i = 0; i < collaborators.size(); ++i) {
    const auto same_user = [&](const Collaborator& other) { return other.user_id == collaborators[i].user_id; };
    if (std::any_of(collaborators.begin(), collaborators.begin() + static_cast<ptrdiff_t>(i), same_user)) {
      violations.Add(absl::StrCat("collaborators[", i, "].user_id"), "names a user a second time");
    }
  }
  out = std::move(collaborators);
}

// Applies `changes` (but for the assignee) to `state`; every violation at once.
void Apply(const TaskChanges& changes, Violations& violations, TaskState& state) {
  if (changes.title.is_named()) {
    violations.Take("title", RequiredText(changes.title.is_set() ? changes.title.value() : "", kMaxTitleLength),
                    &state.title);
  }
  if (changes.description.is_named()) {
    violations.Take("description",
                    OptionalText(changes.description.is_set() ? changes.description.value() : "", kMaxLongTextLength),
                    &state.description);
  }
  if (changes.type.is_named()) state.type = changes.type.is_set() ? changes.type.value() : TaskType::kTodo;
  if (changes.priority.is_named()) {
    state.priority = changes.priority.is_set() ? changes.priority.value() : TaskPriority::kMedium;
  }
  if (changes.visibility.is_named()) {
    state.visibility = changes.visibility.is_set() ? changes.visibility.value() : TaskVisibility::kCollaborative;
  }
  changes.due_time.ApplyTo(state.due_time);
  if (changes.subject.is_set() && !Has(changes.subject.value().kind, KindRole::kSubject)) {
    violations.Add("subject.kind", "is no kind of record that a task can be about");
  }
  changes.subject.ApplyTo(state.subject);
  changes.custom_fields.ApplyTo(state.custom_fields);
  if (changes.checklist.is_set()) {
    CheckChecklist(changes.checklist.value(), violations, state.checklist);
  } else if (changes.checklist.is_clear()) {
    state.checklist.clear();
  }
  if (changes.collaborators.is_set()) {
    CheckCollaborators(changes.collaborators.value(), violations, state.collaborators);
  } else if (changes.collaborators.is_clear()) {
    state.collaborators.clear();
  }
}

}  // namespace

absl::StatusOr<Task> Task::Create(TaskId id, const UserId& creator, const TaskChanges& details) {
  TaskState state;
  state.id = id;
  state.created_by = creator;
  state.assignee_id = details.assignee_id.is_set() ? details.assignee_id.value() : creator;
  state.assigned_by = creator;
  TaskChanges all = details;
  if (!all.title.is_named()) all.title = Change<std::string>::Clear();  // so that its absence is a violation
  Violations violations;
  Apply(all, violations, state);
  RETURN_IF_ERROR(violations.ToStatus());
  Task task(std::move(state));
  task.Emit(TaskCreated{});
  return task;
}

absl::Status Task::Edit(const TaskChanges& changes) {
  RETURN_IF_ERROR(RequireOpen());
  TaskState edited = state();
  Violations violations;
  Apply(changes, violations, edited);
  if (changes.assignee_id.is_clear() ||
      (changes.assignee_id.is_set() && changes.assignee_id.value() != state().assignee_id)) {
    violations.Add("assignee_id", "is changed by AssignTask, not by an update");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  mutable_state() = std::move(edited);
  Emit(TaskUpdated{});
  return absl::OkStatus();
}

absl::Status Task::Start() {
  if (state().status != TaskStatus::kPending) return InvalidTransition("started");
  mutable_state().status = TaskStatus::kInProgress;
  Emit(TaskStarted{});
  return absl::OkStatus();
}

absl::Status Task::Complete(absl::Time now) {
  if (!IsOpen(state())) return InvalidTransition("completed");
  mutable_state().status = TaskStatus::kCompleted;
  mutable_state().completed_time = now;
  Emit(TaskCompleted{});
  return absl::OkStatus();
}

absl::Status Task::Cancel() {
  if (!IsOpen(state())) return InvalidTransition("cancelled");
  mutable_state().status = TaskStatus::kCancelled;
  Emit(TaskCancelled{});
  return absl::OkStatus();
}

absl::Status Task::Reopen() {
  if (IsOpen(state())) return InvalidTransition("reopened");
  mutable_state().status = TaskStatus::kPending;
  mutable_state().completed_time.reset();
  Emit(TaskReopened{});
  return absl::OkStatus();
}

absl::Status Task::Assign(const UserId& assignee, const UserId& by) {
  RETURN_IF_ERROR(RequireOpen());
  if (state().assignee_id == assignee) return absl::OkStatus();
  mutable_state().assignee_id = assignee;
  mutable_state().assigned_by = by;
  Emit(TaskAssigned{});
  return absl::OkStatus();
}

absl::Status Task::Delete(absl::Time now) {
  RETURN_IF_ERROR(Aggregate::Delete(now));
  Emit(TaskDeleted{});
  return absl::OkStatus();
}

absl::Status Task::Undelete() {
  RETURN_IF_ERROR(Aggregate::Undelete());
  Emit(TaskUndeleted{});
  return absl::OkStatus();
}

absl::Status Task::RequireOpen() const {
  if (IsOpen(state())) return absl::OkStatus();
  return FailedPrecondition(
      Reason::kTaskClosed, state().id.ToString(),
      absl::StrCat("the task is ", absl::AsciiStrToLower(NameOf(state().status)), "; reopen it first"));
}

absl::Status Task::InvalidTransition(absl::string_view verb) const {
  return FailedPrecondition(Reason::kInvalidTaskTransition, state().id.ToString(),
                            absl::StrCat("a task that is ", NameOf(state().status), " can't be ", verb));
}

bool IsOpen(const TaskState& task) {
  return task.status == TaskStatus::kPending || task.status == TaskStatus::kInProgress;
}

bool IsOverdue(const TaskState& task, absl::Time now) {
  return IsOpen(task) && task.due_time.has_value() && *task.due_time < now;
}

}  // namespace pipewright::tasks
