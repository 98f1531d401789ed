#include "infrastructure/postgres/integration/saved_search_table.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace pipewright::postgres {
namespace {

using S = integration::SavedSearchState;

// SavedSearch::AllowsRead in SQL: no scope reaches a private one.
std::string ReadableSearches(Scope /*scope*/, const std::string& me, const std::string& /*users*/) {
  return absl::StrCat("(t.visibility = 'SHARED' or t.created_by = ", me, ")");
}

}  // namespace

const Table<integration::SavedSearch>& SavedSearchTable() {
  static const auto* const table =
      new Table<integration::SavedSearch>(Table<integration::SavedSearch>("saved_searches",
                                                                          {
                                                                              Col("name", &S::name),
                                                                              Col("resource", &S::resource),
                                                                              UnlistedCol("filter", &S::filter),
                                                                              UnlistedCol("order_by", &S::order_by),
                                                                              JsonCol("columns", &S::columns),
                                                                              Col("visibility", &S::visibility),
                                                                          },
                                                                          ReadableSearches)
                                              .WithScopeLimitingAll()
                                              .SortedBy({"name", "create_time", "update_time"}));
  return *table;
}

}  // namespace pipewright::postgres
