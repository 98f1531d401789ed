// A task: something that somebody is to do, until some time, about some record.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/change.h"
#include "domain/shared/custom_fields.h"
#include "domain/shared/grants.h"
#include "domain/shared/lead_conversion_result.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/subject.h"
#include "domain/tasks/task_kinds.h"

namespace pipewright {
template <class A>
class LeadFollowerRepository;
}  // namespace pipewright

namespace pipewright::tasks {

using TaskEvent = std::variant<EventNamed<"task.created">, EventNamed<"task.updated">, EventNamed<"task.started">,
                               EventNamed<"task.completed">, EventNamed<"task.cancelled">, EventNamed<"task.reopened">,
                               EventNamed<"task.assigned">, EventNamed<"task.deleted">, EventNamed<"task.undeleted">>;

// One step of a task, ticked off or not.
struct ChecklistItem {
  std::string text;  // 1 to kMaxTitleLength code points
  bool done = false;
  friend bool operator==(const ChecklistItem&, const ChecklistItem&) = default;
};

// Somebody besides creator and assignee whom the task is shared with.
struct Collaborator {
  UserId user_id;
  bool can_edit = false;  // else only reads
  friend bool operator==(const Collaborator&, const Collaborator&) = default;
};

struct TaskState : Record {
  static constexpr size_t kMaxChecklistItems = 100;
  static constexpr size_t kMaxCollaborators = 50;

  TaskId id;
  std::string title;
  std::string description;
  TaskType type = TaskType::kTodo;
  TaskStatus status = TaskStatus::kPending;
  TaskPriority priority = TaskPriority::kMedium;
  TaskVisibility visibility = TaskVisibility::kCollaborative;
  std::optional<UserId> assignee_id;  // who is to do it
  std::optional<UserId> assigned_by;  // who said so, last
  std::optional<absl::Time> due_time;
  std::optional<absl::Time> completed_time;  // set exactly while COMPLETED
  std::optional<Subject> subject;
  std::optional<LeadId> converted_lead_id;  // the lead that it was about when that was converted
  std::vector<ChecklistItem> checklist;     // in the order of doing
  std::vector<Collaborator> collaborators;  // each user once; none of a PRIVATE task
  CustomFields custom_fields;
};

// The fields that a caller may set, as an update names them. A creation is the same with everything absent at first.
struct TaskChanges {
  Change<std::string> title;
  Change<std::string> description;
  Change<TaskType> type;
  Change<TaskPriority> priority;
  Change<TaskVisibility> visibility;
  Change<UserId> assignee_id;  // decided at creation; later only by Assign
  Change<absl::Time> due_time;
  Change<Subject> subject;
  Change<std::vector<ChecklistItem>> checklist;
  Change<std::vector<Collaborator>> collaborators;
  Change<CustomFields> custom_fields;  // already of the types that their definitions want
};

class Task : public Aggregate<Task, TaskState, TaskEvent> {
 public:
  static constexpr absl::string_view kResource = "task";
  using OwnRepository = LeadFollowerRepository<Task>;

  // A new PENDING task of `creator`, who is its assignee unless another is named. kInvalidArgument names each field
  // that is wrong; `details.title` must be set.
  static absl::StatusOr<Task> Create(TaskId id, const UserId& creator, const TaskChanges& details);
  static Task Restore(TaskState state) { return Task(std::move(state)); }

  // Whether `user`, holding a grant of `scope`, may read or change the task: the rule of task_access.h. `unit`: the
  // users whose records a UNIT scope reaches.
  static bool AllowsRead(const TaskState& task, const UserId& user, Scope scope, absl::Span<const UserId> unit);
  static bool AllowsChange(const TaskState& task, const UserId& user, Scope scope, absl::Span<const UserId> unit);
  // Or delete it, or give it to somebody else.
  static bool AllowsGivingUp(const TaskState& task, const UserId& user, Scope scope, absl::Span<const UserId> unit);
  static std::vector<UserId> HoldersOf(const TaskState& task) {
    return task.assignee_id.has_value() ? std::vector<UserId>{*task.assignee_id} : std::vector<UserId>();
  }

  // Applies the named changes, or none of them when one is wrong. A named assignee must be the present one: kInvalid-
  // Argument otherwise. kFailedPrecondition/TASK_CLOSED when the task is completed or cancelled.
  absl::Status Edit(const TaskChanges& changes);

  // The ways of its status; each kFailedPrecondition/INVALID_TASK_TRANSITION from any other than those named.
  absl::Status Start();                   // from PENDING to IN_PROGRESS
  absl::Status Complete(absl::Time now);  // from PENDING or IN_PROGRESS
  absl::Status Cancel();                  // from PENDING or IN_PROGRESS
  absl::Status Reopen();                  // from COMPLETED or CANCELLED to PENDING; it has no completed time any more

  // Gives the task to `assignee`; nothing happens when it is theirs. kFailedPrecondition/TASK_CLOSED when it is
  // completed or cancelled.
  absl::Status Assign(const UserId& assignee, const UserId& by);

  // The lead that it is about was converted: from now on it is about what that became, and remembers the lead. Also
  // when it is completed, cancelled or deleted.
  void FollowConversion(const LeadId& lead, const LeadConversionResult& result);

 private:
  using Aggregate::Aggregate;
  absl::Status RequireOpen() const;
  absl::Status InvalidTransition(absl::string_view verb) const;
};

// Neither completed nor cancelled.
bool IsOpen(const TaskState& task);

// Open, and due before `now`.
bool IsOverdue(const TaskState& task, absl::Time now);

}  // namespace pipewright::tasks
