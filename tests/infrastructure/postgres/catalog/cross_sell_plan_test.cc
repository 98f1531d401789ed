// A page of the cross-sell matrix costs what its accounts have, however much others have.
#include <catch2/catch.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "infrastructure/postgres/catalog/cross_sell_cells.h"
#include "infrastructure/postgres/connection/connection.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/many_opportunities.h"

namespace pipewright::postgres {
namespace {

constexpr int kRows = 40'000;

// 50 offerings, a line item of one in every opportunity, and five engagements of every account.
constexpr const char* kFill[] = {
    "insert into offerings (tenant_id, id, version, create_time, update_time, name, description, kind, billing_period, "
    "active) select $1::uuid, gen_random_uuid(), 1, now(), now(), 'Offering ' || n, '', 'SERVICE', 'MONTHLY', true "
    "from generate_series(1, 50) n",
    "with o as (select id, row_number() over (order by id) as n from offerings where tenant_id = $1::uuid), "
    "t as (select id, row_number() over (order by id) as n from opportunities where tenant_id = $1::uuid) "
    "insert into opportunity_line_items select $1::uuid, t.id, 0, o.id, 10000, 'EUR' from t join o on o.n = 1 + t.n % "
    "50",
    "with o as (select id, row_number() over (order by id) as n from offerings where tenant_id = $1::uuid), "
    "a as (select id, row_number() over (order by id) as n from accounts where tenant_id = $1::uuid) "
    "insert into engagements (tenant_id, id, version, create_time, update_time, account_id, offering_id, status, "
    "description) select $1::uuid, gen_random_uuid(), 1, now(), now(), a.id, o.id, 'ACTIVE', '' "
    "from a cross join generate_series(1, 5) k join o on o.n = 1 + a.n * k % 50"};

std::string IdsOf(testing::AdminConnection& admin, const std::string& sql, const std::string& tenant) {
  std::vector<std::string> ids;
  for (const auto& row : admin.Rows(sql, {tenant})) ids.push_back(row[0]);
  return ArrayLiteral(ids);
}

TEST_CASE("a page of the matrix is read by the indexes of its accounts", "[plans][cross_sell]") {
  const testing::ManyOpportunities many(kRows);
  const std::string tenant = many.context().tenant().ToString();
  testing::AdminConnection admin(many.database().owner_url());
  admin.Ask("select set_config('app.tenant_id', $1, false)", {tenant});
  for (const char* const statement : kFill) admin.Rows(statement, {tenant});
  admin.Rows("vacuum analyze");

  // Somebody whose grants reach a unit too: their conditions are the longest.
  RequestContext context = many.context();
  auto principal = std::make_shared<Principal>(*context.principal);
  principal->grants = Grants({{"*", "read", Scope::kUnit}});
  principal->unit_users = {*principal->user};
  context.principal = std::move(principal);
  std::vector<Param> params = {
      tenant, IdsOf(admin, "select id from offerings where tenant_id = $1::uuid", tenant),
      IdsOf(admin, "select id from accounts where tenant_id = $1::uuid order by id limit 50", tenant)};
  for (const RequestContext* const caller : std::vector<const RequestContext*>{&many.context(), &context}) {
    std::vector<Param> bound = params;
    const std::string cells = CellsOfAccounts(*caller, "$3::uuid[]", "$2::uuid[]", bound);
    const auto connection = Connection::Open({many.database().app_url(), ""}).value();
    REQUIRE(connection->PrepareSession(caller->principal->tenant, absl::InfiniteFuture()).ok());
    std::string plan;
    const absl::Status explained = connection->Read(
        {absl::StrCat("explain (analyze, costs off, timing off) select * from ", cells, " c"), 1}, bound,
        [&](Row row) {
          absl::StrAppend(&plan, row[0].text, "\n");
          return absl::OkStatus();
        },
        nullptr);
    INFO(explained);
    REQUIRE(explained.ok());
    INFO(plan);
    // Of somebody who has next to nothing, their own few may be read instead.
    for (const char* const index :
         {"engagements_account_id_idx", "opportunities_account_id_idx", "opportunity_line_items_pkey"}) {
      if (caller == &many.context()) CHECK_THAT(plan, Catch::Contains(index));
    }
    for (const char* const table : {"engagements", "opportunities", "opportunity_line_items"}) {
      CHECK_THAT(plan, !Catch::Contains(absl::StrCat("Seq Scan on ", table)));
    }
    if (many.asked_for()) std::cout << "a page of the matrix | " << plan.substr(plan.find("Execution Time: ") + 16);
  }
}

}  // namespace
}  // namespace pipewright::postgres
