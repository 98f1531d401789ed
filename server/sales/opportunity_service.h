// OpportunityService over gRPC.
#pragma once

#include "application/application.h"
#include "pipewright/sales/v1/opportunity_service.grpc.pb.h"
#include "server/rpc/arena_messages.h"
#include "server/rpc/dispatcher.h"
#include "server/rpc/steps.h"

namespace pipewright::sales {

class OpportunityService final : public v1::OpportunityService::CallbackService {
 public:
  OpportunityService(server::Dispatcher& dispatcher, const Application::Sales& sales)
      : dispatcher_(dispatcher), sales_(sales) {
    SetMessageAllocatorFor_ListOpportunities(&list_messages_);
  }

  using Call = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* CreateOpportunity(Call* call, const v1::CreateOpportunityRequest* request,
                             v1::Opportunity* response) override;
  Reactor* GetOpportunity(Call* call, const v1::GetOpportunityRequest* request, v1::Opportunity* response) override;
  Reactor* BatchGetOpportunities(Call* call, const v1::BatchGetOpportunitiesRequest* request,
                                 v1::BatchGetOpportunitiesResponse* response) override;
  Reactor* BatchCreateOpportunities(Call* call, const v1::BatchCreateOpportunitiesRequest* request,
                                    v1::BatchCreateOpportunitiesResponse* response) override;
  Reactor* BatchUpdateOpportunities(Call* call, const v1::BatchUpdateOpportunitiesRequest* request,
                                    v1::BatchUpdateOpportunitiesResponse* response) override;
  Reactor* BatchDeleteOpportunities(Call* call, const v1::BatchDeleteOpportunitiesRequest* request,
                                    v1::BatchDeleteOpportunitiesResponse* response) override;
  Reactor* ListOpportunities(Call* call, const v1::ListOpportunitiesRequest* request,
                             v1::ListOpportunitiesResponse* response) override;
  Reactor* UpdateOpportunity(Call* call, const v1::UpdateOpportunityRequest* request,
                             v1::Opportunity* response) override;
  Reactor* DeleteOpportunity(Call* call, const v1::DeleteOpportunityRequest* request,
                             v1::Opportunity* response) override;
  Reactor* UndeleteOpportunity(Call* call, const v1::UndeleteOpportunityRequest* request,
                               v1::Opportunity* response) override;
  Reactor* MoveOpportunityStage(Call* call, const v1::MoveOpportunityStageRequest* request,
                                v1::Opportunity* response) override;
  Reactor* WinOpportunity(Call* call, const v1::WinOpportunityRequest* request, v1::Opportunity* response) override;
  Reactor* LoseOpportunity(Call* call, const v1::LoseOpportunityRequest* request, v1::Opportunity* response) override;
  Reactor* ReopenOpportunity(Call* call, const v1::ReopenOpportunityRequest* request,
                             v1::Opportunity* response) override;
  Reactor* ReassignOpportunity(Call* call, const v1::ReassignOpportunityRequest* request,
                               v1::Opportunity* response) override;
  Reactor* ListStageHistory(Call* call, const v1::ListStageHistoryRequest* request,
                            v1::ListStageHistoryResponse* response) override;

  // The mutations that may be steps of a composite transaction.
  void AddSteps(server::StepRegistry& steps) const;

 private:
  server::Dispatcher& dispatcher_;
  const Application::Sales& sales_;
  server::ArenaMessages<v1::ListOpportunitiesRequest, v1::ListOpportunitiesResponse> list_messages_;
};

}  // namespace pipewright::sales
