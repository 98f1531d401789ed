// Records that were there before something was kept beside each of them: the server goes through those of each tenant
// once, in the order of their ids, beside the calls. A table with a row for each tenant and kind says how far it is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "application/shared/call/ports.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/connection/pool.h"
#include "infrastructure/postgres/table/table.h"
#include "infrastructure/postgres/write/write_session.h"

namespace pipewright::postgres {

// The part of a backlog that is next.
struct BacklogSlice {
  std::string resource;
  std::string after;  // records with ids behind this one
  int size = 0;
};

// Queues what the records of the slice are to have beside them, and gives the id of the last; absent when it was the
// last of all. Not called for a kind that `knows` doesn't.
struct BacklogWork {
  std::string table;  // with a function <table>_next() that tells a tenant and a kind
  absl::FunctionRef<bool(absl::string_view resource)> knows;
  absl::FunctionRef<absl::StatusOr<std::optional<std::string>>(WriteSession& session, const BacklogSlice& slice)> fill;
};

// Does the next slice of records of one tenant, in a transaction of its own. Whether there may be more to do; false
// also when another server is at it. Records may be changed meanwhile: a change waits for the slice, or the slice for
// it. Thread safe.
absl::StatusOr<bool> WorkOff(Pool& pool, IdGenerator& ids, int size, absl::Time deadline, const BacklogWork& work);

// The records of a slice, which nobody changes before the transaction ends; LastOf then is what `fill` gives.
template <class A>
absl::Status ReadSlice(WriteSession& session, const Table<A>& table, const BacklogSlice& slice,
                       std::vector<typename A::State>& records) {
  const TableLayout& layout = table.layout();
  const Sql sql{absl::StrCat("select ", layout.select, " from ", layout.name,
                             " t where t.tenant_id = $1::uuid and t.id > $2::uuid order by t.id limit $3::bigint "
                             "for share of t"),
                layout.columns};
  return session.Read(sql, {session.tenant(), slice.after, absl::StrCat(slice.size)},
                      [&](Row row) { return table.Read(row, records.emplace_back()); });
}
template <class State>
std::optional<std::string> LastOf(const std::vector<State>& records, const BacklogSlice& slice) {
  if (records.size() < static_cast<size_t>(slice.size)) return std::nullopt;
  return records.back().id.ToString();
}

}  // namespace pipewright::postgres
