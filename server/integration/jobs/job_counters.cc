#include "server/integration/jobs/job_counters.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "application/shared/call/guarded.h"
#include "domain/shared/enum_names.h"
#include "domain/shared/errors.h"
#include "server/process/logging.h"

namespace pipewright::integration {

void JobCounters::OnAttempt(const JobAttempt& attempt) {
  if (attempt.outcome == "SUCCEEDED") ++succeeded_;
  if (attempt.outcome == "FAILED") ++failed_;
  if (attempt.outcome == "REQUEUED") ++requeued_;
  const int64_t rows = attempt.reached.rows_done - attempt.job.checkpoint.rows_done;
  rows_ += rows;
  // Ids and counts alone: no log line holds people's data.
  const std::string reason =
      attempt.status.ok() ? "" : absl::StrCat(", ", ReasonName(DetailsOf(attempt.status).reason));
  const std::string line =
      absl::StrCat("job ", attempt.job.lease.job.ToString(), " of tenant ", attempt.job.lease.tenant.ToString(), ": ",
                   absl::AsciiStrToLower(NameOf(attempt.job.kind)), " of ", attempt.job.resource, " ",
                   absl::AsciiStrToLower(attempt.outcome), reason, ", ", rows, " rows in ",
                   absl::ToInt64Milliseconds(attempt.duration), " ms, attempt ", attempt.job.attempts);
  if (IsThrown(attempt.status)) {
    server::LogError(absl::StrCat(line, ": ", attempt.status.message()));
  } else {
    server::LogInfo(line);
  }
}

}  // namespace pipewright::integration
