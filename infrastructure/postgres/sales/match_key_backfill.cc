#include "infrastructure/postgres/sales/match_key_backfill.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/sales/matched_tables.h"
#include "infrastructure/postgres/write/record_backlog.h"

namespace pipewright::postgres {
namespace {

template <class A>
absl::StatusOr<std::optional<std::string>> Fill(WriteSession& session, const BacklogSlice& slice) {
  const Table<A>& table = MatchedTable<A>();
  std::vector<typename A::State> records;
  RETURN_IF_ERROR(ReadSlice(session, table, slice, records));
  const std::string keys = absl::StrCat(A::kResource, "_match_keys");
  for (size_t i = 0; i < table.links().size(); ++i) {
    if (table.links()[i].table != keys) continue;
    for (const auto& record : records) {
      const std::string id = record.id.ToString();
      for (const std::vector<Param>& row : table.links()[i].rows(record)) {
        session.Write(table.upsert_link(i), absl::StrCat(id, "/", *row[0]), {id, row[0]});
      }
    }
  }
  return LastOf(records, slice);
}

}  // namespace

absl::StatusOr<bool> FillMatchKeys(Pool& pool, IdGenerator& ids, int slice, absl::Time deadline) {
  const auto knows = [](absl::string_view resource) {
    return std::find(std::begin(sales::kMatchedResources), std::end(sales::kMatchedResources), resource) !=
           std::end(sales::kMatchedResources);
  };
  const auto fill = [](WriteSession& session, const BacklogSlice& next) {
    return sales::ForMatchedKind(next.resource, [&]<class A>() { return Fill<A>(session, next); });
  };
  return WorkOff(pool, ids, slice, deadline, {"match_key_backlog", knows, fill});
}

}  // namespace pipewright::postgres
