#include "server/sales/pipeline_service.h"

#include "server/sales/pipeline_proto.h"
#include "server/standard_requests.h"

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

}  // namespace pipewright::sales
