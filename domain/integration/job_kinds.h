// The closed lists of words that describe a job.
#pragma once

#include "absl/types/span.h"
#include "domain/shared/enum_names.h"

namespace pipewright::integration {

enum class JobKind { kImport, kDuplicateSearch, kTransfer, kTagChange };
enum class JobStatus { kQueued, kRunning, kSucceeded, kFailed, kCancelled };

absl::Span<const EnumName<JobKind>> NamesOf(JobKind);
absl::Span<const EnumName<JobStatus>> NamesOf(JobStatus);

}  // namespace pipewright::integration
