#include "application/tasks/task_commands.h"

#include "absl/functional/function_ref.h"
#include "application/shared/etag_check.h"
#include "domain/shared/status_macros.h"

namespace pipewright::tasks {
namespace {

// Loads the task, lets it decide, and stores it.
absl::StatusOr<TaskView> ChangeTask(UnitOfWork& uow, const TaskId& id, const std::optional<Etag>& etag,
                                    absl::FunctionRef<absl::Status(Task&)> change) {
  ASSIGN_OR_RETURN(Task task, GetForChange(uow.tasks(), id, etag));
  RETURN_IF_ERROR(change(task));
  RETURN_IF_ERROR(uow.tasks().Save(task));
  return ViewOf(task.state(), uow.now());
}

}  // namespace

absl::StatusOr<TaskView> TaskCommands::Handle(const RequestContext& ctx, const CreateTask& cmd, UnitOfWork& uow) const {
  const TaskId id = cmd.id.has_value() ? *cmd.id : NewId<TaskId>(ids_);
  ASSIGN_OR_RETURN(Task task, Task::Create(id, ctx.user(), cmd.details));
  RETURN_IF_ERROR(uow.tasks().Add(task));
  return ViewOf(task.state(), uow.now());
}

absl::StatusOr<TaskView> TaskCommands::Handle(const RequestContext&, const UpdateTask& cmd, UnitOfWork& uow) const {
  return ChangeTask(uow, cmd.id, cmd.etag, [&](Task& task) { return task.Edit(cmd.changes); });
}

absl::StatusOr<TaskView> TaskCommands::Handle(const RequestContext&, const StartTask& cmd, UnitOfWork& uow) const {
  return ChangeTask(uow, cmd.id, cmd.etag, [](Task& task) { return task.Start(); });
}

absl::StatusOr<TaskView> TaskCommands::Handle(const RequestContext&, const CompleteTask& cmd, UnitOfWork& uow) const {
  return ChangeTask(uow, cmd.id, cmd.etag, [&](Task& task) { return task.Complete(uow.now()); });
}

absl::StatusOr<TaskView> TaskCommands::Handle(const RequestContext&, const CancelTask& cmd, UnitOfWork& uow) const {
  return ChangeTask(uow, cmd.id, cmd.etag, [](Task& task) { return task.Cancel(); });
}

absl::StatusOr<TaskView> TaskCommands::Handle(const RequestContext&, const ReopenTask& cmd, UnitOfWork& uow) const {
  return ChangeTask(uow, cmd.id, cmd.etag, [](Task& task) { return task.Reopen(); });
}

absl::StatusOr<TaskView> TaskCommands::Handle(const RequestContext& ctx, const AssignTask& cmd, UnitOfWork& uow) const {
  return ChangeTask(uow, cmd.id, cmd.etag, [&](Task& task) { return task.Assign(cmd.assignee_id, ctx.user()); });
}

absl::StatusOr<TaskView> TaskCommands::Handle(const RequestContext&, const DeleteRecord<Task>& cmd,
                                              UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(const Task task, DeleteIn(uow.tasks(), cmd, uow.now()));
  return ViewOf(task.state(), uow.now());
}

absl::StatusOr<TaskView> TaskCommands::Handle(const RequestContext&, const UndeleteRecord<Task>& cmd,
                                              UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(const Task task, UndeleteIn(uow.tasks(), cmd));
  return ViewOf(task.state(), uow.now());
}

}  // namespace pipewright::tasks
