#include "infrastructure/postgres/catalog/cross_sell_store.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/catalog/cross_sell_cells.h"
#include "infrastructure/postgres/catalog/engagement_store.h"
#include "infrastructure/postgres/read/as_of.h"
#include "infrastructure/postgres/read/filter_sql.h"
#include "infrastructure/postgres/read/list_statement.h"
#include "infrastructure/postgres/read/read_scope.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/insight_session.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {
namespace {

using catalog::BasketCounts;
using catalog::CrossSellCell;
using catalog::CrossSellColumnGroup;
using catalog::CrossSellState;

template <class IdType>
std::string IdArray(absl::Span<const IdType> ids) {
  std::vector<std::string> texts;
  texts.reserve(ids.size());
  for (const IdType& id : ids) texts.push_back(id.ToString());
  return ArrayLiteral(texts);
}

template <class T>
absl::Status ReadOptional(const Cell& cell, std::optional<T>& out) {
  return cell.null ? absl::OkStatus() : Codec<T>::FromText(cell.text, out.emplace());
}

absl::Status ReadCell(Row row, CrossSellCell& cell) {
  RETURN_IF_ERROR(Codec<AccountId>::FromText(row[0].text, cell.account_id));
  RETURN_IF_ERROR(Codec<OfferingId>::FromText(row[1].text, cell.offering_id));
  RETURN_IF_ERROR(Codec<CrossSellState>::FromText(row[2].text, cell.state));
  ASSIGN_OR_RETURN(cell.amount, MoneyFrom(row[10], row[11]));
  if (cell.state == CrossSellState::kEngaged) {
    RETURN_IF_ERROR(ReadOptional(row[3], cell.engagement_id));
    RETURN_IF_ERROR(ReadOptional(row[4], cell.engagement_status));
    return ReadOptional(row[7], cell.start_date);
  }
  RETURN_IF_ERROR(ReadOptional(row[3], cell.opportunity_id));
  RETURN_IF_ERROR(ReadOptional(row[5], cell.stage_id));
  cell.stage_name = std::string(row[6].text);
  RETURN_IF_ERROR(ReadOptional(row[7], cell.close_date));
  cell.lost_reason = std::string(row[8].text);
  cell.lost_reason_text = std::string(row[9].text);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<CrossSellCell>> PostgresCrossSellStore::Cells(const RequestContext& context,
                                                                         absl::Span<const AccountId> accounts,
                                                                         absl::Span<const OfferingId> offerings) const {
  if (accounts.empty() || offerings.empty()) return std::vector<CrossSellCell>();
  std::vector<Param> params = {context.tenant().ToString(), IdArray(offerings), IdArray(accounts)};
  const std::string cells = CellsOfAccounts(context, "$3::uuid[]", "$2::uuid[]", params);
  const Sql sql{absl::StrCat("select c.account_id, c.offering_id, c.state, c.record_id, c.status, c.stage_id, s.name, "
                             "c.day, c.reason, c.reason_text, c.amount_e4, c.amount_currency from ",
                             cells,
                             " c left join pipeline_stages s on s.tenant_id = $1::uuid "
                             "and s.pipeline_id = c.pipeline_id and s.stage_id = c.stage_id"),
                12};
  ASSIGN_OR_RETURN(InsightSession session, InsightSession::Begin(pool_, context));
  std::vector<CrossSellCell> found;
  RETURN_IF_ERROR(session.Read(sql, params, [&](Row row) { return ReadCell(row, found.emplace_back()); }));
  return found;
}

absl::StatusOr<std::vector<CrossSellColumnGroup>> PostgresCrossSellStore::Columns(
    const RequestContext& context, const ListQuery& accounts, absl::Span<const OfferingId> offerings) const {
  if (offerings.empty()) return std::vector<CrossSellColumnGroup>();
  std::vector<Param> params;
  ASSIGN_OR_RETURN(const ReadableRows rows, MatchingRows(AccountTable().layout(), context, accounts, params));
  params.emplace_back(IdArray(offerings));
  const std::string ids = absl::StrCat("$", params.size(), "::uuid[]");
  SumsQuestion question;
  const std::string from = absl::StrCat(rows.layout->name, " t", rows.where);
  // `bound`: `params`, and behind them what the cells bind.
  const auto text = [&](SumsQuestion::Within within, std::vector<Param>& bound) {
    const std::string listed =
        absl::StrCat("t.account_id in (select t.id from ", from, within("t.id"), ")", within("t.account_id"));
    return absl::StrCat("select c.offering_id, c.state, c.amount_currency, count(*), ", SumOf("c.amount_e4"), " from ",
                        CellsWhere(context, listed, ids, bound),
                        " c group by c.offering_id, c.state, c.amount_currency");
  };
  question.text = [&](SumsQuestion::Within within) {
    std::vector<Param> bound = params;
    return text(within, bound);
  };
  question.params = params;
  text(WithoutEnd, question.params);
  question.group_columns = 3;
  question.sum_columns = 2;
  question.in_parts = !FollowsReference(accounts.conditions);
  question.resource = std::string(sales::Account::kResource);
  question.from = from;
  question.from_params = params.size() - 1;  // without the offerings
  question.part_size = accounts_in_part_;
  question.others = {std::string(sales::Opportunity::kResource), std::string(catalog::Engagement::kResource)};
  question.field = "account_id";
  ASSIGN_OR_RETURN(InsightSession session, InsightSession::Begin(pool_, context));
  std::vector<CrossSellColumnGroup> groups;
  RETURN_IF_ERROR(kept_.ReadSums(session, context.tenant(), question, [&](Row row) -> absl::Status {
    CrossSellColumnGroup& group = groups.emplace_back();
    RETURN_IF_ERROR(Codec<OfferingId>::FromText(row[0].text, group.offering_id));
    RETURN_IF_ERROR(Codec<CrossSellState>::FromText(row[1].text, group.state));
    RETURN_IF_ERROR(Codec<int64_t>::FromText(row[3].text, group.count));
    ASSIGN_OR_RETURN(group.amount, MoneyFrom(row[4], row[2]));
    return absl::OkStatus();
  }));
  return groups;
}

absl::StatusOr<BasketCounts> PostgresCrossSellStore::Baskets(const RequestContext& context,
                                                             const std::optional<std::string>& industry,
                                                             absl::Span<const OfferingId> offerings) const {
  BasketCounts counts;
  if (offerings.empty()) return counts;
  std::vector<Param> params;
  ASSIGN_OR_RETURN(const ReadableRows rows, RowsAt(AccountTable().layout(), context, std::nullopt, params));
  std::string accounts =
      absl::StrCat("select t.id from ", rows.layout->name, " t", rows.where, " and t.delete_time is null");
  if (industry.has_value()) {
    params.emplace_back(*industry);
    absl::StrAppend(&accounts, " and t.industry = $", params.size(), "::text");
  }
  params.emplace_back(IdArray(offerings));
  const std::string ids = absl::StrCat("$", params.size(), "::uuid[]");
  const std::string used = absl::StrCat(
      "select distinct t.account_id, t.offering_id from engagements t where t.tenant_id = $1::uuid "
      "and t.offering_id = any(",
      ids, ") and t.status <> 'ENDED' and t.delete_time is null and t.account_id in (", accounts, ")",
      ReadScope(EngagementTable().layout(), context, params));
  // An offering beside itself is how often it is used at all.
  const Sql sql{absl::StrCat("with used as materialized (", used,
                             ") select null::uuid, null::uuid, count(distinct account_id) from used union all "
                             "select a.offering_id, b.offering_id, count(*) from used a join used b "
                             "on b.account_id = a.account_id group by a.offering_id, b.offering_id"),
                3};
  ASSIGN_OR_RETURN(InsightSession session, InsightSession::Begin(pool_, context));
  RETURN_IF_ERROR(kept_.Read(session, context.tenant(), sql, params, [&](Row row) -> absl::Status {
    if (row[0].null) return Codec<int64_t>::FromText(row[2].text, counts.accounts);
    std::pair<OfferingId, OfferingId> both;
    RETURN_IF_ERROR(Codec<OfferingId>::FromText(row[0].text, both.first));
    RETURN_IF_ERROR(Codec<OfferingId>::FromText(row[1].text, both.second));
    return Codec<int64_t>::FromText(row[2].text,
                                    both.first == both.second ? counts.using_one[both.first] : counts.using_both[both]);
  }));
  return counts;
}

absl::StatusOr<std::map<OfferingId, Money>> PostgresCrossSellStore::AverageValues(
    const RequestContext& context, absl::Span<const OfferingId> offerings, const Currency& currency) const {
  std::map<OfferingId, Money> averages;
  if (offerings.empty()) return averages;
  std::vector<Param> params;
  ASSIGN_OR_RETURN(const ReadableRows rows, RowsAt(EngagementTable().layout(), context, std::nullopt, params));
  params.emplace_back(IdArray(offerings));
  params.emplace_back(currency.code());
  const Sql sql{absl::StrCat("select t.offering_id, ", SumOf("t.value_e4"), ", min(t.value_currency), count(*) from ",
                             rows.layout->name, " t", rows.where,
                             " and t.delete_time is null and t.offering_id = any($", params.size() - 1,
                             "::uuid[]) and t.value_currency = $", params.size(), "::text group by t.offering_id"),
                4};
  ASSIGN_OR_RETURN(InsightSession session, InsightSession::Begin(pool_, context));
  RETURN_IF_ERROR(kept_.Read(session, context.tenant(), sql, params, [&](Row row) -> absl::Status {
    OfferingId offering;
    int64_t count = 0;
    RETURN_IF_ERROR(Codec<OfferingId>::FromText(row[0].text, offering));
    ASSIGN_OR_RETURN(const std::optional<Money> sum, MoneyFrom(row[1], row[2]));
    RETURN_IF_ERROR(Codec<int64_t>::FromText(row[3].text, count));
    averages[offering] = sum.value_or(Money()).Part(1, count);
    return absl::OkStatus();
  }));
  return averages;
}

}  // namespace pipewright::postgres
