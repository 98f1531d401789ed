#include "server/sales/pipeline_service.h"

#include "server/rpc/standard_requests.h"
#include "server/sales/pipeline_proto.h"

namespace pipewright::sales {
namespace {

using Standard = server::Standard<Pipeline>;
constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

grpc::ServerUnaryReactor* PipelineService::CreatePipeline(Call* call, const v1::CreatePipelineRequest* request,
                                                          v1::Pipeline* response) {
  return dispatcher_.Command(call, request, response, kParse, sales_.pipeline_commands);
}

grpc::ServerUnaryReactor* PipelineService::GetPipeline(Call* call, const v1::GetPipelineRequest* request,
                                                       v1::Pipeline* response) {
  return dispatcher_.Query(call, request, response, Standard::Get, sales_.pipeline_queries);
}

grpc::ServerUnaryReactor* PipelineService::BatchGetPipelines(Call* call, const v1::BatchGetPipelinesRequest* request,
                                                             v1::BatchGetPipelinesResponse* response) {
  return dispatcher_.Query(call, request, response, Standard::BatchGet, sales_.pipeline_queries);
}

grpc::ServerUnaryReactor* PipelineService::BatchCreatePipelines(Call* call,
                                                                const v1::BatchCreatePipelinesRequest* request,
                                                                v1::BatchCreatePipelinesResponse* response) {
  return dispatcher_.Batch<v1::Pipeline>(call, request, response, kParse, sales_.pipeline_commands);
}

grpc::ServerUnaryReactor* PipelineService::BatchUpdatePipelines(Call* call,
                                                                const v1::BatchUpdatePipelinesRequest* request,
                                                                v1::BatchUpdatePipelinesResponse* response) {
  return dispatcher_.Batch<v1::Pipeline>(call, request, response, kParse, sales_.pipeline_commands);
}

grpc::ServerUnaryReactor* PipelineService::BatchDeletePipelines(Call* call,
                                                                const v1::BatchDeletePipelinesRequest* request,
                                                                v1::BatchDeletePipelinesResponse* response) {
  return dispatcher_.Batch<v1::Pipeline>(call, request, response, Standard::Delete, sales_.pipeline_commands);
}

grpc::ServerUnaryReactor* PipelineService::ListPipelines(Call* call, const v1::ListPipelinesRequest* request,
                                                         v1::ListPipelinesResponse* response) {
  return dispatcher_.Query(call, request, response, Standard::List, sales_.pipeline_queries);
}

grpc::ServerUnaryReactor* PipelineService::UpdatePipeline(Call* call, const v1::UpdatePipelineRequest* request,
                                                          v1::Pipeline* response) {
  return dispatcher_.Command(call, request, response, kParse, sales_.pipeline_commands);
}

grpc::ServerUnaryReactor* PipelineService::DeletePipeline(Call* call, const v1::DeletePipelineRequest* request,
                                                          v1::Pipeline* response) {
  return dispatcher_.Command(call, request, response, Standard::Delete, sales_.pipeline_commands);
}

grpc::ServerUnaryReactor* PipelineService::UndeletePipeline(Call* call, const v1::UndeletePipelineRequest* request,
                                                            v1::Pipeline* response) {
  return dispatcher_.Command(call, request, response, Standard::Undelete, sales_.pipeline_commands);
}

grpc::ServerUnaryReactor* PipelineService::RemovePipelineStage(Call* call,
                                                               const v1::RemovePipelineStageRequest* request,
                                                               v1::Pipeline* response) {
  return dispatcher_.Command(call, request, response, kParse, sales_.pipeline_commands);
}

grpc::ServerUnaryReactor* PipelineService::GetPipelineView(Call* call, const v1::GetPipelineViewRequest* request,
                                                           v1::GetPipelineViewResponse* response) {
  return dispatcher_.Query(call, request, response, kParse, sales_.opportunity_insights);
}

grpc::ServerUnaryReactor* PipelineService::ComparePipeline(Call* call, const v1::ComparePipelineRequest* request,
                                                           v1::ComparePipelineResponse* response) {
  return dispatcher_.Query(call, request, response, kParse, sales_.opportunity_insights);
}

void PipelineService::AddSteps(server::StepRegistry& steps) const {
  const auto& commands = sales_.pipeline_commands;
  steps.Add<v1::CreatePipelineRequest, v1::Pipeline>(kParse, commands);
  steps.Add<v1::UpdatePipelineRequest, v1::Pipeline>(kParse, commands);
  steps.Add<v1::DeletePipelineRequest, v1::Pipeline>(Standard::Delete, commands);
  steps.Add<v1::UndeletePipelineRequest, v1::Pipeline>(Standard::Undelete, commands);
  steps.Add<v1::RemovePipelineStageRequest, v1::Pipeline>(kParse, commands);
}

}  // namespace pipewright::sales
