#include "application/collaboration/search.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::collaboration {
namespace {

constexpr size_t kMaxQueryLength = 200;
constexpr int kDefaultHits = 5;
constexpr int kMaxHits = 50;

}  // namespace

absl::StatusOr<SearchAnswer> SearchQueries::Handle(const RequestContext& context, const Search& query) const {
  Violations violations;
  Search search;
  violations.Take("query", RequiredText(query.query, kMaxQueryLength), &search.query);
  if (std::set(query.kinds.begin(), query.kinds.end()).size() != query.kinds.size()) {
    violations.Add("kinds", "must name each kind of record once");
  }
  if (query.page_size < 0) violations.Add("page_size", "must not be negative");
  RETURN_IF_ERROR(violations.ToStatus());
  search.page_size = query.page_size == 0 ? kDefaultHits : std::min(query.page_size, kMaxHits);
  for (const auto& [kind, name] : KindsWith(KindRole::kSearched)) {
    const bool asked =
        query.kinds.empty() || std::find(query.kinds.begin(), query.kinds.end(), kind) != query.kinds.end();
    if (asked && context.principal->ScopeOf(ResourceOf(kind), "read") != Scope::kNone) search.kinds.push_back(kind);
  }
  return index_.Find(context, search);
}

}  // namespace pipewright::collaboration
