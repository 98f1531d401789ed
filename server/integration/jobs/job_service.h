// JobService over gRPC.
#pragma once

#include "application/application.h"
#include "pipewright/integration/v1/job_service.grpc.pb.h"
#include "server/rpc/dispatcher.h"

namespace pipewright::integration {

class JobService final : public v1::JobService::CallbackService {
 public:
  JobService(server::Dispatcher& dispatcher, const Application::Integration& integration)
      : dispatcher_(dispatcher), integration_(integration) {}

  using Call = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* GetJob(Call* call, const v1::GetJobRequest* request, v1::Job* response) override;
  Reactor* ListJobs(Call* call, const v1::ListJobsRequest* request, v1::ListJobsResponse* response) override;
  Reactor* ListJobErrors(Call* call, const v1::ListJobErrorsRequest* request,
                         v1::ListJobErrorsResponse* response) override;
  Reactor* CancelJob(Call* call, const v1::CancelJobRequest* request, v1::Job* response) override;

 private:
  server::Dispatcher& dispatcher_;
  const Application::Integration& integration_;
};

}  // namespace pipewright::integration
