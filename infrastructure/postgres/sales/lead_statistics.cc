#include "infrastructure/postgres/sales/lead_statistics.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/shared/amounts.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/read/list_statement.h"
#include "infrastructure/postgres/sales/insight_session.h"
#include "infrastructure/postgres/sales/lead_table.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {
namespace {

using sales::LeadFigures;
using sales::LeadGroup;
using sales::LeadStatistics;
using sales::LeadTotal;

// grouping() of the three fields: a bit for each that a group is not by.
constexpr char kByStatus[] = "3";
constexpr char kBySource[] = "5";

// A row for each group and currency: what it is by, its key, the currency, count and sum, and how many such groups
// there are. Of one kind the largest groups first, at most kMaxOwners of them: there are fewer statuses and sources.
std::string Statement(const ReadableRows& rows) {
  return absl::StrCat(
      "with groups as (select grouping(t.status, t.source, t.owner_id) as kind, "
      "coalesce(t.status, t.source, t.owner_id::text) collate \"C\" as key, t.estimated_value_currency as currency, "
      "count(*) as leads, ",
      SumOf("t.estimated_value_e4"), " as worth from ", rows.layout->name, " t", rows.where,
      " group by grouping sets ((t.status, t.estimated_value_currency), (t.source, t.estimated_value_currency), "
      "(t.owner_id, t.estimated_value_currency))), "
      "counted as (select groups.*, sum(leads) over (partition by kind, key) as total from groups), "
      "placed as (select counted.*, dense_rank() over (partition by kind order by total desc, key) as place "
      "from counted), "
      "numbered as (select placed.*, max(place) over (partition by kind) as places from placed) "
      "select kind, key, currency, leads, worth, places from numbered where place <= ",
      LeadStatistics::kMaxOwners, " order by kind, place, currency");
}

absl::Status ReadKey(const Cell& cell, sales::LeadStatus& key) {
  ASSIGN_OR_RETURN(key, ParseEnum<sales::LeadStatus>(cell.text));
  return absl::OkStatus();
}
absl::Status ReadKey(const Cell& cell, std::optional<sales::LeadSource>& key) {
  if (cell.null) return absl::OkStatus();
  ASSIGN_OR_RETURN(key, ParseEnum<sales::LeadSource>(cell.text));
  return absl::OkStatus();
}
absl::Status ReadKey(const Cell& cell, std::optional<UserId>& key) {
  if (cell.null) return absl::OkStatus();
  ASSIGN_OR_RETURN(key, UserId::Parse(cell.text));
  return absl::OkStatus();
}

void Add(const LeadTotal& leads, bool with_value, LeadFigures& figures) {
  figures.count += leads.count;
  if (with_value) figures.totals.push_back(leads);
}

// Rows of one group come one after the other.
template <class T>
absl::Status AddTo(const Cell& cell, const LeadTotal& leads, bool with_value, std::vector<LeadGroup<T>>& groups) {
  T key{};
  RETURN_IF_ERROR(ReadKey(cell, key));
  if (groups.empty() || groups.back().key != key) groups.push_back({key, {}});
  Add(leads, with_value, groups.back().figures);
  return absl::OkStatus();
}

// All of them together: every lead has one status.
absl::Status AddAll(const std::vector<LeadGroup<sales::LeadStatus>>& statuses, LeadFigures& all) {
  for (const auto& group : statuses) {
    all.count += group.figures.count;
    for (const LeadTotal& total : group.figures.totals) {
      const auto code = [](const LeadTotal& one) { return one.estimated_value.currency().code(); };
      auto at = std::find_if(all.totals.begin(), all.totals.end(),
                             [&](const LeadTotal& known) { return code(known) >= code(total); });
      if (at == all.totals.end() || code(*at) != code(total)) {
        all.totals.insert(at, total);
        continue;
      }
      at->count += total.count;
      ASSIGN_OR_RETURN(at->estimated_value, PlusInSum(at->estimated_value, total.estimated_value));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<LeadStatistics> PostgresLeadStatistics::Read(const RequestContext& context,
                                                            const ListQuery& list) const {
  std::vector<Param> params;
  ASSIGN_OR_RETURN(const ReadableRows rows, MatchingRows(LeadTable().layout(), context, list, params));
  ASSIGN_OR_RETURN(InsightSession session, InsightSession::Begin(pool_, context));
  LeadStatistics statistics;
  RETURN_IF_ERROR(session.Read({Statement(rows), 6}, params, [&](Row row) -> absl::Status {
    LeadTotal leads;
    RETURN_IF_ERROR(Codec<int64_t>::FromText(row[3].text, leads.count));
    ASSIGN_OR_RETURN(const std::optional<Money> worth, MoneyFrom(row[4], row[2]));
    if (worth.has_value()) leads.estimated_value = *worth;
    if (row[0].text == kByStatus) return AddTo(row[1], leads, worth.has_value(), statistics.statuses);
    if (row[0].text == kBySource) return AddTo(row[1], leads, worth.has_value(), statistics.sources);
    int64_t owners = 0;
    RETURN_IF_ERROR(Codec<int64_t>::FromText(row[5].text, owners));
    statistics.owners_left_out = std::max<int64_t>(0, owners - LeadStatistics::kMaxOwners);
    return AddTo(row[1], leads, worth.has_value(), statistics.owners);
  }));
  RETURN_IF_ERROR(AddAll(statistics.statuses, statistics.all));
  return statistics;
}

}  // namespace pipewright::postgres
