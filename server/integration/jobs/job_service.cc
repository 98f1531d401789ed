#include "pipewright/integration/v1/job_service.pb.h"
#include "server/integration/jobs/job_proto.h"
#include "server/integration/services.h"
#include "server/record/record_service.h"

namespace pipewright::integration {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddJobService(server::Api& api, const Application::Integration& integration) {
  auto& s = server::AddRecord<Job, v1::Job>(api, kParse, integration.job_commands, integration.job_queries);
  s.Get<v1::GetJobRequest>();
  s.List<v1::ListJobsRequest>(&v1::ListJobsResponse::mutable_jobs);
  s.Ask<v1::ListJobErrorsRequest, v1::ListJobErrorsResponse>(integration.job_errors);
  s.Target<v1::CancelJobRequest, CancelJob>();
  s.Export();
}

}  // namespace pipewright::integration
