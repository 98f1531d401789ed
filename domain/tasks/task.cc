#include "domain/tasks/task.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/field_changes.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::tasks {
namespace {

absl::StatusOr<std::vector<ChecklistItem>> CheckChecklist(std::vector<ChecklistItem> items) {
  if (items.size() > TaskState::kMaxChecklistItems) {
    return InvalidValue(absl::StrCat("has more than ", TaskState::kMaxChecklistItems, " items"));
  }
  Violations violations;
  for (size_t i = 0; i < items.size(); ++i) {
    violations.Take(absl::StrCat("[", i, "].text"), RequiredText(items[i].text, kMaxTitleLength), &items[i].text);
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return items;
}

absl::StatusOr<std::vector<Collaborator>> CheckCollaborators(std::vector<Collaborator> collaborators) {
  if (collaborators.size() > TaskState::kMaxCollaborators) {
    return InvalidValue(absl::StrCat("has more than ", TaskState::kMaxCollaborators, " users"));
  }
  Violations violations;
  for (size_t i = 0; i < collaborators.size(); ++i) {
    const auto same_user = [&](const Collaborator& other) { return other.user_id == collaborators[i].user_id; };
    if (std::any_of(collaborators.begin(), collaborators.begin() + static_cast<ptrdiff_t>(i), same_user)) {
      violations.Add(absl::StrCat("[", i, "].user_id"), "names a user a second time");
    }
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return collaborators;
}

// Applies `changes` (but for the assignee) to `state`; every violation at once.
void Apply(const TaskChanges& changes, Violations& violations, TaskState& state) {
  ApplyRequiredText(changes.title, "title", kMaxTitleLength, violations, state.title);
  ApplyText(changes.description, "description", kMaxLongTextLength, violations, state.description);
  ApplyOr(changes.type, TaskType::kTodo, state.type);
  ApplyOr(changes.priority, TaskPriority::kMedium, state.priority);
  ApplyOr(changes.visibility, TaskVisibility::kCollaborative, state.visibility);
  changes.due_time.ApplyTo(state.due_time);
  if (changes.subject.is_set() && !Has(changes.subject.value().kind, KindRole::kSubject)) {
    violations.Add("subject.kind", "is no kind of record that a task can be about");
  }
  changes.subject.ApplyTo(state.subject);
  changes.custom_fields.ApplyTo(state.custom_fields);
  ApplyChecked(changes.checklist, "checklist", CheckChecklist, violations, state.checklist);
  ApplyChecked(changes.collaborators, "collaborators", CheckCollaborators, violations, state.collaborators);
}

// Collaborators of a task that only its creator and assignee may see would not even see it.
void CheckPrivacy(const TaskState& task, Violations& violations) {
  if (task.visibility != TaskVisibility::kPrivate || task.collaborators.empty()) return;
  violations.Add("collaborators",
                 "a PRIVATE task has none: leave them out, or make the task COLLABORATIVE to share it with them");
}

}  // namespace

absl::StatusOr<Task> Task::Create(TaskId id, const UserId& creator, const TaskChanges& details) {
  TaskState state;
  state.id = id;
  state.created_by = creator;
  state.assignee_id = details.assignee_id.is_set() ? details.assignee_id.value() : creator;
  state.assigned_by = creator;
  Violations violations;
  Apply(details, violations, state);
  CheckPrivacy(state, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  Task task(std::move(state));
  task.Emit<"task.created">();
  return task;
}

absl::Status Task::Edit(const TaskChanges& changes) {
  RETURN_IF_ERROR(RequireOpen());
  TaskState edited = state();
  Violations violations;
  Apply(changes, violations, edited);
  CheckKept(changes.assignee_id, state().assignee_id, "assignee_id", "is changed by AssignTask, not by an update",
            violations);
  // Older tasks may have both; that is asked about when one of them changes, not when something else does.
  if (edited.visibility != state().visibility || edited.collaborators != state().collaborators) {
    CheckPrivacy(edited, violations);
  }
  RETURN_IF_ERROR(violations.ToStatus());
  mutable_state() = std::move(edited);
  Emit<"task.updated">();
  return absl::OkStatus();
}

absl::Status Task::Start() {
  if (state().status != TaskStatus::kPending) return InvalidTransition("started");
  mutable_state().status = TaskStatus::kInProgress;
  Emit<"task.started">();
  return absl::OkStatus();
}

absl::Status Task::Complete(absl::Time now) {
  if (!IsOpen(state())) return InvalidTransition("completed");
  mutable_state().status = TaskStatus::kCompleted;
  mutable_state().completed_time = now;
  Emit<"task.completed">();
  return absl::OkStatus();
}

absl::Status Task::Cancel() {
  if (!IsOpen(state())) return InvalidTransition("cancelled");
  mutable_state().status = TaskStatus::kCancelled;
  Emit<"task.cancelled">();
  return absl::OkStatus();
}

absl::Status Task::Reopen() {
  if (IsOpen(state())) return InvalidTransition("reopened");
  mutable_state().status = TaskStatus::kPending;
  mutable_state().completed_time.reset();
  Emit<"task.reopened">();
  return absl::OkStatus();
}

absl::Status Task::Assign(const UserId& assignee, const UserId& by) {
  RETURN_IF_ERROR(RequireOpen());
  if (state().assignee_id == assignee) return absl::OkStatus();
  mutable_state().assignee_id = assignee;
  mutable_state().assigned_by = by;
  Emit<"task.assigned">();
  return absl::OkStatus();
}

void Task::FollowConversion(const LeadId& lead, const LeadConversionResult& result) {
  mutable_state().subject = result.subject();
  mutable_state().converted_lead_id = lead;
  Emit<"task.updated">();
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
