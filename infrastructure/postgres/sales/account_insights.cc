#include "infrastructure/postgres/sales/account_insights.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/sales/account.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/read/read_scope.h"
#include "infrastructure/postgres/read/read_session.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/contact_table.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/table/codec.h"
#include "infrastructure/postgres/tasks/task_table.h"

namespace pipewright::postgres {
namespace {

using sales::AccountRollup;

constexpr char kTenant[] = "$1::uuid";

// " where …" over t: the tenant's live rows that the caller may read.
std::string Readable(const TableLayout& layout, const RequestContext& context, std::vector<Param>& params) {
  return absl::StrCat(" where t.tenant_id = ", kTenant, " and t.delete_time is null",
                      ReadScope(layout, context, params));
}

// The hierarchy is walked whatever the caller may read of it; what is counted is what they may. Tasks by one subject
// each, since that is how an index finds them.
//
// The columns of the answer: what it is about, currency, count, amount, expected, latest time.
Sql RollupSql(const RequestContext& context, const sales::GetAccountRollup& query, std::vector<Param>& params) {
  params = {context.tenant().ToString(), query.id.ToString()};
  const std::string root = ReadScope(AccountTable().layout(), context, params);
  const std::string accounts = Readable(AccountTable().layout(), context, params);
  const std::string opportunities = Readable(OpportunityTable().layout(), context, params);
  const std::string contacts = Readable(ContactTable().layout(), context, params);
  const std::string tasks = Readable(TaskTable().layout(), context, params);
  const auto tasks_of = [](absl::string_view table, absl::string_view column) {
    return absl::StrCat("select k.* from ", table, " o join tasks k on k.tenant_id = ", kTenant, " and k.", column,
                        " = o.id");
  };
  const auto below = [](absl::string_view table) {
    return absl::StrCat("(select x.id from live l join ", table, " x on x.tenant_id = ", kTenant,
                        " and x.account_id = l.id and x.delete_time is null)");
  };
  return {absl::StrCat(
              "with recursive tree (id) as (select t.id from accounts t where t.tenant_id = ", kTenant,
              " and t.id = $2::uuid", root, " union select a.id from tree join accounts a on a.tenant_id = ", kTenant,
              " and a.parent_account_id = tree.id), ",
              "live as (select a.id from tree join accounts a on a.tenant_id = ", kTenant,
              " and a.id = tree.id and a.delete_time is null), ", "about as (select t.status, t.completed_time from (",
              tasks_of("live", "account_id"), " union all ", tasks_of(below("contacts"), "contact_id"), " union all ",
              tasks_of(below("opportunities"), "opportunity_id"), ") as t", tasks, ") ",
              "select 'FOUND', null::text, count(*), null::bigint, null::bigint, null::timestamptz from tree ",
              "union all select 'ACCOUNT', null, count(*), null, null, null from live l join accounts t on t.id = l.id",
              accounts, " union all select t.status, t.amount_currency, count(*), ", SumOf("t.amount_e4"), ", ",
              SumOf("t.expected_revenue_e4"), ", null from live l join opportunities t on t.account_id = l.id",
              opportunities, " and t.status in ('OPEN', 'WON') group by t.status, t.amount_currency ",
              "union all select 'CONTACT', null, count(*), null, null, null from live l join contacts t on "
              "t.account_id = l.id",
              contacts,
              " union all select 'TASK', null, count(*) filter (where status in ('PENDING', 'IN_PROGRESS')), null, "
              "null, max(completed_time) from about order by 1, 2"),
          6};
}

absl::Status AddRow(Row row, bool& found, AccountRollup& out) {
  const absl::string_view about = row[0].text;
  int64_t count = 0;
  RETURN_IF_ERROR(Codec<int64_t>::FromText(row[2].text, count));
  if (about == "FOUND") {
    found = count > 0;
  } else if (about == "ACCOUNT") {
    out.account_count = count;
  } else if (about == "CONTACT") {
    out.contact_count = count;
  } else if (about == "TASK") {
    out.open_task_count = count;
    if (!row[5].null) RETURN_IF_ERROR(Codec<absl::Time>::FromText(row[5].text, out.last_contact_time.emplace()));
  } else {
    ASSIGN_OR_RETURN(const std::optional<Money> amount, MoneyFrom(row[3], row[1]));
    ASSIGN_OR_RETURN(const std::optional<Money> expected, MoneyFrom(row[4], row[1]));
    (about == "OPEN" ? out.open_opportunities : out.won_opportunities).Add(count, amount, expected);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<AccountRollup> PostgresAccountInsights::Handle(const RequestContext& context,
                                                              const sales::GetAccountRollup& query) const {
  std::vector<Param> params;
  const Sql sql = RollupSql(context, query, params);
  AccountRollup rollup;
  bool found = false;
  ASSIGN_OR_RETURN(ReadSession session, ReadSession::Begin(pool_, context));
  RETURN_IF_ERROR(session.Read(sql, params, [&](Row row) { return AddRow(row, found, rollup); }));
  if (!found) return NotFound(sales::Account::kResource, query.id.ToString());
  return rollup;
}

}  // namespace pipewright::postgres
