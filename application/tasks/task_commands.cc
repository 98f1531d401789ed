#include "application/tasks/task_commands.h"

namespace pipewright::tasks {

const ReferenceList<Task>& TaskCommands::references() const {
  using S = TaskState;
  using C = TaskChanges;
  static const auto* const list = new ReferenceList<Task>(
      ReferenceList<Task>()
          .Field("subject", &S::subject, &C::subject)
          .Owner("assignee_id", &S::assignee_id, &C::assignee_id)
          .Each("collaborators", &S::collaborators, &C::collaborators, "user_id", &Collaborator::user_id));
  return *list;
}

absl::StatusOr<Task> TaskCommands::Make(const RequestContext& ctx, const CreateTask& /*cmd*/, const TaskId& id,
                                        TaskChanges& details, UnitOfWork& /*uow*/) const {
  return Task::Create(id, ctx.user(), details);
}

absl::StatusOr<TaskView> TaskCommands::Handle(const RequestContext& ctx, const AssignTask& cmd, UnitOfWork& uow) const {
  return Apply(ctx, cmd, uow, Target::kLive, [&](Task& task) { return task.Assign(cmd.assignee_id, ctx.user()); });
}

}  // namespace pipewright::tasks
