// What has changed in a pipeline from one moment to another.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "domain/sales/opportunity_kinds.h"
#include "domain/shared/enum_names.h"
#include "domain/shared/id.h"
#include "domain/shared/money.h"
#include "domain/shared/record_kind.h"

namespace pipewright::sales {

// How an opportunity changed. It may have changed in several ways. "Inside" is: live, in the pipeline, and of the owner
// when one was asked for.
enum class PipelineChangeKind {
  kNew,              // inside now, and created since
  kWon,              // won, and was not
  kLost,             // lost, and was not
  kReopened,         // open, and was closed
  kMoved,            // open at both moments, in another stage
  kSlipped,          // open, and its expected close date moved out
  kPulledIn,         // open, and its expected close date moved in
  kRaised,           // worth more in the same currency; from nothing as well
  kLowered,          // worth less in the same currency; to nothing as well
  kCurrencyChanged,  // worth something in another currency
  kReassigned,       // inside at both moments, of another owner
  kDeleted,          // was inside, is deleted
  kUndeleted,        // inside, was deleted
  kEntered,          // inside, was of another pipeline or owner
  kLeft,             // was inside, is of another pipeline or owner
};
absl::Span<const EnumName<PipelineChangeKind>> NamesOf(PipelineChangeKind);

struct ComparePipeline {
  static constexpr int kDefaultTopCount = 10;
  static constexpr int kMaxTopCount = 1000;

  std::optional<PipelineId> pipeline_id;  // absent: the default one at to_time
  absl::Time from_time;
  std::optional<absl::Time> to_time;  // absent: now
  std::optional<UserId> owner_id;
  int top_count = kDefaultTopCount;
  std::vector<PipelineChangeKind> kinds;  // empty: all
};

// What counts of an opportunity at one of the moments.
struct OpportunitySnapshot {
  std::string title;
  StageId stage_id;
  std::string stage_name;  // of then
  OpportunityStatus status = OpportunityStatus::kOpen;
  std::optional<Money> amount;
  int64_t probability = 0;
  std::optional<absl::CivilDay> expected_close_date;
  std::optional<absl::CivilDay> actual_close_date;
  UserId owner_id;
};

struct OpportunityChange {
  OpportunityId id;
  std::optional<OpportunitySnapshot> before;  // absent: it was not inside
  std::optional<OpportunitySnapshot> after;   // absent: it is not inside
};

// Of the opportunities that have an amount in one currency, before or after; currencies are never added up.
struct PipelineChangeTotal {
  int64_t count = 0;
  Money before;
  Money after;
};

struct PipelineChangeGroup {
  PipelineChangeKind kind = PipelineChangeKind::kNew;
  int64_t count = 0;                        // those without an amount too
  std::vector<PipelineChangeTotal> totals;  // by currency code
  std::vector<OpportunityChange> largest;   // by the larger of both amounts, whatever the currency
};

struct PipelineComparison {
  PipelineId pipeline_id;
  std::string pipeline_name;  // at to_time
  absl::Time from_time;
  absl::Time to_time;
  std::vector<PipelineChangeGroup> groups;  // in the order of their kinds; none is empty
};

}  // namespace pipewright::sales
