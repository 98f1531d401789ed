// The closed lists of words that describe an engagement.
#pragma once

#include "absl/types/span.h"
#include "domain/shared/enum_names.h"

namespace pipewright::catalog {

enum class EngagementStatus { kActive, kPaused, kEnded };

absl::Span<const EnumName<EngagementStatus>> NamesOf(EngagementStatus);

}  // namespace pipewright::catalog
