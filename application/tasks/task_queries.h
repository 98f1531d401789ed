// What can be asked about tasks.
#pragma once

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "application/shared/call/request_context.h"
#include "application/shared/queries/list_request.h"
#include "application/shared/queries/view_queries.h"
#include "application/tasks/task_view.h"
#include "domain/shared/enum_names.h"
#include "domain/tasks/task.h"

namespace pipewright::tasks {

// In what way a task is a user's.
enum class TaskInvolvement { kAssigned, kCollaborating };
absl::Span<const EnumName<TaskInvolvement>> NamesOf(TaskInvolvement);

// The caller's own tasks: those the caller is to do, or those shared with the caller as a collaborator.
struct ListMyTasks {
  ListRequest list;
  TaskInvolvement involvement = TaskInvolvement::kAssigned;
  bool overdue = false;  // only those that are due and open
};

// Only what the caller may read; every answer says what is overdue at this moment. Thread safe.
class TaskQueries : public ViewQueries<Task> {
 public:
  using ViewQueries::ViewQueries;

  using ViewQueries::Handle;
  absl::StatusOr<Page<TaskView>> Handle(const RequestContext& ctx, const ListMyTasks& query) const;
};

}  // namespace pipewright::tasks
