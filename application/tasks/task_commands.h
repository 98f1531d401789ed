// What can be done to tasks.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "application/shared/call/ports.h"
#include "application/shared/commands/custom_field_values.h"
#include "application/shared/commands/record_commands.h"
#include "application/tasks/task_view.h"
#include "application/unit_of_work.h"
#include "domain/shared/etag.h"
#include "domain/tasks/task.h"

namespace pipewright::tasks {

struct CreateTask {
  std::optional<TaskId> id;  // chosen by the client, else new
  TaskChanges details;
  CustomFieldsInput custom_fields;
};

struct UpdateTask {
  TaskId id;
  std::optional<Etag> etag;
  TaskChanges changes;
  CustomFieldsInput custom_fields;
};

struct StartTask {
  TaskId id;
  std::optional<Etag> etag;
};

struct CompleteTask {
  TaskId id;
  std::optional<Etag> etag;
};

struct CancelTask {
  TaskId id;
  std::optional<Etag> etag;
};

struct ReopenTask {
  TaskId id;
  std::optional<Etag> etag;
};

struct AssignTask {
  TaskId id;
  std::optional<Etag> etag;
  UserId assignee_id;
};

// Every Handle loads, decides and stores within `uow`. Thread safe.
class TaskCommands {
 public:
  explicit TaskCommands(IdGenerator& ids) : ids_(ids) {}

  // kAlreadyExists when the id is taken. What a task newly refers to must be there: the subject a live
  // record that the caller may read, the users members (see references.h); kFailedPrecondition otherwise.
  absl::StatusOr<TaskView> Handle(const RequestContext& ctx, const CreateTask& cmd, UnitOfWork& uow) const;
  absl::StatusOr<TaskView> Handle(const RequestContext& ctx, const UpdateTask& cmd, UnitOfWork& uow) const;
  absl::StatusOr<TaskView> Handle(const RequestContext& ctx, const StartTask& cmd, UnitOfWork& uow) const;
  absl::StatusOr<TaskView> Handle(const RequestContext& ctx, const CompleteTask& cmd, UnitOfWork& uow) const;
  absl::StatusOr<TaskView> Handle(const RequestContext& ctx, const CancelTask& cmd, UnitOfWork& uow) const;
  absl::StatusOr<TaskView> Handle(const RequestContext& ctx, const ReopenTask& cmd, UnitOfWork& uow) const;
  absl::StatusOr<TaskView> Handle(const RequestContext& ctx, const AssignTask& cmd, UnitOfWork& uow) const;
  absl::StatusOr<TaskView> Handle(const RequestContext& ctx, const DeleteRecord<Task>& cmd, UnitOfWork& uow) const;
  absl::StatusOr<TaskView> Handle(const RequestContext& ctx, const UndeleteRecord<Task>& cmd, UnitOfWork& uow) const;

  // What many of them need, read at once (application/shared/commands/batch.h).
  absl::Status Prepare(absl::Span<const CreateTask> commands, UnitOfWork& uow) const;
  absl::Status Prepare(absl::Span<const UpdateTask> commands, UnitOfWork& uow) const;
  absl::Status Prepare(absl::Span<const DeleteRecord<Task>> commands, UnitOfWork& uow) const;

 private:
  IdGenerator& ids_;
};

}  // namespace pipewright::tasks
