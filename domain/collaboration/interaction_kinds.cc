#include "domain/collaboration/interaction_kinds.h"

namespace pipewright::collaboration {

absl::Span<const EnumName<InteractionType>> NamesOf(InteractionType) {
  static constexpr EnumName<InteractionType> kNames[] = {
      {InteractionType::kCall, "CALL"}, {InteractionType::kEmail, "EMAIL"},     {InteractionType::kMeeting, "MEETING"},
      {InteractionType::kDemo, "DEMO"}, {InteractionType::kMessage, "MESSAGE"}, {InteractionType::kOther, "OTHER"}};
  return kNames;
}

absl::Span<const EnumName<InteractionDirection>> NamesOf(InteractionDirection) {
  static constexpr EnumName<InteractionDirection> kNames[] = {{InteractionDirection::kInbound, "INBOUND"},
                                                              {InteractionDirection::kOutbound, "OUTBOUND"}};
  return kNames;
}

}  // namespace pipewright::collaboration
