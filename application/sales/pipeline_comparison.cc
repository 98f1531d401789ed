#include "application/sales/pipeline_comparison.h"

namespace pipewright::sales {

absl::Span<const EnumName<PipelineChangeKind>> NamesOf(PipelineChangeKind) {
  using Kind = PipelineChangeKind;
  static constexpr EnumName<Kind> kNames[] = {{Kind::kNew, "NEW"},
                                              {Kind::kWon, "WON"},
                                              {Kind::kLost, "LOST"},
                                              {Kind::kReopened, "REOPENED"},
                                              {Kind::kMoved, "MOVED"},
                                              {Kind::kSlipped, "SLIPPED"},
                                              {Kind::kPulledIn, "PULLED_IN"},
                                              {Kind::kRaised, "RAISED"},
                                              {Kind::kLowered, "LOWERED"},
                                              {Kind::kCurrencyChanged, "CURRENCY_CHANGED"},
                                              {Kind::kReassigned, "REASSIGNED"},
                                              {Kind::kDeleted, "DELETED"},
                                              {Kind::kUndeleted, "UNDELETED"},
                                              {Kind::kEntered, "ENTERED"},
                                              {Kind::kLeft, "LEFT"}};
  return kNames;
}

}  // namespace pipewright::sales
