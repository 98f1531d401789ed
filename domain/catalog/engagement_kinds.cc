#include "domain/catalog/engagement_kinds.h"

namespace pipewright::catalog {

absl::Span<const EnumName<EngagementStatus>> NamesOf(EngagementStatus) {
  static constexpr EnumName<EngagementStatus> kNames[] = {{EngagementStatus::kActive, "ACTIVE"},
                                                          {EngagementStatus::kPaused, "PAUSED"},
                                                          {EngagementStatus::kEnded, "ENDED"}};
  return kNames;
}

}  // namespace pipewright::catalog
