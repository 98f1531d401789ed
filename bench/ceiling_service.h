// The ceilings: the same rows and the same SQL through gRPC and libpq, with none of our layers: no authentication, no
// permission, no validation, no aggregate, no table description.
#pragma once

#include <string>

#include "pipewright/sales/v1/opportunity_service.grpc.pb.h"
#include "server/rpc/executor.h"

namespace pipewright::bench {

// Whose rows the ceiling reads and writes.
struct CeilingTenant {
  std::string tenant_id;
  std::string user_id;
  std::string pipeline_id;
};

// Answers at once with an empty message: gRPC alone.
class EchoService final : public sales::v1::OpportunityService::CallbackService {
 public:
  grpc::ServerUnaryReactor* GetOpportunity(grpc::CallbackServerContext* call,
                                           const sales::v1::GetOpportunityRequest* request,
                                           sales::v1::Opportunity* response) override;
};

// One prepared libpq connection per thread. A read is one statement on a session that has the tenant set; a write is a
// transaction of the statements that a write of ours consists of, each a round trip.
class CeilingService final : public sales::v1::OpportunityService::CallbackService {
 public:
  CeilingService(std::string database_url, CeilingTenant tenant, int threads);

  grpc::ServerUnaryReactor* GetOpportunity(grpc::CallbackServerContext* call,
                                           const sales::v1::GetOpportunityRequest* request,
                                           sales::v1::Opportunity* response) override;
  grpc::ServerUnaryReactor* ListOpportunities(grpc::CallbackServerContext* call,
                                              const sales::v1::ListOpportunitiesRequest* request,
                                              sales::v1::ListOpportunitiesResponse* response) override;
  grpc::ServerUnaryReactor* CreateOpportunity(grpc::CallbackServerContext* call,
                                              const sales::v1::CreateOpportunityRequest* request,
                                              sales::v1::Opportunity* response) override;
  grpc::ServerUnaryReactor* MoveOpportunityStage(grpc::CallbackServerContext* call,
                                                 const sales::v1::MoveOpportunityStageRequest* request,
                                                 sales::v1::Opportunity* response) override;

 private:
  template <class Work>
  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* call, Work work);

  const std::string url_;
  const CeilingTenant tenant_;
  server::Executor executor_;
};

}  // namespace pipewright::bench
