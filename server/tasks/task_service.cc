#include "server/tasks/task_service.h"

#include "server/rpc/standard_requests.h"
#include "server/tasks/task_proto.h"

namespace pipewright::tasks {
namespace {

using Standard = server::Standard<Task>;
constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

grpc::ServerUnaryReactor* TaskService::CreateTask(Call* call, const v1::CreateTaskRequest* request,
                                                  v1::Task* response) {
  return dispatcher_.Command(call, request, response, kParse, tasks_.task_commands);
}

grpc::ServerUnaryReactor* TaskService::GetTask(Call* call, const v1::GetTaskRequest* request, v1::Task* response) {
  return dispatcher_.Query(call, request, response, Standard::Get, tasks_.task_queries);
}

grpc::ServerUnaryReactor* TaskService::BatchGetTasks(Call* call, const v1::BatchGetTasksRequest* request,
                                                     v1::BatchGetTasksResponse* response) {
  return dispatcher_.Query(call, request, response, Standard::BatchGet, tasks_.task_queries);
}

grpc::ServerUnaryReactor* TaskService::BatchCreateTasks(Call* call, const v1::BatchCreateTasksRequest* request,
                                                        v1::BatchCreateTasksResponse* response) {
  return dispatcher_.Batch<v1::Task>(call, request, response, kParse, tasks_.task_commands);
}

grpc::ServerUnaryReactor* TaskService::BatchUpdateTasks(Call* call, const v1::BatchUpdateTasksRequest* request,
                                                        v1::BatchUpdateTasksResponse* response) {
  return dispatcher_.Batch<v1::Task>(call, request, response, kParse, tasks_.task_commands);
}

grpc::ServerUnaryReactor* TaskService::BatchDeleteTasks(Call* call, const v1::BatchDeleteTasksRequest* request,
                                                        v1::BatchDeleteTasksResponse* response) {
  return dispatcher_.Batch<v1::Task>(call, request, response, Standard::Delete, tasks_.task_commands);
}

grpc::ServerUnaryReactor* TaskService::ListTasks(Call* call, const v1::ListTasksRequest* request,
                                                 v1::ListTasksResponse* response) {
  return dispatcher_.Query(call, request, response, Standard::List, tasks_.task_queries);
}

grpc::ServerUnaryReactor* TaskService::ListMyTasks(Call* call, const v1::ListMyTasksRequest* request,
                                                   v1::ListMyTasksResponse* response) {
  return dispatcher_.Query(call, request, response, kParse, tasks_.task_queries);
}

grpc::ServerUnaryReactor* TaskService::UpdateTask(Call* call, const v1::UpdateTaskRequest* request,
                                                  v1::Task* response) {
  return dispatcher_.Command(call, request, response, kParse, tasks_.task_commands);
}

grpc::ServerUnaryReactor* TaskService::DeleteTask(Call* call, const v1::DeleteTaskRequest* request,
                                                  v1::Task* response) {
  return dispatcher_.Command(call, request, response, Standard::Delete, tasks_.task_commands);
}

grpc::ServerUnaryReactor* TaskService::UndeleteTask(Call* call, const v1::UndeleteTaskRequest* request,
                                                    v1::Task* response) {
  return dispatcher_.Command(call, request, response, Standard::Undelete, tasks_.task_commands);
}

grpc::ServerUnaryReactor* TaskService::StartTask(Call* call, const v1::StartTaskRequest* request, v1::Task* response) {
  return dispatcher_.Command(call, request, response, Standard::Target<Act<&Task::Start>>, tasks_.task_commands);
}

grpc::ServerUnaryReactor* TaskService::CompleteTask(Call* call, const v1::CompleteTaskRequest* request,
                                                    v1::Task* response) {
  return dispatcher_.Command(call, request, response, Standard::Target<Act<&Task::Complete>>, tasks_.task_commands);
}

grpc::ServerUnaryReactor* TaskService::CancelTask(Call* call, const v1::CancelTaskRequest* request,
                                                  v1::Task* response) {
  return dispatcher_.Command(call, request, response, Standard::Target<Act<&Task::Cancel>>, tasks_.task_commands);
}

grpc::ServerUnaryReactor* TaskService::ReopenTask(Call* call, const v1::ReopenTaskRequest* request,
                                                  v1::Task* response) {
  return dispatcher_.Command(call, request, response, Standard::Target<Act<&Task::Reopen>>, tasks_.task_commands);
}

grpc::ServerUnaryReactor* TaskService::AssignTask(Call* call, const v1::AssignTaskRequest* request,
                                                  v1::Task* response) {
  return dispatcher_.Command(call, request, response, kParse, tasks_.task_commands);
}

void TaskService::AddSteps(server::StepRegistry& steps) const {
  const auto& commands = tasks_.task_commands;
  steps.Add<v1::CreateTaskRequest, v1::Task>(kParse, commands);
  steps.Add<v1::UpdateTaskRequest, v1::Task>(kParse, commands);
  steps.Add<v1::DeleteTaskRequest, v1::Task>(Standard::Delete, commands);
  steps.Add<v1::UndeleteTaskRequest, v1::Task>(Standard::Undelete, commands);
  steps.Add<v1::StartTaskRequest, v1::Task>(Standard::Target<Act<&Task::Start>>, commands);
  steps.Add<v1::CompleteTaskRequest, v1::Task>(Standard::Target<Act<&Task::Complete>>, commands);
  steps.Add<v1::CancelTaskRequest, v1::Task>(Standard::Target<Act<&Task::Cancel>>, commands);
  steps.Add<v1::ReopenTaskRequest, v1::Task>(Standard::Target<Act<&Task::Reopen>>, commands);
  steps.Add<v1::AssignTaskRequest, v1::Task>(kParse, commands);
}

}  // namespace pipewright::tasks
