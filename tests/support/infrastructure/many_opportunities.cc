#include "tests/support/infrastructure/many_opportunities.h"

#include <cstdlib>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/support/application/fake_ports.h"
#include "tests/support/infrastructure/admin_connection.h"

namespace pipewright::testing {
namespace {

constexpr char kTenant[] = "02000000-0000-0000-0000-000000000000";
constexpr char kOtherTenant[] = "03000000-0000-0000-0000-000000000000";

// ID(kind, n): an id that sorts by n, as those do that the server makes. COUNT: how many opportunities.
constexpr const char* kFill[] = {
    "insert into users (id, version, create_time, update_time, email, given_name, family_name, password_hash, status, "
    "password_change_time) select ID('01', n), 1, now(), now(), 'user' || n || 'TENANT@example.com', 'U', 'U' || n, "
    "'', 'ACTIVE', now() from generate_series(1, 50) n",

    "insert into memberships (tenant_id, id, version, create_time, update_time, user_id, email, given_name, "
    "family_name, roles, job_title, status) select 'TENANT', ID('02', n), 1, now(), now(), ID('01', n), 'user' || n || "
    "'@example.com', 'U', 'U' || n, '[\"MEMBER\"]', '', 'ACTIVE' from generate_series(1, 50) n",

    "insert into business_units (tenant_id, id, version, create_time, update_time, name, description, active) select "
    "'TENANT', ID('08', n), 1, now(), now(), 'Unit ' || n, '', true from generate_series(1, 40) n",

    "insert into pipelines (tenant_id, id, version, create_time, update_time, name, description, default_pipeline, "
    "stages) values ('TENANT', ID('03', 1), 1, now(), now(), 'Sales', '', true, '[]')",

    "insert into pipeline_stages (tenant_id, pipeline_id, stage_id, position, name, kind) select 'TENANT', ID('03', "
    "1), ID('04', n), n, 'Stage ' || n, case n when 7 then 'WON' when 8 then 'LOST' else 'OPEN' end from "
    "generate_series(1, 8) n",

    "insert into accounts (tenant_id, id, version, create_time, update_time, code, kind, name, description, industry, "
    "region, website, status, vip, owner_id) select 'TENANT', ID('05', n), 1, now() - n * interval '1 minute', now() - "
    "n * interval '1 minute', 'A' || n, 'BUSINESS', 'Account ' || n, '', 'industry ' || n % 100, '', '', 'CUSTOMER', "
    "false, ID('01', 1 + n % 50) from generate_series(1, greatest(COUNT / 20, 1)) n",

    "insert into contacts (tenant_id, id, version, create_time, update_time, account_id, first_name, last_name, email, "
    "title, department, status, primary_contact, owner_id) select 'TENANT', ID('06', n), 1, now(), now(), ID('05', 1 + "
    "n % greatest(COUNT / 20, 1)), 'F' || n, 'L' || n, 'contact' || n || '@example.com', '', '', 'ACTIVE', false, "
    "ID('01', 1 + n % 50) from generate_series(1, greatest(COUNT / 20, 1)) n",

    "insert into opportunities (tenant_id, id, version, create_time, update_time, created_by, updated_by, code, title, "
    "description, account_id, primary_contact_id, pipeline_id, stage_id, stage_enter_time, status, amount_e4, "
    "amount_currency, probability, stage_probability, manual_probability, expected_revenue_e4, "
    "expected_revenue_currency, forecast_category, manual_forecast_category, expected_close_date, actual_close_date, "
    "lost_reason, lost_reason_text, competitor, priority, next_step, owner_id, business_unit_id) "
    "select 'TENANT', ID('07', n), 1, time, time, ID('01', 1 + n % 50), ID('01', 1 + n % 50), 'OPP-' || n, "
    "'Opportunity ' || dice % "
    "100000, '', case when status = 'WON' or dice % 10 <> 0 then ID('05', 1 + dice % greatest(COUNT / 20, 1)) end, "
    "case when dice % 5 = 0 then ID('06', 1 + dice % greatest(COUNT / 20, 1)) end, ID('03', 1), ID('04', case status "
    "when 'WON' then 7 when 'LOST' then 8 else 1 + dice % 6 end), time, status, case when dice % 11 <> 0 then dice % "
    "20000 * 10000::bigint end, case when dice % 11 <> 0 then case dice % 4 when 0 then 'USD' else 'EUR' end end, dice "
    "% 101, 10, false, case when dice % 11 <> 0 then dice % 20000 * 1000::bigint end, case when dice % 11 <> 0 then "
    "case dice % 4 when 0 then 'USD' else 'EUR' end end, 'PIPELINE', false, case when dice % 7 <> 0 then current_date "
    "- 200 + dice % 400 end, case when status <> 'OPEN' then current_date - dice % 300 end, case when status = 'LOST' "
    "then 'PRICE' else '' end, '', '', 'MEDIUM', '', ID('01', 1 + dice / 7 % 50), ID('08', 1 + dice / 11 % 40) "
    "from (select n, now() - (COUNT - n) * interval '1 minute' as time, hashint4(n) & 2147483647 as dice, case "
    "(hashint4(-n) & 2147483647) "
    "% 10 when 0 then 'LOST' when 1 then 'WON' when 2 then 'WON' else 'OPEN' end as status from generate_series(1, "
    "COUNT) n) o",

    "insert into opportunity_tags (tenant_id, opportunity_id, tag) select 'TENANT', ID('07', n), 'tag ' || n % 200 "
    "from "
    "generate_series(1, COUNT, 3) n",

    "insert into opportunity_custom_fields (tenant_id, opportunity_id, element, key, text_value, number_value, "
    "date_value) select 'TENANT', ID('07', n), key, key, case key when 'word' then 'word ' || n % 2000 end, case key "
    "when 'number' then n % 10000 * 100 end, case key when 'day' then date '2026-01-01' + n % 1000 end "
    "from generate_series(1, COUNT, 2) n, unnest(array['word', 'number', 'day']) key",
};

void Fill(AdminConnection& admin, const std::string& tenant, int count) {
  admin.Rows("select set_config('app.tenant_id', $1, false)", {tenant});
  for (const char* const statement : kFill) {
    admin.Rows(absl::StrReplaceAll(statement, {{"ID(", absl::StrCat("pg_temp.made_id('", tenant.substr(0, 2), "', ")},
                                               {"TENANT", tenant},
                                               {"COUNT", absl::StrCat(count)}}));
  }
}

}  // namespace

ManyOpportunities::ManyOpportunities(int usual_count) : count_(usual_count) {
  if (const char* const asked = std::getenv("PIPEWRIGHT_TEST_ROWS"); asked != nullptr) {
    asked_for_ = absl::SimpleAtoi(asked, &count_);
  }
  MigrateDatabase(database_.owner_url());
  AdminConnection admin(database_.owner_url());
  admin.Rows(
      "create function pg_temp.made_id(tenant text, kind text, n bigint) returns uuid language sql immutable as $$ "
      "select (tenant || kind || lpad(to_hex(n), 8, '0') || '70008000000000000000')::uuid $$");
  Fill(admin, kTenant, count_);
  Fill(admin, kOtherTenant, count_ / 10);
  // Pages are read from indexes alone once everybody sees all of their rows; PostgreSQL's own ANALYZE, which may have
  // begun by itself, keeps a snapshot from before they were there until it ends.
  for (int round = 0; round < 100; ++round) {
    admin.Rows("vacuum analyze");
    if (admin.Ask("select relallvisible = relpages from pg_class where oid = 'opportunities'::regclass") == "t") break;
  }
  context_ = ContextOf();
  auto principal = std::make_shared<Principal>(*context_.principal);
  principal->tenant = TenantId::Parse(kTenant).value();
  principal->user = UserId::Parse("02010000-0001-7000-8000-000000000000").value();
  context_.principal = std::move(principal);
}

}  // namespace pipewright::testing
