#include "domain/sales/lead_kinds.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::sales {
namespace {

constexpr size_t kMaxScoreReasons = 20;
constexpr int64_t kMostPoints = 100;

}  // namespace

absl::Span<const EnumName<LeadStatus>> NamesOf(LeadStatus) {
  static constexpr EnumName<LeadStatus> kNames[] = {{LeadStatus::kNew, "NEW"},
                                                    {LeadStatus::kContacted, "CONTACTED"},
                                                    {LeadStatus::kQualified, "QUALIFIED"},
                                                    {LeadStatus::kUnqualified, "UNQUALIFIED"},
                                                    {LeadStatus::kLost, "LOST"},
                                                    {LeadStatus::kConverted, "CONVERTED"}};
  return kNames;
}

absl::StatusOr<std::vector<ScoreReason>> CheckScoreReasons(const std::vector<ScoreReason>& reasons) {
  if (reasons.size() > kMaxScoreReasons) {
    return InvalidValue(absl::StrCat("must have at most ", kMaxScoreReasons, " entries"));
  }
  Violations violations;
  std::vector<ScoreReason> checked = reasons;
  for (size_t i = 0; i < checked.size(); ++i) {
    violations.Take(absl::StrCat("[", i, "].text"), RequiredText(checked[i].text, kMaxNameLength), &checked[i].text);
    if (checked[i].points < -kMostPoints || checked[i].points > kMostPoints) {
      violations.Add(absl::StrCat("[", i, "].points"),
                     absl::StrCat("must be from -", kMostPoints, " to ", kMostPoints));
    }
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return checked;
}

int64_t ScoreOf(const std::vector<ScoreReason>& reasons) {
  int64_t sum = 0;
  for (const ScoreReason& reason : reasons) sum += reason.points;
  return std::clamp<int64_t>(sum, 0, kMaxLeadScore);
}

}  // namespace pipewright::sales
