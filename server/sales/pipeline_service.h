// PipelineService over gRPC.
#pragma once

#include "application/application.h"
#include "pipewright/sales/v1/pipeline_service.grpc.pb.h"
#include "server/rpc/dispatcher.h"
#include "server/rpc/steps.h"

namespace pipewright::sales {

class PipelineService final : public v1::PipelineService::CallbackService {
 public:
  PipelineService(server::Dispatcher& dispatcher, const Application::Sales& sales)
      : dispatcher_(dispatcher), sales_(sales) {}

  using Call = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* CreatePipeline(Call* call, const v1::CreatePipelineRequest* request, v1::Pipeline* response) override;
  Reactor* GetPipeline(Call* call, const v1::GetPipelineRequest* request, v1::Pipeline* response) override;
  Reactor* BatchGetPipelines(Call* call, const v1::BatchGetPipelinesRequest* request,
                             v1::BatchGetPipelinesResponse* response) override;
  Reactor* BatchCreatePipelines(Call* call, const v1::BatchCreatePipelinesRequest* request,
                                v1::BatchCreatePipelinesResponse* response) override;
  Reactor* BatchUpdatePipelines(Call* call, const v1::BatchUpdatePipelinesRequest* request,
                                v1::BatchUpdatePipelinesResponse* response) override;
  Reactor* BatchDeletePipelines(Call* call, const v1::BatchDeletePipelinesRequest* request,
                                v1::BatchDeletePipelinesResponse* response) override;
  Reactor* ListPipelines(Call* call, const v1::ListPipelinesRequest* request,
                         v1::ListPipelinesResponse* response) override;
  Reactor* UpdatePipeline(Call* call, const v1::UpdatePipelineRequest* request, v1::Pipeline* response) override;
  Reactor* DeletePipeline(Call* call, const v1::DeletePipelineRequest* request, v1::Pipeline* response) override;
  Reactor* UndeletePipeline(Call* call, const v1::UndeletePipelineRequest* request, v1::Pipeline* response) override;
  Reactor* RemovePipelineStage(Call* call, const v1::RemovePipelineStageRequest* request,
                               v1::Pipeline* response) override;
  Reactor* GetPipelineView(Call* call, const v1::GetPipelineViewRequest* request,
                           v1::GetPipelineViewResponse* response) override;
  Reactor* ComparePipeline(Call* call, const v1::ComparePipelineRequest* request,
                           v1::ComparePipelineResponse* response) override;

  // The mutations that may be steps of a composite transaction.
  void AddSteps(server::StepRegistry& steps) const;

 private:
  server::Dispatcher& dispatcher_;
  const Application::Sales& sales_;
};

}  // namespace pipewright::sales
