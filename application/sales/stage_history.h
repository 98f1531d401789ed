// Where an opportunity has been: its stays in stages, one after the other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "application/shared/call/ports.h"
#include "application/shared/call/request_context.h"
#include "application/shared/queries/page_token.h"
#include "domain/shared/id.h"
#include "domain/shared/money.h"
#include "domain/shared/record_kind.h"

namespace pipewright::sales {

// A stay in a stage.
struct StageInterval {
  std::optional<StageId> from_stage_id;
  StageId stage_id;
  std::optional<PipelineId> pipeline_id;  // of the stage; absent when that isn't known any longer
  absl::Time enter_time;
  std::optional<absl::Time> leave_time;  // absent: the present one
  std::optional<UserId> user_id;
  std::optional<Money> amount;
  // As they are called now, or were called last; empty when that isn't known, and for who may not read pipelines.
  std::string from_stage_name;
  std::string stage_name;
  std::string pipeline_name;
};

// How long a stay is, at `now` if it is the present one: the whole days of 24 hours since it began, as those after
// which an opportunity goes stale.
int64_t DaysIn(const StageInterval& stay, absl::Time now);

struct StageIntervals {
  std::vector<StageInterval> intervals;
  std::optional<int64_t> next;  // the number that the next ones stand behind; absent: there are none
};

// Port. Thread safe.
class StageHistoryReader {
 public:
  virtual ~StageHistoryReader() = default;
  // The stays behind the number `after` (0: from the first on), oldest first, `limit` at most. kNotFound for an
  // opportunity that the caller may not read.
  virtual absl::StatusOr<StageIntervals> List(const RequestContext& context, const OpportunityId& opportunity,
                                              int64_t after, int limit) const = 0;
};

struct ListStageHistory {
  OpportunityId id;
  int page_size = 0;       // page_size.h says what it means
  std::string page_token;  // empty: the first page
};

struct StageHistoryPage {
  std::vector<StageInterval> intervals;
  absl::Time time;              // when they were read: until when the present stay counts
  std::string next_page_token;  // empty: that was the last page
};

// Thread safe.
class StageHistoryQueries {
 public:
  // All outlive it.
  StageHistoryQueries(const StageHistoryReader& reader, const PageTokenSealer& page_tokens, const Clock& clock)
      : reader_(reader), page_tokens_(page_tokens), clock_(clock) {}

  // Oldest first. kNotFound; kInvalidArgument names page_size; kInvalidArgument/INVALID_PAGE_TOKEN.
  absl::StatusOr<StageHistoryPage> Handle(const RequestContext& context, const ListStageHistory& query) const;

 private:
  const StageHistoryReader& reader_;
  const PageTokenSealer& page_tokens_;
  const Clock& clock_;
};

}  // namespace pipewright::sales
