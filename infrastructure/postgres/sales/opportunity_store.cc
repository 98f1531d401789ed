#include "infrastructure/postgres/sales/opportunity_store.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "infrastructure/postgres/organization/business_unit_table.h"
#include "infrastructure/postgres/organization/member_layout.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/contact_table.h"
#include "infrastructure/postgres/sales/pipeline_store.h"
#include "infrastructure/postgres/sales/sales_json.h"
#include "infrastructure/postgres/table/codec.h"
#include "infrastructure/postgres/table/referring_rows.h"

namespace pipewright::postgres {
namespace {

using S = sales::OpportunityState;

Links<S> Team() {
  return {"opportunity_team_members", "opportunity_id", {{"user_id", "uuid"}}, [](const S& state) {
            std::vector<std::vector<Param>> rows;
            for (const sales::TeamMember& member : state.team) rows.push_back({member.user_id.ToString()});
            return rows;
          }};
}

Links<S> ContactRoles() {
  return {
      "opportunity_contact_roles", "opportunity_id", {{"contact_id", "uuid"}, {"role", "text"}}, [](const S& state) {
        std::vector<std::vector<Param>> rows;
        for (const sales::ContactRole& role : state.contact_roles) {
          rows.push_back({role.contact_id.ToString(), std::string(NameOf(role.role))});
        }
        return rows;
      }};
}

// The items of offerings, by which it is found who was offered what.
Links<S> LineItems() {
  return {"opportunity_line_items",
          "opportunity_id",
          {{"position", "bigint"}, {"offering_id", "uuid"}, {"total_e4", "bigint"}, {"total_currency", "text"}},
          [](const S& state) {
            std::vector<std::vector<Param>> rows;
            for (size_t i = 0; i < state.line_items.size(); ++i) {
              const sales::LineItem& item = state.line_items[i];
              const auto total = sales::TotalOf({item});
              if (!item.offering_id.has_value() || !total.ok()) continue;
              rows.push_back({absl::StrCat(i), item.offering_id->ToString(), absl::StrCat((*total)->e4()),
                              (*total)->currency().code()});
            }
            return rows;
          }};
}

// The same rule as Opportunity::OwnersOf: the owner and the team.
std::string OwnerOrTeam(Scope scope, const std::string& me, const std::string& users) {
  const std::string condition = scope == Scope::kOwn ? absl::StrCat(" = ", me) : absl::StrCat(" = any(", users, ")");
  return absl::StrCat("(t.owner_id", condition,
                      " or exists (select from opportunity_team_members m where m.tenant_id = t.tenant_id"
                      " and m.opportunity_id = t.id and m.user_id",
                      condition, "))");
}

constexpr char kHistory[] = "opportunity_stage_history";

const std::vector<PhysicalColumn>& HistoryColumns() {
  static const auto* const columns = new std::vector<PhysicalColumn>{
      {"opportunity_id", "uuid"}, {"entry_version", "bigint"},   {"from_stage_id", "uuid"},
      {"to_stage_id", "uuid"},    {"enter_time", "timestamptz"}, {"user_id", "uuid"},
      {"amount_e4", "bigint"},    {"amount_currency", "text"}};
  return *columns;
}

const SharedRowStatement& BeginHistory() {
  static const auto* const statement = [] {
    RowStatement begin = InsertStatement(kHistory, HistoryColumns());
    begin.owner = "opportunities";
    begin.leaf = true;
    return new SharedRowStatement(std::make_shared<RowStatement>(std::move(begin)));
  }();
  return *statement;
}

// Ends the present stays, if there are any, and begins the next. The insert counts the ended rows, so that they are
// ended first: a stay is the present one only once.
const SharedRowStatement& EnterStage() {
  static const auto* const statement = [] {
    RowStatement enter = *BeginHistory();
    const std::string insert =
        "insert into opportunity_stage_history (tenant_id, opportunity_id, entry_version, from_stage_id, to_stage_id, "
        "enter_time, user_id, amount_e4, amount_currency) ";
    enter.one = absl::StrCat(
        "with ended as (update opportunity_stage_history set leave_time = greatest(enter_time, $6::timestamptz) "
        "where tenant_id = $1::uuid and opportunity_id = $2::uuid and leave_time is null returning 1) ",
        insert,
        "select $1::uuid, $2::uuid, $3::bigint, $4::uuid, $5::uuid, $6::timestamptz, $7::uuid, $8::bigint, $9::text "
        "from (select count(*) from ended) as counted");
    enter.many = absl::StrCat(
        "with u as (select * from unnest($2::uuid[], $3::bigint[], $4::uuid[], $5::uuid[], $6::timestamptz[], "
        "$7::uuid[], $8::bigint[], $9::text[]) as u(opportunity_id, entry_version, from_stage_id, to_stage_id, "
        "enter_time, user_id, amount_e4, amount_currency)), "
        "ended as (update opportunity_stage_history h set leave_time = greatest(h.enter_time, u.enter_time) from u "
        "where h.tenant_id = $1::uuid and h.opportunity_id = u.opportunity_id and h.leave_time is null returning 1) ",
        insert, "select $1::uuid, u.* from (select count(*) from ended) as counted, u");
    return new SharedRowStatement(std::make_shared<RowStatement>(std::move(enter)));
  }();
  return *statement;
}

}  // namespace

const Table<sales::Opportunity>& OpportunityTable() {
  static const auto* const table = new Table<sales::Opportunity>(
      Table<sales::Opportunity>(
          "opportunities",
          {
              Col("code", &S::code),
              Col("title", &S::title),
              UnlistedCol("description", &S::description),
              Col("account_id", &S::account_id).Referring("account", LayoutOf<AccountTable>),
              Col("primary_contact_id", &S::primary_contact_id).Referring("primary_contact", LayoutOf<ContactTable>),
              Col("pipeline_id", &S::pipeline_id).Referring("pipeline", LayoutOf<PipelineTable>),
              Col("stage_id", &S::stage_id)
                  .Referring("stage", StageLayout, {{"pipeline_id", "pipeline_id"}, {"stage_id", "stage_id"}}),
              Col("stage_enter_time", &S::stage_enter_time),
              Col("rot_time", &S::rot_time),
              Col("status", &S::status),
              MoneyCol("amount", &S::amount),
              Col("probability", &S::probability),
              UnlistedCol("stage_probability", &S::stage_probability),
              Col("manual_probability", &S::manual_probability),
              MoneyCol("expected_revenue", &S::expected_revenue),
              MoneyCol("base_amount", &S::base_amount),
              Col("forecast_category", &S::forecast_category),
              Col("manual_forecast_category", &S::manual_forecast_category),
              Col("open_date", &S::open_date),
              Col("expected_close_date", &S::expected_close_date),
              Col("actual_close_date", &S::actual_close_date),
              Col("lost_reason", &S::lost_reason),
              UnlistedCol("lost_reason_text", &S::lost_reason_text),
              Col("competitor", &S::competitor),
              JsonCol("competitors", &S::competitors),
              Col("source", &S::source),
              Col("priority", &S::priority),
              Col("next_step", &S::next_step),
              ReferringToMember("owner", Col("owner_id", &S::owner_id)),
              JsonCol("team", &S::team),
              ReferringRows(JsonCol("contact_roles", &S::contact_roles), &S::contact_roles,
                            &sales::ContactRole::contact_id, "opportunity_contact_roles", "opportunity_id",
                            "contact_id"),
              JsonCol("line_items", &S::line_items),
              JsonCol("tags", &S::tags),
              CustomFieldsCol(&S::custom_fields),
              ReferringToUnit(Col("business_unit_id", &S::business_unit_id)),
          },
          OwnerOrTeam, {Team(), ContactRoles(), LineItems()})
          .WithTags("opportunity_tags", "opportunity_id")
          .WithTexts("competitors", "competitor", "opportunity_competitors", "opportunity_id", &S::competitors)
          .WithCustomFields("opportunity_custom_fields", "opportunity_id")
          .BelowAccount(&S::account_id)
          .SearchedBy({"title"}, {"code", "description", "next_step", "competitor", "tags"})
          .SortedBy({"code", "title", "amount", "expected_revenue", "probability", "expected_close_date",
                     "actual_close_date", "stage_enter_time", "create_time", "update_time"})
          .TrueSince("rotting", "rot_time")
          .WithHistory("opportunity_versions"));
  return *table;
}

StatisticsColumns OpportunityStatisticsColumns() {
  return {.owner = "owner_id",
          .close_date = "coalesce(t.actual_close_date, t.expected_close_date)",
          .amount = "amount",
          .expected_e4 = "expected_revenue_e4"};
}

absl::StatusOr<std::vector<OpportunityId>> PostgresOpportunityRepository::InStage(const PipelineId& pipeline,
                                                                                  const StageId& stage) {
  static const auto* const sql = new Sql{
      "select id from opportunities where tenant_id = $1::uuid and pipeline_id = $2::uuid and stage_id = $3::uuid "
      "order by id",
      1};
  std::vector<OpportunityId> ids;
  RETURN_IF_ERROR(session().Read(*sql, {session().tenant(), pipeline.ToString(), stage.ToString()}, [&](Row row) {
    return Codec<OpportunityId>::FromText(row[0].text, ids.emplace_back());
  }));
  return ids;
}

absl::StatusOr<bool> PostgresOpportunityRepository::LockAnyLiveIn(const PipelineId& pipeline) {
  // Two statements: the second sees what was committed while the first waited. See Table::KeptLive.
  static const auto* const lock =
      new Sql{"select 1 from pipelines where tenant_id = $1::uuid and id = $2::uuid for update", 1};
  RETURN_IF_ERROR(
      session().Read(*lock, {session().tenant(), pipeline.ToString()}, [](Row) { return absl::OkStatus(); }));
  static const auto* const sql = new Sql{
      "select exists (select from opportunities where tenant_id = $1::uuid and pipeline_id = $2::uuid "
      "and delete_time is null)",
      1};
  bool any = false;
  RETURN_IF_ERROR(session().Read(*sql, {session().tenant(), pipeline.ToString()},
                                 [&](Row row) { return Codec<bool>::FromText(row[0].text, any); }));
  return any;
}

absl::Status PostgresOpportunityRepository::LockAndPrefetchOpenOf(absl::Span<const AccountId> accounts) {
  std::vector<std::string> unknown;
  for (const AccountId& account : accounts) {
    if (open_of_.try_emplace(account).second) unknown.push_back(account.ToString());
  }
  if (unknown.empty()) return absl::OkStatus();
  // Two statements: the second sees what was committed while the first waited. See Table::KeptLive.
  static const auto* const lock =
      new Sql{"select 1 from accounts where tenant_id = $1::uuid and id = any($2::uuid[]) order by id for update", 1};
  RETURN_IF_ERROR(
      session().Read(*lock, {session().tenant(), ArrayLiteral(unknown)}, [](Row) { return absl::OkStatus(); }));
  static const auto* const sql = new Sql{
      absl::StrCat("select account_id, id, number from (select account_id, id, count(*) over (partition by account_id) "
                   "as number, row_number() over (partition by account_id order by id) as place from opportunities "
                   "where tenant_id = $1::uuid and account_id = any($2::uuid[]) and status = 'OPEN' and delete_time is "
                   "null) o where place <= ",
                   sales::OpportunitySample::kMaxSampled, " order by account_id, place"),
      3};
  return session().Read(*sql, {session().tenant(), ArrayLiteral(unknown)}, [&](Row row) -> absl::Status {
    AccountId account;
    RETURN_IF_ERROR(Codec<AccountId>::FromText(row[0].text, account));
    sales::OpportunitySample& sample = open_of_[account];
    RETURN_IF_ERROR(Codec<OpportunityId>::FromText(row[1].text, sample.first.emplace_back()));
    return Codec<int64_t>::FromText(row[2].text, sample.number);
  });
}

absl::StatusOr<sales::OpportunitySample> PostgresOpportunityRepository::LockOpenOf(const AccountId& account) {
  RETURN_IF_ERROR(LockAndPrefetchOpenOf({account}));
  return open_of_.at(account);
}

absl::Status PostgresOpportunityRepository::SaveAll(absl::Span<sales::Opportunity> opportunities) {
  // Opportunities have no unique values, which might pass from one to another, and don't refer to each other.
  RETURN_IF_ERROR(session().InAnyOrder([&] { return sales::OpportunityRepository::SaveAll(opportunities); }));
  for (const sales::Opportunity& opportunity : opportunities) Forget(opportunity.state().id);
  return absl::OkStatus();
}

absl::Status PostgresOpportunityRepository::StoreMore(const sales::Opportunity& opportunity,
                                                      const std::vector<sales::OpportunityEvent>& events) {
  open_of_.clear();
  const S& state = opportunity.state();
  for (const sales::OpportunityEvent& event : events) {
    const sales::StageChange* const change = sales::StageChangeOf(event);
    if (change == nullptr) continue;
    const bool has_amount = change->amount.has_value();
    session().Write(change->from.has_value() ? EnterStage() : BeginHistory(), state.id.ToString(),
                    {state.id.ToString(), absl::StrCat(state.version),
                     change->from.has_value() ? Param(change->from->ToString()) : std::nullopt, change->to.ToString(),
                     TimeToText(change->when), change->by.ToString(),
                     has_amount ? Param(absl::StrCat(change->amount->e4())) : std::nullopt,
                     has_amount ? Param(change->amount->currency().code()) : std::nullopt});
  }
  return absl::OkStatus();
}

}  // namespace pipewright::postgres
