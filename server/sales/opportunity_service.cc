#include "server/sales/opportunity_service.h"

#include "server/rpc/standard_requests.h"
#include "server/sales/opportunity_proto.h"

namespace pipewright::sales {
namespace {

using Standard = server::Standard<Opportunity>;
constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

grpc::ServerUnaryReactor* OpportunityService::CreateOpportunity(Call* call, const v1::CreateOpportunityRequest* request,
                                                                v1::Opportunity* response) {
  return dispatcher_.Command(call, request, response, kParse, sales_.opportunity_commands);
}

grpc::ServerUnaryReactor* OpportunityService::GetOpportunity(Call* call, const v1::GetOpportunityRequest* request,
                                                             v1::Opportunity* response) {
  return dispatcher_.Query(call, request, response, Standard::Get, sales_.opportunity_queries);
}

grpc::ServerUnaryReactor* OpportunityService::BatchGetOpportunities(Call* call,
                                                                    const v1::BatchGetOpportunitiesRequest* request,
                                                                    v1::BatchGetOpportunitiesResponse* response) {
  return dispatcher_.Query(call, request, response, Standard::BatchGet, sales_.opportunity_queries);
}

grpc::ServerUnaryReactor* OpportunityService::BatchCreateOpportunities(
    Call* call, const v1::BatchCreateOpportunitiesRequest* request, v1::BatchCreateOpportunitiesResponse* response) {
  return dispatcher_.Batch<v1::Opportunity>(call, request, response, kParse, sales_.opportunity_commands);
}

grpc::ServerUnaryReactor* OpportunityService::BatchUpdateOpportunities(
    Call* call, const v1::BatchUpdateOpportunitiesRequest* request, v1::BatchUpdateOpportunitiesResponse* response) {
  return dispatcher_.Batch<v1::Opportunity>(call, request, response, kParse, sales_.opportunity_commands);
}

grpc::ServerUnaryReactor* OpportunityService::BatchDeleteOpportunities(
    Call* call, const v1::BatchDeleteOpportunitiesRequest* request, v1::BatchDeleteOpportunitiesResponse* response) {
  return dispatcher_.Batch<v1::Opportunity>(call, request, response, Standard::Delete, sales_.opportunity_commands);
}

grpc::ServerUnaryReactor* OpportunityService::ListOpportunities(Call* call, const v1::ListOpportunitiesRequest* request,
                                                                v1::ListOpportunitiesResponse* response) {
  return dispatcher_.Query(call, request, response, Standard::List, sales_.opportunity_queries);
}

grpc::ServerUnaryReactor* OpportunityService::UpdateOpportunity(Call* call, const v1::UpdateOpportunityRequest* request,
                                                                v1::Opportunity* response) {
  return dispatcher_.Command(call, request, response, kParse, sales_.opportunity_commands);
}

grpc::ServerUnaryReactor* OpportunityService::DeleteOpportunity(Call* call, const v1::DeleteOpportunityRequest* request,
                                                                v1::Opportunity* response) {
  return dispatcher_.Command(call, request, response, Standard::Delete, sales_.opportunity_commands);
}

grpc::ServerUnaryReactor* OpportunityService::UndeleteOpportunity(Call* call,
                                                                  const v1::UndeleteOpportunityRequest* request,
                                                                  v1::Opportunity* response) {
  return dispatcher_.Command(call, request, response, Standard::Undelete, sales_.opportunity_commands);
}

grpc::ServerUnaryReactor* OpportunityService::MoveOpportunityStage(Call* call,
                                                                   const v1::MoveOpportunityStageRequest* request,
                                                                   v1::Opportunity* response) {
  return dispatcher_.Command(call, request, response, kParse, sales_.opportunity_commands);
}

grpc::ServerUnaryReactor* OpportunityService::WinOpportunity(Call* call, const v1::WinOpportunityRequest* request,
                                                             v1::Opportunity* response) {
  return dispatcher_.Command(call, request, response, kParse, sales_.opportunity_commands);
}

grpc::ServerUnaryReactor* OpportunityService::LoseOpportunity(Call* call, const v1::LoseOpportunityRequest* request,
                                                              v1::Opportunity* response) {
  return dispatcher_.Command(call, request, response, kParse, sales_.opportunity_commands);
}

grpc::ServerUnaryReactor* OpportunityService::ReopenOpportunity(Call* call, const v1::ReopenOpportunityRequest* request,
                                                                v1::Opportunity* response) {
  return dispatcher_.Command(call, request, response, kParse, sales_.opportunity_commands);
}

grpc::ServerUnaryReactor* OpportunityService::ReassignOpportunity(Call* call,
                                                                  const v1::ReassignOpportunityRequest* request,
                                                                  v1::Opportunity* response) {
  return dispatcher_.Command(call, request, response, kParse, sales_.opportunity_commands);
}

grpc::ServerUnaryReactor* OpportunityService::ListStageHistory(Call* call, const v1::ListStageHistoryRequest* request,
                                                               v1::ListStageHistoryResponse* response) {
  return dispatcher_.Query(call, request, response, kParse, sales_.opportunity_insights);
}

void OpportunityService::AddSteps(server::StepRegistry& steps) const {
  const auto& commands = sales_.opportunity_commands;
  steps.Add<v1::CreateOpportunityRequest, v1::Opportunity>(kParse, commands);
  steps.Add<v1::UpdateOpportunityRequest, v1::Opportunity>(kParse, commands);
  steps.Add<v1::DeleteOpportunityRequest, v1::Opportunity>(Standard::Delete, commands);
  steps.Add<v1::UndeleteOpportunityRequest, v1::Opportunity>(Standard::Undelete, commands);
  steps.Add<v1::MoveOpportunityStageRequest, v1::Opportunity>(kParse, commands);
  steps.Add<v1::WinOpportunityRequest, v1::Opportunity>(kParse, commands);
  steps.Add<v1::LoseOpportunityRequest, v1::Opportunity>(kParse, commands);
  steps.Add<v1::ReopenOpportunityRequest, v1::Opportunity>(kParse, commands);
  steps.Add<v1::ReassignOpportunityRequest, v1::Opportunity>(kParse, commands);
}

}  // namespace pipewright::sales
