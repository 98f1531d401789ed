// What can be asked about the rows that a job refused.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "application/integration/job_queue.h"
#include "application/shared/call/request_context.h"
#include "application/shared/queries/page_token.h"
#include "application/shared/queries/reader.h"
#include "domain/integration/job.h"

namespace pipewright::integration {

struct ListJobErrors {
  JobId job;
  int page_size = 0;       // page_size.h says what it means
  std::string page_token;  // empty: the first page
};

struct JobErrorPage {
  std::vector<JobError> errors;
  std::string next_page_token;  // empty: that was the last page
};

// Thread safe.
class JobErrorQueries {
 public:
  // All outlive it.
  JobErrorQueries(Reader<Job>& jobs, const JobErrors& errors, const PageTokenSealer& page_tokens)
      : jobs_(jobs), errors_(errors), page_tokens_(page_tokens) {}

  // By line. kNotFound for a job that the caller may not read; kInvalidArgument/INVALID_PAGE_TOKEN.
  absl::StatusOr<JobErrorPage> Handle(const RequestContext& context, const ListJobErrors& query) const;

 private:
  Reader<Job>& jobs_;
  const JobErrors& errors_;
  const PageTokenSealer& page_tokens_;
};

}  // namespace pipewright::integration
