#include "infrastructure/postgres/collaboration/search_backfill.h"

#include <optional>
#include <string>
#include <vector>

#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/collaboration/search_tables.h"
#include "infrastructure/postgres/write/record_backlog.h"

namespace pipewright::postgres {
namespace {

using Last = absl::StatusOr<std::optional<std::string>>;

template <class A>
Last Fill(WriteSession& session, const Table<A>& table, const BacklogSlice& slice) {
  std::vector<typename A::State> records;
  RETURN_IF_ERROR(ReadSlice(session, table, slice, records));
  for (const auto& record : records) {
    WriteSearchRow(session, A::kResource, record.id.uuid(), {}, table.SearchTextOf(record));
  }
  return LastOf(records, slice);
}

}  // namespace

absl::StatusOr<bool> FillSearchRows(Pool& pool, IdGenerator& ids, int slice, absl::Time deadline) {
  const auto knows = [](absl::string_view resource) {
    for (const auto& [kind, name] : KindsWith(KindRole::kSearched)) {
      if (ResourceOf(kind) == resource) return true;
    }
    return false;
  };
  const auto fill = [](WriteSession& session, const BacklogSlice& next) {
    Last last = std::optional<std::string>();
    VisitSearchedTables([&](const auto& table) {
      if (table.layout().resource == next.resource) last = Fill(session, table, next);
    });
    return last;
  };
  return WorkOff(pool, ids, slice, deadline, {"search_backlog", knows, fill});
}

}  // namespace pipewright::postgres
