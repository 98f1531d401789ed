#include "server/tasks/task_service.h"

#include "pipewright/tasks/v1/task_service.pb.h"
#include "server/tasks/task_proto.h"

namespace pipewright::tasks {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddTaskService(server::Api& api, const TaskCommands& commands, const TaskQueries& queries, const KeyLookup& keys,
                    const StatisticsQueries& statistics) {
  auto& s = server::AddRecord<Task, v1::Task>(api, kParse, commands, queries);
  s.Create<v1::CreateTaskRequest>();
  s.Get<v1::GetTaskRequest>();
  s.List<v1::ListTasksRequest>(&v1::ListTasksResponse::mutable_tasks);
  s.Update<v1::UpdateTaskRequest>();
  s.Delete<v1::DeleteTaskRequest>();
  s.Undelete<v1::UndeleteTaskRequest>();
  s.BatchGet<v1::BatchGetTasksRequest>(&v1::BatchGetTasksResponse::mutable_tasks);
  s.BatchCreate<v1::BatchCreateTasksRequest>(&v1::BatchCreateTasksResponse::mutable_tasks);
  s.BatchUpdate<v1::BatchUpdateTasksRequest>(&v1::BatchUpdateTasksResponse::mutable_tasks);
  s.BatchDelete<v1::BatchDeleteTasksRequest>(&v1::BatchDeleteTasksResponse::mutable_tasks);
  s.Find<v1::ListMyTasksRequest>(&v1::ListMyTasksResponse::mutable_tasks);
  s.Statistics<v1::GetTaskStatisticsRequest, v1::GetTaskStatisticsResponse, TaskStatus>(statistics);
  s.Act<v1::StartTaskRequest, &Task::Start>();
  s.Act<v1::CompleteTaskRequest, &Task::Complete>();
  s.Act<v1::CancelTaskRequest, &Task::Cancel>();
  s.Act<v1::ReopenTaskRequest, &Task::Reopen>();
  s.Command<v1::AssignTaskRequest>();
  s.Import<v1::CreateTaskRequest, v1::UpdateTaskRequest>(keys, {"id", "title"});
}

}  // namespace pipewright::tasks
