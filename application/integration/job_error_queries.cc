#include "application/integration/job_error_queries.h"

#include <cstdint>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "application/shared/queries/page_size.h"
#include "domain/shared/status_macros.h"

namespace pipewright::integration {

absl::StatusOr<JobErrorPage> JobErrorQueries::Handle(const RequestContext& context, const ListJobErrors& query) const {
  RETURN_IF_ERROR(jobs_.Get(context, query.job).status());
  ASSIGN_OR_RETURN(const int page_size, PageSizeOf(query.page_size));
  const std::string list = PageQuery(context.principal->tenant, "job_error", query.job.ToString(), "", false);
  int64_t after = 0;
  if (!query.page_token.empty()) {
    ASSIGN_OR_RETURN(const PageStart start, OpenPageToken(query.page_token, list, 1, page_tokens_));
    // It was sealed here, so it is a number.
    static_cast<void>(absl::SimpleAtoi(start.keys[0].value_or("0"), &after));
  }
  ASSIGN_OR_RETURN(JobErrorRows rows, errors_.List(context, query.job, after, page_size));
  JobErrorPage page{std::move(rows.errors), ""};
  if (rows.next.has_value()) page.next_page_token = SealPageToken({{absl::StrCat(*rows.next)}}, list, page_tokens_);
  return page;
}

}  // namespace pipewright::integration
