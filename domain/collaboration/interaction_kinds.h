// The closed lists of words that describe an interaction.
#pragma once

#include "absl/types/span.h"
#include "domain/shared/enum_names.h"

namespace pipewright::collaboration {

enum class InteractionType { kCall, kEmail, kMeeting, kDemo, kMessage, kOther };

// Who began it.
enum class InteractionDirection { kInbound, kOutbound };

absl::Span<const EnumName<InteractionType>> NamesOf(InteractionType);
absl::Span<const EnumName<InteractionDirection>> NamesOf(InteractionDirection);

}  // namespace pipewright::collaboration
