#include "server/sales/opportunity_service.h"

#include "pipewright/sales/v1/opportunity_service.pb.h"
#include "server/sales/opportunity_proto.h"

namespace pipewright::sales {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddOpportunityService(server::Api& api, const OpportunityCommands& commands,
                           const ViewQueries<Opportunity>& queries, const KeyLookup& keys,
                           const StageHistoryQueries& stage_history, const StatisticsQueries& statistics) {
  auto& s = server::AddRecord<Opportunity, v1::Opportunity>(api, kParse, commands, queries);
  s.Create<v1::CreateOpportunityRequest>();
  s.Get<v1::GetOpportunityRequest>();
  s.List<v1::ListOpportunitiesRequest>(&v1::ListOpportunitiesResponse::mutable_opportunities);
  s.Update<v1::UpdateOpportunityRequest>();
  s.Delete<v1::DeleteOpportunityRequest>();
  s.Undelete<v1::UndeleteOpportunityRequest>();
  s.BatchGet<v1::BatchGetOpportunitiesRequest>(&v1::BatchGetOpportunitiesResponse::mutable_opportunities);
  s.BatchCreate<v1::BatchCreateOpportunitiesRequest>(&v1::BatchCreateOpportunitiesResponse::mutable_opportunities);
  s.BatchUpdate<v1::BatchUpdateOpportunitiesRequest>(&v1::BatchUpdateOpportunitiesResponse::mutable_opportunities);
  s.BatchDelete<v1::BatchDeleteOpportunitiesRequest>(&v1::BatchDeleteOpportunitiesResponse::mutable_opportunities);
  s.Command<v1::MoveOpportunityStageRequest>();
  s.Command<v1::MoveOpportunityPipelineRequest>();
  s.Command<v1::WinOpportunityRequest>();
  s.Command<v1::LoseOpportunityRequest>();
  s.Command<v1::ReopenOpportunityRequest>();
  s.Command<v1::ReassignOpportunityRequest>();
  s.Ask<v1::ListStageHistoryRequest, v1::ListStageHistoryResponse>(stage_history);
  s.Statistics<v1::GetOpportunityStatisticsRequest, v1::GetOpportunityStatisticsResponse, OpportunityStatus>(
      statistics);
  s.Import<v1::CreateOpportunityRequest, v1::UpdateOpportunityRequest>(keys, {"id", "code", "title"});
}

}  // namespace pipewright::sales
