#include "domain/sales/opportunity_kinds.h"

namespace pipewright::sales {

absl::Span<const EnumName<OpportunityStatus>> NamesOf(OpportunityStatus) {
  static constexpr EnumName<OpportunityStatus> kNames[] = {
      {OpportunityStatus::kOpen, "OPEN"}, {OpportunityStatus::kWon, "WON"}, {OpportunityStatus::kLost, "LOST"}};
  return kNames;
}

absl::Span<const EnumName<ForecastCategory>> NamesOf(ForecastCategory) {
  static constexpr EnumName<ForecastCategory> kNames[] = {{ForecastCategory::kOmitted, "OMITTED"},
                                                          {ForecastCategory::kPipeline, "PIPELINE"},
                                                          {ForecastCategory::kBestCase, "BEST_CASE"},
                                                          {ForecastCategory::kCommit, "COMMIT"},
                                                          {ForecastCategory::kClosed, "CLOSED"}};
  return kNames;
}

absl::Span<const EnumName<OpportunityPriority>> NamesOf(OpportunityPriority) {
  static constexpr EnumName<OpportunityPriority> kNames[] = {{OpportunityPriority::kLow, "LOW"},
                                                             {OpportunityPriority::kMedium, "MEDIUM"},
                                                             {OpportunityPriority::kHigh, "HIGH"},
                                                             {OpportunityPriority::kUrgent, "URGENT"}};
  return kNames;
}

absl::Span<const EnumName<ContactRoleKind>> NamesOf(ContactRoleKind) {
  static constexpr EnumName<ContactRoleKind> kNames[] = {{ContactRoleKind::kDecisionMaker, "DECISION_MAKER"},
                                                         {ContactRoleKind::kChampion, "CHAMPION"},
                                                         {ContactRoleKind::kInfluencer, "INFLUENCER"},
                                                         {ContactRoleKind::kEvaluator, "EVALUATOR"},
                                                         {ContactRoleKind::kBuyer, "BUYER"},
                                                         {ContactRoleKind::kUser, "USER"},
                                                         {ContactRoleKind::kBlocker, "BLOCKER"},
                                                         {ContactRoleKind::kOther, "OTHER"}};
  return kNames;
}

}  // namespace pipewright::sales
