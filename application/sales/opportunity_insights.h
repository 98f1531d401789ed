// Questions about opportunities that no list answers: what stands in a pipeline, and what has changed in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "application/sales/pipeline_comparison.h"
#include "application/shared/call/request_context.h"
#include "domain/sales/opportunity.h"
#include "domain/sales/stage.h"
#include "domain/shared/id.h"
#include "domain/shared/money.h"
#include "domain/shared/record_kind.h"

namespace pipewright::sales {

struct GetPipelineView {
  static constexpr int kDefaultTopCount = 5;
  static constexpr int kMaxTopCount = 50;

  std::optional<PipelineId> pipeline_id;  // absent: the default one
  std::optional<UserId> owner_id;
  int top_count = kDefaultTopCount;
  bool group_by_owner = false;
  // Both inclusive; they narrow the WON and LOST stages only.
  std::optional<absl::CivilDay> close_date_from;
  std::optional<absl::CivilDay> close_date_to;
  std::optional<absl::Time> read_time;  // the view of that moment; absent: the present one
};

// Of the opportunities in one currency; currencies are added up in the base currency alone.
struct StageTotal {
  int64_t count = 0;
  Money amount;
  Money expected_revenue;
  // In the base currency: of open ones by the rate of the view's day, of closed ones what was kept when they were
  // closed. Absent where no rate was known.
  std::optional<Money> base_amount;
  std::optional<Money> base_expected_revenue;
  int64_t without_base_amount = 0;  // closed ones with an amount for which nothing was kept
};

// All of it that has a rate, in the base currency.
struct BaseTotal {
  Money amount;
  Money expected_revenue;
};

struct OwnerView {
  UserId owner_id;
  int64_t count = 0;  // those without an amount too
  std::vector<StageTotal> totals;
  BaseTotal base;
};

struct StageView {
  Stage stage;
  int64_t count = 0;
  BaseTotal base;
  std::vector<StageTotal> totals;         // by currency code
  std::vector<OpportunityState> largest;  // by amount, whatever the currency; the largest first
  std::vector<OwnerView> owners;          // only when grouped; by owner id
};

struct PipelineView {
  absl::Time time;  // of which it is the view
  PipelineId pipeline_id;
  std::string pipeline_name;
  std::vector<StageView> stages;  // all of them, in their order
  Currency base_currency;
  std::vector<Currency> without_rate;  // of amounts that the base totals lack; by code
};

// Answered straight from the store, within what the caller may read. Thread safe.
class OpportunityInsights {
 public:
  virtual ~OpportunityInsights() = default;

  // kNotFound when there is no such live pipeline (at read_time). kInvalidArgument when read_time is in the future.
  virtual absl::StatusOr<PipelineView> Handle(const RequestContext& context, const GetPipelineView& query) const = 0;

  // kNotFound when there is no such live pipeline at to_time. kInvalidArgument when a moment is in the future.
  virtual absl::StatusOr<PipelineComparison> Handle(const RequestContext& context,
                                                    const ComparePipeline& query) const = 0;
};

}  // namespace pipewright::sales
