// A stage of a pipeline: one step of the way to winning, or one of the two ends.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "domain/shared/enum_names.h"
#include "domain/shared/id.h"
#include "domain/shared/money.h"

namespace pipewright::sales {

enum class StageKind { kOpen, kWon, kLost };

// A field of an opportunity that must be filled before it may enter a stage.
enum class StageRequirement {
  kAccount,
  kPrimaryContact,
  kAmount,
  kExpectedCloseDate,
  kNextStep,
  kDescription,
  kSource,
  kCompetitor,
  kLineItems,
};

absl::Span<const EnumName<StageKind>> NamesOf(StageKind);
absl::Span<const EnumName<StageRequirement>> NamesOf(StageRequirement);

struct Stage {
  StageId id;
  std::string name;  // unique within the pipeline, whatever the case
  StageKind kind = StageKind::kOpen;
  Probability probability;                // 100 for WON, 0 for LOST
  std::optional<int64_t> rot_after_days;  // an opportunity that stays longer goes stale; 1 to 3,650
  std::vector<StageRequirement> required_fields;
  // A filter of opportunities that one must match when it moves in; empty: none. At most 1,000 characters.
  std::string entry_filter;
  friend bool operator==(const Stage&, const Stage&) = default;
};

// The rules of a pipeline's stages: at most 50, names 1–200 and unique, ids given and unique, at least one OPEN,
// exactly one WON (100 %) and one LOST (0 %). The stages with names trimmed and requirements sorted without doubles, or
// kInvalidArgument/INVALID_STAGES with every violation under "stages".
absl::StatusOr<std::vector<Stage>> CheckStages(const std::vector<Stage>& stages);

}  // namespace pipewright::sales
