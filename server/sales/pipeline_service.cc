#include "server/sales/pipeline_service.h"

#include "pipewright/sales/v1/pipeline_service.pb.h"
#include "server/sales/pipeline_proto.h"

namespace pipewright::sales {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddPipelineService(server::Api& api, const PipelineCommands& commands, const RecordQueries<Pipeline>& queries,
                        const OpportunityInsights& insights) {
  auto& s = server::AddRecord<Pipeline, v1::Pipeline>(api, kParse, commands, queries);
  s.Create<v1::CreatePipelineRequest>();
  s.Get<v1::GetPipelineRequest>();
  s.List<v1::ListPipelinesRequest>(&v1::ListPipelinesResponse::mutable_pipelines);
  s.Update<v1::UpdatePipelineRequest>();
  s.Delete<v1::DeletePipelineRequest>();
  s.Undelete<v1::UndeletePipelineRequest>();
  s.BatchGet<v1::BatchGetPipelinesRequest>(&v1::BatchGetPipelinesResponse::mutable_pipelines);
  s.BatchCreate<v1::BatchCreatePipelinesRequest>(&v1::BatchCreatePipelinesResponse::mutable_pipelines);
  s.BatchUpdate<v1::BatchUpdatePipelinesRequest>(&v1::BatchUpdatePipelinesResponse::mutable_pipelines);
  s.BatchDelete<v1::BatchDeletePipelinesRequest>(&v1::BatchDeletePipelinesResponse::mutable_pipelines);
  s.Command<v1::RemovePipelineStageRequest>();
  s.Ask<v1::GetPipelineViewRequest, v1::GetPipelineViewResponse>(insights);
  s.Ask<v1::ComparePipelineRequest, v1::ComparePipelineResponse>(insights);
  s.Export();
}

}  // namespace pipewright::sales
