// Jobs between proto and domain: every field that leaves, by hand.
#pragma once

#include "absl/status/statusor.h"
#include "application/integration/job_error_queries.h"
#include "application/shared/queries/list_request.h"
#include "domain/integration/job.h"
#include "pipewright/integration/v1/job_service.pb.h"

namespace pipewright::integration {

absl::StatusOr<ListJobErrors> FromProto(const v1::ListJobErrorsRequest& request);

void ToProto(const JobState& job, v1::Job* out);
void ToProto(const JobErrorPage& page, v1::ListJobErrorsResponse* out);

}  // namespace pipewright::integration
