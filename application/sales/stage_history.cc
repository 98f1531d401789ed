#include "application/sales/stage_history.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "application/shared/queries/page_size.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {

int64_t DaysIn(const StageInterval& stay, absl::Time now) {
  // The clock that began it may be another server's, and ahead.
  return std::max<int64_t>(0, (stay.leave_time.value_or(now) - stay.enter_time) / absl::Hours(24));
}

absl::StatusOr<StageHistoryPage> StageHistoryQueries::Handle(const RequestContext& context,
                                                             const ListStageHistory& query) const {
  ASSIGN_OR_RETURN(const int page_size, PageSizeOf(query.page_size));
  const std::string list = PageQuery(context.principal->tenant, "stage_interval", query.id.ToString(), "", false);
  int64_t after = 0;
  if (!query.page_token.empty()) {
    ASSIGN_OR_RETURN(const PageStart start, OpenPageToken(query.page_token, list, 1, page_tokens_));
    // It was sealed here, so it is a number.
    static_cast<void>(absl::SimpleAtoi(start.keys[0].value_or("0"), &after));
  }
  ASSIGN_OR_RETURN(StageIntervals found, reader_.List(context, query.id, after, page_size));
  StageHistoryPage page{std::move(found.intervals), clock_.Now(), ""};
  if (found.next.has_value()) page.next_page_token = SealPageToken({{absl::StrCat(*found.next)}}, list, page_tokens_);
  return page;
}

}  // namespace pipewright::sales
