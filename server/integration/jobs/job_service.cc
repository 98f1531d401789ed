#include "server/integration/jobs/job_service.h"

#include "pipewright/integration/v1/job_service.pb.h"
#include "server/integration/jobs/job_proto.h"

namespace pipewright::integration {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddJobService(server::Api& api, const JobCommands& commands, const RecordQueries<Job>& queries,
                   const JobErrorQueries& errors) {
  auto& s = server::AddRecord<Job, v1::Job>(api, kParse, commands, queries);
  s.Get<v1::GetJobRequest>();
  s.List<v1::ListJobsRequest>(&v1::ListJobsResponse::mutable_jobs);
  s.Ask<v1::ListJobErrorsRequest, v1::ListJobErrorsResponse>(errors);
  s.Target<v1::CancelJobRequest, CancelJob>();
  s.Export();
}

}  // namespace pipewright::integration
