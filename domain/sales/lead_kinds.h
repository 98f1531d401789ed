// The words and small values that describe a lead.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "domain/shared/enum_names.h"

namespace pipewright::sales {

enum class LeadStatus { kNew, kContacted, kQualified, kUnqualified, kLost, kConverted };

absl::Span<const EnumName<LeadStatus>> NamesOf(LeadStatus);

// A score is from 0 to this.
inline constexpr int64_t kMaxLeadScore = 100;

// Something that speaks for a lead, or against it.
struct ScoreReason {
  std::string text;
  int64_t points = 0;  // -100 to 100
  friend bool operator==(const ScoreReason&, const ScoreReason&) = default;
};

// Trimmed; kInvalidArgument names the element that is wrong. At most 20, each with a text of 1 to 200 code points.
absl::StatusOr<std::vector<ScoreReason>> CheckScoreReasons(const std::vector<ScoreReason>& reasons);

// What the reasons add up to: 0 where that is less, kMaxLeadScore where it is more.
int64_t ScoreOf(const std::vector<ScoreReason>& reasons);

}  // namespace pipewright::sales
