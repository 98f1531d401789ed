#include "server/integration/jobs/job_service.h"

#include "server/integration/jobs/job_proto.h"
#include "server/rpc/standard_requests.h"

namespace pipewright::integration {
namespace {

using Standard = server::Standard<Job>;
constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

grpc::ServerUnaryReactor* JobService::GetJob(Call* call, const v1::GetJobRequest* request, v1::Job* response) {
  return dispatcher_.Query(call, request, response, Standard::Get, integration_.job_queries);
}

grpc::ServerUnaryReactor* JobService::ListJobs(Call* call, const v1::ListJobsRequest* request,
                                               v1::ListJobsResponse* response) {
  return dispatcher_.Query(call, request, response, Standard::List, integration_.job_queries);
}

grpc::ServerUnaryReactor* JobService::ListJobErrors(Call* call, const v1::ListJobErrorsRequest* request,
                                                    v1::ListJobErrorsResponse* response) {
  return dispatcher_.Query(call, request, response, kParse, integration_.job_errors);
}

grpc::ServerUnaryReactor* JobService::CancelJob(Call* call, const v1::CancelJobRequest* request, v1::Job* response) {
  return dispatcher_.Command(call, request, response, Standard::Target<integration::CancelJob>,
                             integration_.job_commands);
}

}  // namespace pipewright::integration
