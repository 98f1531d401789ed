// TaskService over gRPC.
#pragma once

#include "application/application.h"
#include "pipewright/tasks/v1/task_service.grpc.pb.h"
#include "server/rpc/arena_messages.h"
#include "server/rpc/dispatcher.h"
#include "server/rpc/steps.h"

namespace pipewright::tasks {

class TaskService final : public v1::TaskService::CallbackService {
 public:
  TaskService(server::Dispatcher& dispatcher, const Application::Tasks& tasks)
      : dispatcher_(dispatcher), tasks_(tasks) {
    SetMessageAllocatorFor_ListTasks(&list_messages_);
  }

  using Call = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* CreateTask(Call* call, const v1::CreateTaskRequest* request, v1::Task* response) override;
  Reactor* GetTask(Call* call, const v1::GetTaskRequest* request, v1::Task* response) override;
  Reactor* BatchGetTasks(Call* call, const v1::BatchGetTasksRequest* request,
                         v1::BatchGetTasksResponse* response) override;
  Reactor* BatchCreateTasks(Call* call, const v1::BatchCreateTasksRequest* request,
                            v1::BatchCreateTasksResponse* response) override;
  Reactor* BatchUpdateTasks(Call* call, const v1::BatchUpdateTasksRequest* request,
                            v1::BatchUpdateTasksResponse* response) override;
  Reactor* BatchDeleteTasks(Call* call, const v1::BatchDeleteTasksRequest* request,
                            v1::BatchDeleteTasksResponse* response) override;
  Reactor* ListTasks(Call* call, const v1::ListTasksRequest* request, v1::ListTasksResponse* response) override;
  Reactor* ListMyTasks(Call* call, const v1::ListMyTasksRequest* request, v1::ListMyTasksResponse* response) override;
  Reactor* UpdateTask(Call* call, const v1::UpdateTaskRequest* request, v1::Task* response) override;
  Reactor* DeleteTask(Call* call, const v1::DeleteTaskRequest* request, v1::Task* response) override;
  Reactor* UndeleteTask(Call* call, const v1::UndeleteTaskRequest* request, v1::Task* response) override;
  Reactor* StartTask(Call* call, const v1::StartTaskRequest* request, v1::Task* response) override;
  Reactor* CompleteTask(Call* call, const v1::CompleteTaskRequest* request, v1::Task* response) override;
  Reactor* CancelTask(Call* call, const v1::CancelTaskRequest* request, v1::Task* response) override;
  Reactor* ReopenTask(Call* call, const v1::ReopenTaskRequest* request, v1::Task* response) override;
  Reactor* AssignTask(Call* call, const v1::AssignTaskRequest* request, v1::Task* response) override;

  // The mutations that may be steps of a composite transaction.
  void AddSteps(server::StepRegistry& steps) const;

 private:
  server::Dispatcher& dispatcher_;
  const Application::Tasks& tasks_;
  server::ArenaMessages<v1::ListTasksRequest, v1::ListTasksResponse> list_messages_;
};

}  // namespace pipewright::tasks
