#include "infrastructure/postgres/sales/match_key_backfill.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "application/shared/call/request_context.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/sales/matched_tables.h"
#include "infrastructure/postgres/table/codec.h"
#include "infrastructure/postgres/write/write_session.h"

namespace pipewright::postgres {
namespace {

struct Backlog {
  TenantId tenant;
  std::string resource;
};

absl::StatusOr<std::optional<Backlog>> Next(Pool& pool, absl::Time deadline) {
  static const auto* const sql = new Sql{"select tenant_id, resource from match_key_backlog_next()", 2};
  ASSIGN_OR_RETURN(auto lease, pool.Acquire(std::nullopt, deadline));
  RETURN_IF_ERROR(lease->PrepareSession(std::nullopt, deadline));
  std::optional<Backlog> next;
  RETURN_IF_ERROR(lease->Read(
      *sql, {},
      [&](Row row) {
        next.emplace().resource = std::string(row[1].text);
        return Codec<TenantId>::FromText(row[0].text, next->tenant);
      },
      nullptr));
  return next;
}

// The id of the last record of the slice; absent when it was the last of all.
template <class A>
absl::StatusOr<std::optional<std::string>> Fill(WriteSession& session, const std::string& after, int slice) {
  const Table<A>& table = MatchedTable<A>();
  const TableLayout& layout = table.layout();
  const Sql sql{absl::StrCat("select ", layout.select, " from ", layout.name,
                             " t where t.tenant_id = $1::uuid and t.id > $2::uuid order by t.id limit $3::bigint "
                             "for share of t"),
                layout.columns};
  std::vector<typename A::State> records;
  RETURN_IF_ERROR(session.Read(sql, {session.tenant(), after, absl::StrCat(slice)},
                               [&](Row row) { return table.Read(row, records.emplace_back()); }));
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
  if (records.size() < static_cast<size_t>(slice)) return std::optional<std::string>();
  return std::optional<std::string>(records.back().id.ToString());
}

absl::Status FillSlice(WriteSession& session, const Backlog& backlog, int slice, bool& more) {
  static const auto* const place = new Sql{
      "select after_id from match_key_backlog where tenant_id = $1::uuid and resource = $2::text for update skip "
      "locked",
      1};
  std::optional<std::string> after;
  RETURN_IF_ERROR(session.Read(*place, {session.tenant(), backlog.resource}, [&](Row row) {
    after = std::string(row[0].text);
    return absl::OkStatus();
  }));
  more = after.has_value();
  if (!more) return absl::OkStatus();
  if (std::find(std::begin(sales::kMatchedResources), std::end(sales::kMatchedResources), backlog.resource) ==
      std::end(sales::kMatchedResources)) {
    more = false;  // a newer server's, which has migrated meanwhile
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const std::optional<std::string> last,
                   sales::ForMatchedKind(backlog.resource, [&]<class A>() { return Fill<A>(session, *after, slice); }));
  if (last.has_value()) {
    session.Write("update match_key_backlog set after_id = $3::uuid where tenant_id = $1::uuid and resource = $2::text",
                  {session.tenant(), backlog.resource, *last});
  } else {
    session.Write("delete from match_key_backlog where tenant_id = $1::uuid and resource = $2::text",
                  {session.tenant(), backlog.resource});
  }
  return session.Commit();
}

}  // namespace

absl::StatusOr<bool> FillMatchKeys(Pool& pool, IdGenerator& ids, int slice, absl::Time deadline) {
  ASSIGN_OR_RETURN(const std::optional<Backlog> backlog, Next(pool, deadline));
  if (!backlog.has_value()) return false;
  RequestContext context;
  auto principal = std::make_shared<Principal>();
  principal->tenant = backlog->tenant;
  context.principal = std::move(principal);
  context.deadline = deadline;
  ASSIGN_OR_RETURN(auto lease, pool.Acquire(backlog->tenant, deadline));
  WriteSession session(*lease, context, ids, absl::Now());
  bool more = false;
  RETURN_IF_ERROR(FillSlice(session, *backlog, slice, more));
  return more;
}

}  // namespace pipewright::postgres
