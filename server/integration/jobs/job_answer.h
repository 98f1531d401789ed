// What a method answers that makes a job, in a package that knows no jobs.
#pragma once

#include "domain/integration/job.h"

namespace pipewright::integration {

// The job's id, of a response with a job_id.
template <class Response>
requires requires(Response& response) { response.set_job_id(""); }
void ToProto(const JobState& job, Response* out) { out->set_job_id(job.id.ToString()); }

}  // namespace pipewright::integration
