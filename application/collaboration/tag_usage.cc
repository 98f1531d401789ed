#include "application/collaboration/tag_usage.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "application/integration/record_sweep.h"
#include "application/shared/queries/page_size.h"
#include "domain/shared/errors.h"
#include "domain/shared/letter_case.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::collaboration {
namespace {

constexpr size_t kMaxPrefixLength = 50;  // no tag is longer

}  // namespace

absl::StatusOr<TagPage> TagQueries::Handle(const RequestContext& context, const ListTags& query) const {
  ASSIGN_OR_RETURN(const int page_size, PageSizeOf(query.page_size));
  Violations violations;
  if (std::set(query.kinds.begin(), query.kinds.end()).size() != query.kinds.size()) {
    violations.Add("kinds", "must name each kind of record once");
  }
  if (CodePoints(query.prefix) > kMaxPrefixLength) {
    violations.Add("prefix", absl::StrCat("must have at most ", kMaxPrefixLength, " characters"));
  }
  RETURN_IF_ERROR(violations.ToStatus());
  std::vector<RecordKind> kinds = query.kinds;
  if (kinds.empty()) {
    for (const auto& [kind, name] : KindsWith(KindRole::kTagged)) kinds.push_back(kind);
  }
  const std::string prefix = LowerCase(query.prefix);
  const std::string list =
      PageQuery(context.principal->tenant, "tag", prefix, integration::SweptResources(kinds), false);
  std::string after;
  if (!query.page_token.empty()) {
    ASSIGN_OR_RETURN(const PageStart start, OpenPageToken(query.page_token, list, 1, page_tokens_));
    after = start.keys[0].value_or("");
  }
  TagPage page;
  // One more than was asked for tells whether there is another page.
  ASSIGN_OR_RETURN(page.tags, reader_.List(context, kinds, prefix, after, page_size + 1));
  if (page.tags.size() > static_cast<size_t>(page_size)) {
    page.tags.pop_back();
    page.next_page_token = SealPageToken({{page.tags.back().tag}}, list, page_tokens_);
  }
  return page;
}

}  // namespace pipewright::collaboration
