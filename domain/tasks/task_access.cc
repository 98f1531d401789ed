#include "domain/tasks/task_access.h"

#include <algorithm>

namespace pipewright::tasks {
namespace {

bool IsCreatorOrAssignee(const TaskState& task, const UserId& user) {
  return task.created_by == user || task.assignee_id == user;
}

const Collaborator* FindCollaborator(const TaskState& task, const UserId& user) {
  for (const Collaborator& collaborator : task.collaborators) {
    if (collaborator.user_id == user) return &collaborator;
  }
  return nullptr;
}

}  // namespace

bool CanRead(const TaskState& task, const UserId& user) {
  if (IsCreatorOrAssignee(task, user)) return true;
  switch (task.visibility) {
    case TaskVisibility::kPrivate:
      return false;
    case TaskVisibility::kCollaborative:
      return FindCollaborator(task, user) != nullptr;
    case TaskVisibility::kPublic:
      return true;
  }
  return false;
}

bool CanEdit(const TaskState& task, const UserId& user) {
  if (IsCreatorOrAssignee(task, user)) return true;
  if (task.visibility == TaskVisibility::kPrivate) return false;
  const Collaborator* const collaborator = FindCollaborator(task, user);
  return collaborator != nullptr && collaborator->can_edit;
}

bool IsReachedBy(const TaskState& task, Scope scope, absl::Span<const UserId> unit) {
  if (task.visibility == TaskVisibility::kPrivate) return false;
  if (scope == Scope::kAll) return true;
  if (scope != Scope::kUnit) return false;
  return std::any_of(unit.begin(), unit.end(), [&](const UserId& user) { return IsCreatorOrAssignee(task, user); });
}

bool Task::AllowsRead(const TaskState& task, const UserId& user, Scope scope, absl::Span<const UserId> unit) {
  return CanRead(task, user) || IsReachedBy(task, scope, unit);
}

bool Task::AllowsChange(const TaskState& task, const UserId& user, Scope scope, absl::Span<const UserId> unit) {
  return CanEdit(task, user) || IsReachedBy(task, scope, unit);
}

bool Task::AllowsGivingUp(const TaskState& task, const UserId& user, Scope scope, absl::Span<const UserId> unit) {
  return IsCreatorOrAssignee(task, user) || IsReachedBy(task, scope, unit);
}

}  // namespace pipewright::tasks
