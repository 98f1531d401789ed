// What can be done to tasks.
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "application/shared/commands/record_commands.h"
#include "application/tasks/task_view.h"
#include "application/unit_of_work.h"
#include "domain/shared/etag.h"
#include "domain/shared/lead_follower_repository.h"
#include "domain/tasks/task.h"

namespace pipewright::tasks {

using CreateTask = CreateRecord<Task>;
using UpdateTask = UpdateRecord<Task>;

struct AssignTask {
  TaskId id;
  std::optional<Etag> etag;
  UserId assignee_id;
};

class TaskCommands : public RecordCommands<Task, CreateTask, UpdateTask, TaskView> {
 public:
  using RecordCommands::RecordCommands;

  using RecordCommands::Handle;
  absl::StatusOr<TaskView> Handle(const RequestContext& ctx, const AssignTask& cmd, UnitOfWork& uow) const;

 protected:
  const ReferenceList<Task>& references() const override;
  absl::StatusOr<Task> Make(const RequestContext& ctx, const CreateTask& cmd, const TaskId& id, TaskChanges& details,
                            UnitOfWork& uow) const override;
};

}  // namespace pipewright::tasks
