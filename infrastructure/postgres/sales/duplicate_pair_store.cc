#include "infrastructure/postgres/sales/duplicate_pair_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/read/read_scope.h"
#include "infrastructure/postgres/sales/matched_tables.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {
namespace {

using sales::DuplicatePair;
using sales::MatchReason;

const TableLayout& LayoutNamed(absl::string_view resource) {
  return *sales::ForMatchedKind(resource, []<class A>() { return &MatchedTable<A>().layout(); });
}

// Of a row first_id, second_id, score, reasons.
absl::Status ReadPair(Row row, DuplicatePair& pair) {
  RETURN_IF_ERROR(Codec<Uuid>::FromText(row[0].text, pair.first));
  RETURN_IF_ERROR(Codec<Uuid>::FromText(row[1].text, pair.second));
  RETURN_IF_ERROR(Codec<int64_t>::FromText(row[2].text, pair.match.score));
  for (const absl::string_view name : absl::StrSplit(row[3].text, ',', absl::SkipEmpty())) {
    ASSIGN_OR_RETURN(const MatchReason reason, ParseEnum<MatchReason>(name));
    pair.match.reasons.push_back(reason);
  }
  return absl::OkStatus();
}

std::string TextOf(const std::vector<MatchReason>& reasons) {
  return absl::StrJoin(reasons, ",",
                       [](std::string* out, MatchReason reason) { absl::StrAppend(out, NameOf(reason)); });
}

}  // namespace

absl::StatusOr<int64_t> PostgresDuplicatePairStore::Count(absl::string_view resource) {
  const TableLayout& layout = LayoutNamed(resource);
  std::vector<Param> params = {session_.tenant()};
  const Sql sql{
      absl::StrCat("select count(*) from ", layout.name, " t where t.tenant_id = $1::uuid and t.delete_time is null",
                   ReadScope(layout, session_.context(), params)),
      1};
  int64_t count = 0;
  RETURN_IF_ERROR(session_.Read(sql, params, [&](Row row) { return Codec<int64_t>::FromText(row[0].text, count); }));
  return count;
}

absl::Status PostgresDuplicatePairStore::Begin(const integration::JobId& search) {
  session_.Write("insert into duplicate_searches (tenant_id, job_id, after_id) values ($1::uuid, $2::uuid, $3::uuid)",
                 {session_.tenant(), search.ToString(), Uuid().ToString()});
  return absl::OkStatus();
}

absl::StatusOr<Uuid> PostgresDuplicatePairStore::Position(const integration::JobId& search) {
  static const auto* const sql =
      new Sql{"select after_id from duplicate_searches where tenant_id = $1::uuid and job_id = $2::uuid", 1};
  Uuid position;
  RETURN_IF_ERROR(session_.Read(*sql, {session_.tenant(), search.ToString()},
                                [&](Row row) { return Codec<Uuid>::FromText(row[0].text, position); }));
  return position;
}

template <class A>
absl::Status PostgresDuplicatePairStore::NextIn(const Uuid& after, int limit, std::vector<typename A::State>& records) {
  const Table<A>& table = MatchedTable<A>();
  const TableLayout& layout = table.layout();
  std::vector<Param> params = {session_.tenant(), after.ToString(), absl::StrCat(limit)};
  const std::string scope = ReadScope(layout, session_.context(), params);
  const Sql sql{absl::StrCat("select ", layout.select, " from ", layout.name,
                             " t where t.tenant_id = $1::uuid and t.id > $2::uuid and t.delete_time is null", scope,
                             " order by t.id limit $3::bigint"),
                layout.columns};
  return session_.Read(sql, params, [&](Row row) { return table.Read(row, records.emplace_back()); });
}

absl::Status PostgresDuplicatePairStore::Next(const Uuid& after, int limit, std::vector<sales::AccountState>& records) {
  return NextIn<sales::Account>(after, limit, records);
}
absl::Status PostgresDuplicatePairStore::Next(const Uuid& after, int limit, std::vector<sales::ContactState>& records) {
  return NextIn<sales::Contact>(after, limit, records);
}
absl::Status PostgresDuplicatePairStore::Next(const Uuid& after, int limit, std::vector<sales::LeadState>& records) {
  return NextIn<sales::Lead>(after, limit, records);
}

