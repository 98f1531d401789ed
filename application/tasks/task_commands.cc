#include "application/tasks/task_commands.h"

#include <algorithm>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "application/shared/commands/custom_field_values.h"
#include "application/shared/commands/etag_check.h"
#include "application/shared/commands/prefetch.h"
#include "application/shared/commands/references.h"
#include "domain/shared/status_macros.h"

namespace pipewright::tasks {
namespace {

absl::Status CheckSubject(const Subject& subject, UnitOfWork& uow) {
  switch (subject.kind) {
    case SubjectKind::kAccount:
      return CheckReference(uow.accounts(), "subject", AccountId(subject.id));
    case SubjectKind::kContact:
      return CheckReference(uow.contacts(), "subject", ContactId(subject.id));
    case SubjectKind::kOpportunity:
      return CheckReference(uow.opportunities(), "subject", OpportunityId(subject.id));
  }
  return absl::InternalError("a kind of subject without a repository");
}

// Those of `after` that `before` had not.
absl::Status CheckReferences(const TaskState& before, const TaskState& after, UnitOfWork& uow) {
  if (after.subject.has_value() && after.subject != before.subject) {
    RETURN_IF_ERROR(CheckSubject(*after.subject, uow));
  }
  NewUsers users;
  users.Add("assignee_id", before.assignee_id, after.assignee_id);
  for (size_t i = 0; i < after.collaborators.size(); ++i) {
    const UserId& user = after.collaborators[i].user_id;
    const bool known = std::any_of(before.collaborators.begin(), before.collaborators.end(),
                                   [&](const Collaborator& one) { return one.user_id == user; });
    if (!known) users.Add(absl::StrCat("collaborators[", i, "].user_id"), user);
  }
  return users.Check(uow.directory());
}

// Loads the task, lets it decide, and stores it.
absl::StatusOr<TaskView> ChangeTask(UnitOfWork& uow, const TaskId& id, const std::optional<Etag>& etag,
                                    absl::FunctionRef<absl::Status(Task&)> change) {
  ASSIGN_OR_RETURN(Task task, GetForChange(uow.tasks(), id, etag));
  const TaskState before = task.state();
  RETURN_IF_ERROR(change(task));
  RETURN_IF_ERROR(CheckReferences(before, task.state(), uow));
  RETURN_IF_ERROR(uow.tasks().Save(task));
  return ViewOf(task.state(), uow.now());
}

void AddReferences(const TaskChanges& changes, Prefetch& needed) {
  needed.Add(changes.subject);
  needed.Add(changes.assignee_id);
  if (changes.collaborators.is_set()) {
    for (const Collaborator& collaborator : changes.collaborators.value()) needed.Add(collaborator.user_id);
  }
}

}  // namespace

absl::StatusOr<TaskView> TaskCommands::Handle(const RequestContext& ctx, const CreateTask& cmd, UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(const auto definitions, DefinitionsForCreate(CustomFieldEntity::kTask, uow));
  const TaskId id = cmd.id.has_value() ? *cmd.id : NewId<TaskId>(ids_);
  TaskChanges details = cmd.details;
  const absl::Status resolved = ResolveNewCustomFields(definitions, cmd.custom_fields, details.custom_fields);
  absl::StatusOr<Task> created = Task::Create(id, ctx.user(), details);
  RETURN_IF_ERROR(BothViolations(resolved, created.status()));
  Task task = *std::move(created);
  TaskState callers;
  callers.assignee_id = ctx.user();
  RETURN_IF_ERROR(CheckReferences(callers, task.state(), uow));
  RETURN_IF_ERROR(CheckCustomReferences(definitions, {}, task.state().custom_fields, uow));
  RETURN_IF_ERROR(uow.tasks().Add(task));
  return ViewOf(task.state(), uow.now());
}

absl::StatusOr<TaskView> TaskCommands::Handle(const RequestContext&, const UpdateTask& cmd, UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(const auto definitions, DefinitionsForUpdate(CustomFieldEntity::kTask, cmd.custom_fields, uow));
  return ChangeTask(uow, cmd.id, cmd.etag, [&](Task& task) -> absl::Status {
    const CustomFields before = task.state().custom_fields;
    TaskChanges changes = cmd.changes;
    const absl::Status resolved = ResolveCustomFields(definitions, cmd.custom_fields, before, changes.custom_fields);
    RETURN_IF_ERROR(BothViolations(resolved, task.Edit(changes)));
    return CheckCustomReferences(definitions, before, task.state().custom_fields, uow);
  });
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

absl::Status TaskCommands::Prepare(absl::Span<const CreateTask> commands, UnitOfWork& uow) const {
  Prefetch needed;
  RETURN_IF_ERROR(AddCustomReferencesOfCreates(CustomFieldEntity::kTask, commands, uow, needed));
  for (const CreateTask& command : commands) AddReferences(command.details, needed);
  return needed.Read(uow);
}

absl::Status TaskCommands::Prepare(absl::Span<const UpdateTask> commands, UnitOfWork& uow) const {
  Prefetch needed;
  RETURN_IF_ERROR(AddCustomReferencesOfUpdates(CustomFieldEntity::kTask, commands, uow, needed));
  for (const UpdateTask& command : commands) {
    needed.Add(command.id);
    AddReferences(command.changes, needed);
  }
  return needed.Read(uow);
}

absl::Status TaskCommands::Prepare(absl::Span<const DeleteRecord<Task>> commands, UnitOfWork& uow) const {
  Prefetch needed;
  for (const DeleteRecord<Task>& command : commands) needed.Add(command.id);
  return needed.Read(uow);
}

}  // namespace pipewright::tasks
