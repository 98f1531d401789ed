// The closed lists of words that describe a task.
#pragma once

#include "absl/types/span.h"
#include "domain/shared/enum_names.h"

namespace pipewright::tasks {

enum class TaskType { kCall, kEmail, kMeeting, kTodo, kFollowUp, kDemo };

// PENDING → IN_PROGRESS → COMPLETED or CANCELLED; reopening leads back to PENDING.
enum class TaskStatus { kPending, kInProgress, kCompleted, kCancelled };

enum class TaskPriority { kLow, kMedium, kHigh, kUrgent };

// Who sees a task; task_access.h says it in full.
enum class TaskVisibility {
  kPrivate,        // its creator and its assignee, and nobody else whatever their role
  kCollaborative,  // those, its collaborators, and roles whose scope reaches it
  kPublic,         // everybody in the tenant who may read tasks
};

absl::Span<const EnumName<TaskType>> NamesOf(TaskType);
absl::Span<const EnumName<TaskStatus>> NamesOf(TaskStatus);
absl::Span<const EnumName<TaskPriority>> NamesOf(TaskPriority);
absl::Span<const EnumName<TaskVisibility>> NamesOf(TaskVisibility);

}  // namespace pipewright::tasks
