// Tasks between proto and domain: every field that enters or leaves, by hand.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "application/shared/queries/list_request.h"
#include "application/tasks/task_commands.h"
#include "application/tasks/task_queries.h"
#include "pipewright/tasks/v1/task_service.pb.h"

namespace pipewright::tasks {

absl::StatusOr<CreateTask> FromProto(const v1::CreateTaskRequest& request);
absl::StatusOr<UpdateTask> FromProto(const v1::UpdateTaskRequest& request);
absl::StatusOr<AssignTask> FromProto(const v1::AssignTaskRequest& request);
absl::StatusOr<ListMyTasks> FromProto(const v1::ListMyTasksRequest& request);

void ToProto(const TaskView& view, v1::Task* out);

}  // namespace pipewright::tasks