absl::StatusOr<int64_t> PostgresDuplicatePairStore::Keep(const integration::JobId& search,
                                                         absl::Span<const DuplicatePair> pairs, const Uuid& position) {
  session_.Write("update duplicate_searches set after_id = $3::uuid where tenant_id = $1::uuid and job_id = $2::uuid",
                 {session_.tenant(), search.ToString(), position.ToString()});
  if (pairs.empty()) return 0;
  std::vector<std::string> firsts;
  std::vector<std::string> seconds;
  std::vector<std::string> scores;
  std::vector<std::string> reasons;
  for (const DuplicatePair& pair : pairs) {
    firsts.push_back(pair.first.ToString());
    seconds.push_back(pair.second.ToString());
    scores.push_back(absl::StrCat(pair.match.score));
    reasons.push_back(TextOf(pair.match.reasons));
  }
  // A pair is found from both sides.
  static const auto* const sql = new Sql{
      "insert into duplicate_pairs (tenant_id, job_id, first_id, second_id, score, reasons) "
      "select distinct on (p.first_id, p.second_id) $1::uuid, $2::uuid, p.first_id, p.second_id, p.score, p.reasons "
      "from unnest($3::uuid[], $4::uuid[], $5::bigint[], $6::text[]) as p (first_id, second_id, score, reasons) "
      "where (select count(*) from duplicate_pairs k where k.tenant_id = $1::uuid and k.job_id = $2::uuid) < "
      "$7::bigint "
      "on conflict (tenant_id, job_id, first_id, second_id) do nothing returning 1",
      1};
  int64_t kept = 0;
  RETURN_IF_ERROR(session_.Read(*sql,
                                {session_.tenant(), search.ToString(), ArrayLiteral(firsts), ArrayLiteral(seconds),
                                 ArrayLiteral(scores), ArrayLiteral(reasons), absl::StrCat(sales::kMaxDuplicatePairs)},
                                [&](Row) {
                                  ++kept;
                                  return absl::OkStatus();
                                }));
  return kept;
}

absl::StatusOr<sales::DuplicatePairRows> PostgresDuplicatePairReader::List(const RequestContext& context,
                                                                           const integration::JobId& search,
                                                                           absl::string_view resource,
                                                                           const std::optional<DuplicatePair>& after,
                                                                           int limit) const {
  const TableLayout& layout = LayoutNamed(resource);
  std::vector<Param> params = {context.tenant().ToString(), search.ToString(), absl::StrCat(limit + 1)};
  const auto readable = [&](const char* id) {
    return absl::StrCat(" and exists (select from ", layout.name, " t where t.tenant_id = $1::uuid and t.id = p.", id,
                        " and t.delete_time is null", ReadScope(layout, context, params), ")");
  };
  std::string sql = absl::StrCat(
      "select p.first_id, p.second_id, p.score, p.reasons from duplicate_pairs p where p.tenant_id = $1::uuid and "
      "p.job_id = $2::uuid",
      readable("first_id"), readable("second_id"));
  if (after.has_value()) {
    const size_t n = params.size();
    params.insert(params.end(), {absl::StrCat(after->match.score), after->first.ToString(), after->second.ToString()});
    absl::StrAppend(&sql, " and (-p.score, p.first_id, p.second_id) > (-$", n + 1, "::bigint, $", n + 2, "::uuid, $",
                    n + 3, "::uuid)");
  }
  absl::StrAppend(&sql, " order by -p.score, p.first_id, p.second_id limit $3::bigint");
  ASSIGN_OR_RETURN(auto lease, pool_.Acquire(context.principal->tenant, context.deadline));
  RETURN_IF_ERROR(lease->PrepareSession(context.principal->tenant, context.deadline));
  sales::DuplicatePairRows found;
  RETURN_IF_ERROR(lease->Read(
      {sql, 4}, params,
      [&](Row row) -> absl::Status {
        // One row more than was asked for: it tells whether there is another page.
        found.more = found.pairs.size() == static_cast<size_t>(limit);
        return found.more ? absl::OkStatus() : ReadPair(row, found.pairs.emplace_back());
      },
      context.cancellation.get()));
  return found;
}

}  // namespace pipewright::postgres
