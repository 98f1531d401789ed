#include "infrastructure/postgres/catalog/cross_sell_cells.h"

#include "absl/strings/str_cat.h"
#include "infrastructure/postgres/catalog/engagement_store.h"
#include "infrastructure/postgres/read/read_scope.h"
#include "infrastructure/postgres/sales/opportunity_store.h"

namespace pipewright::postgres {
namespace {

std::string Engagements(const RequestContext& context, const std::string& account, const std::string& offerings,
                        std::vector<Param>& params) {
  return absl::StrCat(
      "select t.account_id, t.offering_id, 'ENGAGED' as state, t.id as record_id, t.status, "
      "null::uuid as pipeline_id, null::uuid as stage_id, '' as reason, '' as reason_text, t.start_date as day, "
      "t.value_e4 as amount_e4, t.value_currency as amount_currency, 0 as rank, "
      "(t.status = 'ACTIVE')::int as preference from engagements t where t.tenant_id = $1::uuid and ",
      account, " and t.offering_id = any(", offerings, ") and t.status <> 'ENDED' and t.delete_time is null",
      ReadScope(EngagementTable().layout(), context, params));
}

// Each once for every offering of its line items, which are all in one currency.
std::string Opportunities(const RequestContext& context, const std::string& account, const std::string& offerings,
                          std::vector<Param>& params) {
  return absl::StrCat(
      "select t.account_id, i.offering_id, t.status as state, t.id as record_id, null as status, t.pipeline_id, "
      "t.stage_id, t.lost_reason as reason, t.lost_reason_text as reason_text, t.actual_close_date as day, "
      "sum(i.total_e4)::bigint as amount_e4, min(i.total_currency) as amount_currency, "
      "case t.status when 'OPEN' then 1 when 'WON' then 2 else 3 end as rank, "
      "case t.status when 'OPEN' then t.probability::int else t.actual_close_date - date '0001-01-01' end as "
      "preference "
      "from opportunities t join opportunity_line_items i on i.tenant_id = $1::uuid and i.opportunity_id = t.id "
      "and i.offering_id = any(",
      offerings, ") where t.tenant_id = $1::uuid and ", account, " and t.delete_time is null",
      ReadScope(OpportunityTable().layout(), context, params), " group by t.tenant_id, t.id, i.offering_id");
}

// A row for each live engagement that isn't ENDED, and for each live opportunity and offering of its line items: of
// accounts for which `account` holds.
std::string Rows(const RequestContext& context, const std::string& account, const std::string& offerings,
                 std::vector<Param>& params) {
  const std::string engagements = Engagements(context, account, offerings, params);
  // OFFSET 0: each side is planned by itself. What is asked for accounts one by one is not turned into a join with all
  // that the tenant has.
  return absl::StrCat("((", engagements, " offset 0) union all (", Opportunities(context, account, offerings, params),
                      " offset 0))");
}

// The first that holds.
std::string FirstOf(const std::string& rows) {
  return absl::StrCat("(select distinct on (c.account_id, c.offering_id) c.* from ", rows,
                      " c order by c.account_id, c.offering_id, c.rank, c.preference desc, c.record_id desc)");
}

}  // namespace

std::string CellsOfAccounts(const RequestContext& context, const std::string& accounts, const std::string& offerings,
                            std::vector<Param>& params) {
  return FirstOf(absl::StrCat("unnest(", accounts, ") a (id) cross join lateral ",
                              Rows(context, "t.account_id = a.id", offerings, params)));
}

std::string CellsWhere(const RequestContext& context, const std::string& condition, const std::string& offerings,
                       std::vector<Param>& params) {
  return FirstOf(Rows(context, condition, offerings, params));
}

}  // namespace pipewright::postgres
