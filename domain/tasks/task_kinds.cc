#include "domain/tasks/task_kinds.h"

namespace pipewright::tasks {

absl::Span<const EnumName<TaskType>> NamesOf(TaskType) {
  static constexpr EnumName<TaskType> kNames[] = {{TaskType::kCall, "CALL"},          {TaskType::kEmail, "EMAIL"},
                                                  {TaskType::kMeeting, "MEETING"},    {TaskType::kTodo, "TODO"},
                                                  {TaskType::kFollowUp, "FOLLOW_UP"}, {TaskType::kDemo, "DEMO"}};
  return kNames;
}

absl::Span<const EnumName<TaskStatus>> NamesOf(TaskStatus) {
  static constexpr EnumName<TaskStatus> kNames[] = {{TaskStatus::kPending, "PENDING"},
                                                    {TaskStatus::kInProgress, "IN_PROGRESS"},
                                                    {TaskStatus::kCompleted, "COMPLETED"},
                                                    {TaskStatus::kCancelled, "CANCELLED"}};
  return kNames;
}

absl::Span<const EnumName<TaskPriority>> NamesOf(TaskPriority) {
  static constexpr EnumName<TaskPriority> kNames[] = {{TaskPriority::kLow, "LOW"},
                                                      {TaskPriority::kMedium, "MEDIUM"},
                                                      {TaskPriority::kHigh, "HIGH"},
                                                      {TaskPriority::kUrgent, "URGENT"}};
  return kNames;
}

absl::Span<const EnumName<TaskVisibility>> NamesOf(TaskVisibility) {
  static constexpr EnumName<TaskVisibility> kNames[] = {{TaskVisibility::kPrivate, "PRIVATE"},
                                                        {TaskVisibility::kCollaborative, "COLLABORATIVE"},
                                                        {TaskVisibility::kPublic, "PUBLIC"}};
  return kNames;
}

}  // namespace pipewright::tasks
