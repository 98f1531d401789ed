#include "bench/history.h"

#include <iostream>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/libpq_session.h"
#include "pipewright/sales/v1/opportunity_service.grpc.pb.h"
#include "pipewright/sales/v1/pipeline_service.grpc.pb.h"

namespace pipewright::bench {
namespace {

namespace v1 = sales::v1;

void SeedVersions(const std::string& owner_url, const std::string& tenant_id) {
  LibpqSession session(owner_url, tenant_id);
  session.Execute(
      "update opportunities set create_time = now() - interval '60 days', update_time = now() - interval '60 days' "
      "where tenant_id = $1",
      {tenant_id.c_str()});
  session.Execute(
      "update pipelines set create_time = now() - interval '60 days', update_time = now() - interval '60 days' "
      "where tenant_id = $1",
      {tenant_id.c_str()});
  // Each changed once, in its amount and close date.
  session.Execute(
      "insert into opportunity_versions select v.* from opportunities o cross join lateral "
      "jsonb_populate_record(null::opportunity_versions, to_jsonb(o) || jsonb_build_object('supersede_time', now() - "
      "(hashtext(o.id::text) & 1023) * interval '20 minutes')) as v where o.tenant_id = $1 and hashtext(o.id::text) % "
      "10 = 0",
      {tenant_id.c_str()});
  session.Execute(
      "update opportunities o set version = o.version + 1, update_time = v.supersede_time, amount_e4 = o.amount_e4 + "
      "10000, expected_close_date = o.expected_close_date + 7 from opportunity_versions v where o.tenant_id = $1 and "
      "v.tenant_id = $1 and v.id = o.id and v.version = o.version",
      {tenant_id.c_str()});
  session.Execute("analyze opportunities, opportunity_versions", {});
}

google::protobuf::Timestamp AWeekAgo() {
  google::protobuf::Timestamp time;
  time.set_seconds(absl::ToUnixSeconds(absl::Now() - absl::Hours(7 * 24)));
  return time;
}

// One stub a caller; callers share the connections evenly.
template <class Service>
class Callers {
 public:
  using Stub = typename Service::Stub;

  Callers(const LoadOptions& load, const std::function<std::shared_ptr<grpc::Channel>()>& connect,
          const std::string& token)
      : bearer_(absl::StrCat("Bearer ", token)) {
    for (int connection = 0; connection < load.connections; ++connection) {
      const auto channel = connect();
      for (int stream = 0; stream < load.streams; ++stream) stubs_.push_back(Service::NewStub(channel));
    }
  }

  template <class Request, class Response>
  LoadCall Calling(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                   std::function<Request(int, int64_t)> request) const {
    return [this, method, request = std::move(request)](int caller, int64_t round) {
      grpc::ClientContext call;
      call.AddMetadata("authorization", bearer_);
      Response response;
      const grpc::Status status = (stubs_[caller].get()->*method)(&call, request(caller, round), &response);
      return status.ok() ? std::string() : status.error_message();
    };
  }

 private:
  std::string bearer_;
  std::vector<std::unique_ptr<Stub>> stubs_;
};

}  // namespace

std::vector<Scenario> MeasureHistory(const LoadOptions& load,
                                     const std::function<std::shared_ptr<grpc::Channel>()>& connect,
                                     const BenchTenant& tenant, const std::string& owner_url) {
  SeedVersions(owner_url, tenant.tenant_id);
  const Callers<v1::OpportunityService> opportunities(load, connect, tenant.access_token);
  const Callers<v1::PipelineService> pipelines(load, connect, tenant.access_token);
  std::vector<Scenario> scenarios;
  // `call` gives the call for a moment, or for now.
  const auto measure = [&](const std::string& name, const std::function<LoadCall(bool past)>& call) {
    std::cerr << "running: " << name << std::endl;
    LoadResult present = RunLoad(load, call(false));
    scenarios.push_back({absl::StrCat(name, ", a week ago"), RunLoad(load, call(true)), "now", std::move(present)});
  };
  const auto with_time = [](auto request, bool past) {
    if (past) *request.mutable_read_time() = AWeekAgo();
    return request;
  };

  measure("get", [&](bool past) {
    return opportunities.Calling<v1::GetOpportunityRequest>(
        &v1::OpportunityService::Stub::GetOpportunity, [&, past](int caller, int64_t round) {
          v1::GetOpportunityRequest request;
          request.set_id(tenant.opportunity_ids[(caller * 7919 + round * 104'729) % tenant.opportunity_ids.size()]);
          return with_time(request, past);
        });
  });
  measure("list 50 of a stage by amount", [&](bool past) {
    return opportunities.Calling<v1::ListOpportunitiesRequest>(
        &v1::OpportunityService::Stub::ListOpportunities, [&, past](int caller, int64_t) {
          v1::ListOpportunitiesRequest request;
          request.set_filter(
              absl::StrCat("stage_id = \"", tenant.open_stage_ids[caller % tenant.open_stage_ids.size()], "\""));
          request.set_order_by("amount");
          return with_time(request, past);
        });
  });
  const auto view = [&](bool past) {
    return pipelines.Calling<v1::GetPipelineViewRequest>(
        &v1::PipelineService::Stub::GetPipelineView,
        [&, past](int, int64_t) { return with_time(v1::GetPipelineViewRequest(), past); });
  };
  measure("pipeline view", view);

  std::cerr << "running: compare" << std::endl;
  scenarios.push_back(
      {"compare with a week ago",
       RunLoad(load, pipelines.Calling<v1::ComparePipelineRequest>(&v1::PipelineService::Stub::ComparePipeline,
                                                                   [](int, int64_t) {
                                                                     v1::ComparePipelineRequest request;
                                                                     *request.mutable_from_time() = AWeekAgo();
                                                                     return request;
                                                                   })),
       "the pipeline view of now", RunLoad(load, view(false))});
  return scenarios;
}

}  // namespace pipewright::bench
