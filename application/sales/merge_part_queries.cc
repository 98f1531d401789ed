#include "application/sales/merge_part_queries.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "application/shared/queries/page_size.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {

absl::StatusOr<MergePartPage> MergePartQueries::Handle(const RequestContext& context,
                                                       const ListMergeParts& query) const {
  RETURN_IF_ERROR(merges_.Get(context, query.merge, std::nullopt).status());
  ASSIGN_OR_RETURN(const int page_size, PageSizeOf(query.page_size));
  const std::string list = PageQuery(context.principal->tenant, "merge_part", query.merge.ToString(), "", false);
  int64_t after = 0;
  if (!query.page_token.empty()) {
    ASSIGN_OR_RETURN(const PageStart start, OpenPageToken(query.page_token, list, 1, page_tokens_));
    // It was sealed here, so it is a number.
    static_cast<void>(absl::SimpleAtoi(start.keys[0].value_or("0"), &after));
  }
  ASSIGN_OR_RETURN(MergeParts found, parts_.List(context, query.merge, after, page_size));
  MergePartPage page{std::move(found.parts), ""};
  if (found.next.has_value()) page.next_page_token = SealPageToken({{absl::StrCat(*found.next)}}, list, page_tokens_);
  return page;
}

}  // namespace pipewright::sales
