#include "domain/integration/job_kinds.h"

namespace pipewright::integration {

absl::Span<const EnumName<JobKind>> NamesOf(JobKind) {
  static constexpr EnumName<JobKind> kNames[] = {{JobKind::kImport, "IMPORT"},
                                                 {JobKind::kDuplicateSearch, "DUPLICATE_SEARCH"},
                                                 {JobKind::kTransfer, "TRANSFER"},
                                                 {JobKind::kTagChange, "TAG_CHANGE"}};
  return kNames;
}

absl::Span<const EnumName<JobStatus>> NamesOf(JobStatus) {
  static constexpr EnumName<JobStatus> kNames[] = {{JobStatus::kQueued, "QUEUED"},
                                                   {JobStatus::kRunning, "RUNNING"},
                                                   {JobStatus::kSucceeded, "SUCCEEDED"},
                                                   {JobStatus::kFailed, "FAILED"},
                                                   {JobStatus::kCancelled, "CANCELLED"}};
  return kNames;
}

}  // namespace pipewright::integration
