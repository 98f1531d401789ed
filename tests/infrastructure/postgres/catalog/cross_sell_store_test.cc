// What the cross-sell matrix reads of PostgreSQL: which state wins, and that nobody sees more than they may read.
#include "infrastructure/postgres/catalog/cross_sell_store.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "tests/support/infrastructure/catalog_world.h"

namespace pipewright::catalog {
namespace {

using sales::LineItem;
using sales::Opportunity;

enum class End { kOpen, kWon, kLost };

struct Selling : CatalogWorld<testing::PostgresWorld> {
  postgres::PostgresCrossSellStore store{world.pool(), world.kept()};

  // An opportunity with one line item of the offering.
  OpportunityId Offer(const AccountId& account, const OfferingId& offering, int64_t euros, End end = End::kOpen,
                      absl::CivilDay closed = absl::CivilDay(2026, 3, 1), size_t stage = 0) {
    sales::CreateOpportunity open;
    open.details.title = Change<std::string>::Set("Offer");
    open.details.account_id = Change<AccountId>::Set(account);
    open.details.stage_id = Change<StageId>::Set(pipeline.state().stages[stage].id);
    open.details.line_items = Change<std::vector<LineItem>>::Set(
        {{"", 10'000, Euros(euros), {}, offering}, {"Else", 10'000, Euros(99), {}, {}}});
    const OpportunityId id = Must(opportunities, open).state().id;
    if (end == End::kWon) Must(opportunities, sales::WinOpportunity{id, {}, closed});
    if (end == End::kLost) {
      sales::LoseOpportunity lose;
      lose.id = id;
      lose.loss.reason = "PRICE";
      lose.loss.text = "Too dear";
      lose.loss.close_date = closed;
      Must(opportunities, lose);
    }
    return id;
  }

  std::vector<CrossSellCell> Cells(const std::vector<AccountId>& from, const std::vector<OfferingId>& of,
                                   std::optional<RequestContext> as = std::nullopt) {
    const auto found = store.Cells(as.has_value() ? *as : world.context(), from, of);
    INFO(found.status());
    REQUIRE(found.ok());
    return *found;
  }
  std::optional<CrossSellCell> CellOf(const AccountId& account, const OfferingId& offering) {
    const auto cells = Cells({account}, {offering});
    REQUIRE(cells.size() < 2);
    return cells.empty() ? std::nullopt : std::optional(cells[0]);
  }

  // The same caller with other grants.
  RequestContext With(const Grants& grants) const {
    RequestContext context = world.context();
    auto principal = std::make_shared<Principal>(*context.principal);
    principal->grants = grants;
    context.principal = std::move(principal);
    return context;
  }
};

TEST_CASE("what is never heard of is white space", "[cross_sell]") {
  Selling test;
  const AccountId acme = test.AddAccount("Acme");
  const OfferingId care = test.AddOffering("Care");
  test.Offer(acme, test.AddOffering("Cover"), 10);
  test.Offer(test.AddAccount("Globex"), care, 10);
  CHECK_FALSE(test.CellOf(acme, care).has_value());
  CHECK(test.Cells({}, {care}).empty());
  CHECK(test.Cells({acme}, {}).empty());
}

TEST_CASE("a cell tells the first that holds: engaged, open, won, lost", "[cross_sell]") {
  Selling test;
  const AccountId acme = test.AddAccount("Acme");
  const OfferingId care = test.AddOffering("Care");
  const OpportunityId lost = test.Offer(acme, care, 10, End::kLost);
  std::optional<CrossSellCell> cell = test.CellOf(acme, care);
  REQUIRE(cell.has_value());
  CHECK(cell->account_id == acme);
  CHECK(cell->offering_id == care);
  CHECK(cell->state == CrossSellState::kLost);
  CHECK(cell->opportunity_id == lost);
  CHECK(cell->close_date == absl::CivilDay(2026, 3, 1));
  CHECK(cell->lost_reason == "PRICE");
  CHECK(cell->lost_reason_text == "Too dear");
  CHECK(cell->amount == Euros(10));

  const OpportunityId won = test.Offer(acme, care, 20, End::kWon);
  cell = test.CellOf(acme, care);
  CHECK(cell->state == CrossSellState::kWon);
  CHECK(cell->opportunity_id == won);
  CHECK(cell->lost_reason.empty());

  const OpportunityId open = test.Offer(acme, care, 30, End::kOpen, {}, 1);
  cell = test.CellOf(acme, care);
  CHECK(cell->state == CrossSellState::kOpen);
  CHECK(cell->opportunity_id == open);
  CHECK(cell->stage_id == test.pipeline.state().stages[1].id);
  CHECK(cell->stage_name == test.pipeline.state().stages[1].name);
  CHECK_FALSE(cell->close_date.has_value());
  CHECK(cell->amount == Euros(30));

  EngagementChanges more;
  more.value = Change<Money>::Set(Euros(40));
  more.start_date = Change<absl::CivilDay>::Set(absl::CivilDay(2026, 2, 1));
  const EngagementId engagement = test.Engage(acme, care, more);
  cell = test.CellOf(acme, care);
  CHECK(cell->state == CrossSellState::kEngaged);
  CHECK(cell->engagement_id == engagement);
  CHECK(cell->engagement_status == EngagementStatus::kActive);
  CHECK(cell->start_date == absl::CivilDay(2026, 2, 1));
  CHECK(cell->amount == Euros(40));
  CHECK_FALSE(cell->opportunity_id.has_value());

  test.Must(test.engagements, EndEngagement{engagement, {}, {}});
  CHECK(test.CellOf(acme, care)->state == CrossSellState::kOpen);
  test.Must(test.opportunities, DeleteRecord<Opportunity>{open, {}});
  CHECK(test.CellOf(acme, care)->state == CrossSellState::kWon);
}

TEST_CASE("a paused engagement is one, an ended or deleted one is none", "[cross_sell]") {
  Selling test;
  const AccountId acme = test.AddAccount("Acme");
  const OfferingId care = test.AddOffering("Care");
  const EngagementId paused = test.Engage(acme, care);
  test.Must(test.engagements, Act<&Engagement::Pause>{paused, {}});
  CHECK(test.CellOf(acme, care)->engagement_status == EngagementStatus::kPaused);
  const EngagementId active = test.Engage(acme, care);
  test.Engage(acme, care);
  test.Must(test.engagements, Act<&Engagement::Pause>{test.CellOf(acme, care)->engagement_id.value(), {}});
  CHECK(test.CellOf(acme, care)->engagement_id == active);  // an active one before the younger paused one
  test.Must(test.engagements, EndEngagement{active, {}, {}});
  CHECK(test.CellOf(acme, care)->engagement_status == EngagementStatus::kPaused);
  for (int i = 0; i < 2; ++i) {
    test.Must(test.engagements, DeleteRecord<Engagement>{test.CellOf(acme, care)->engagement_id.value(), {}});
  }
  CHECK_FALSE(test.CellOf(acme, care).has_value());
}

TEST_CASE("of several opportunities the likeliest open or the last closed one is told", "[cross_sell]") {
  Selling test;
  const AccountId acme = test.AddAccount("Acme");
  const OfferingId care = test.AddOffering("Care");
  test.Offer(acme, care, 1, End::kLost, absl::CivilDay(2026, 3, 1));
  const OpportunityId last = test.Offer(acme, care, 2, End::kLost, absl::CivilDay(2026, 3, 2));
  test.Offer(acme, care, 3, End::kLost, absl::CivilDay(2026, 2, 28));
  CHECK(test.CellOf(acme, care)->opportunity_id == last);
  test.Offer(acme, care, 4, End::kOpen, {}, 0);
  const OpportunityId likely = test.Offer(acme, care, 5, End::kOpen, {}, 2);
  test.Offer(acme, care, 6, End::kOpen, {}, 1);
  CHECK(test.CellOf(acme, care)->opportunity_id == likely);
}

TEST_CASE("the amount of an opportunity is what its items of the offering come to", "[cross_sell]") {
  Selling test;
  const AccountId acme = test.AddAccount("Acme");
  const OfferingId care = test.AddOffering("Care");
  const OfferingId cover = test.AddOffering("Cover");
  sales::CreateOpportunity open;
  open.details.title = Change<std::string>::Set("Both");
  open.details.account_id = Change<AccountId>::Set(acme);
  open.details.line_items = Change<std::vector<LineItem>>::Set(
      {{"", 10'000, Euros(1), {}, care}, {"", 20'000, Euros(10), {}, cover}, {"", 30'000, Euros(2), {}, care}});
  test.Must(test.opportunities, open);
  const auto cells = test.Cells({acme}, {care, cover});
  REQUIRE(cells.size() == 2);
  for (const CrossSellCell& cell : cells) CHECK(cell.amount == (cell.offering_id == care ? Euros(7) : Euros(20)));
}

TEST_CASE("cells tell only what the caller may read", "[cross_sell]") {
  Selling test;
  const AccountId acme = test.AddAccount("Acme");
  const OfferingId care = test.AddOffering("Care");
  const OfferingId cover = test.AddOffering("Cover");
  const UserId other = test.world.AddMember();
  EngagementChanges theirs;
  theirs.owner_id = Change<UserId>::Set(other);
  test.Engage(acme, care, theirs);
  const OpportunityId opportunity = test.Offer(acme, cover, 10);
  const auto shown = [&](const Grants& grants) {
    // The store gives them in no order.
    std::string of_care;
    std::string of_cover;
    for (const CrossSellCell& cell : test.Cells({acme}, {care, cover}, test.With(grants))) {
      absl::StrAppend(cell.offering_id == care ? &of_care : &of_cover, NameOf(cell.state), " ");
    }
    return of_care + of_cover;
  };
  using Grant = std::vector<Grants::Grant>;
  CHECK(shown(Grants(Grant{{"*", "read", Scope::kAll}})) == "ENGAGED OPEN ");
  CHECK(shown(Grants(Grant{{"*", "read", Scope::kOwn}})) == "OPEN ");
  CHECK(shown(Grants(Grant{{"engagement", "read", Scope::kAll}})) == "ENGAGED ");
  CHECK(shown(Grants(Grant{{"account", "read", Scope::kAll}})).empty());
  test.Must(test.opportunities, sales::ReassignOpportunity{opportunity, {}, other});
  CHECK(shown(Grants(Grant{{"*", "read", Scope::kOwn}})).empty());
}

ListQuery AllAccounts() {
  ListQuery list;
  list.order = {{.field = "id", .type = FieldType::kId}};
  return list;
}

TEST_CASE("columns sum up the cells of all accounts that a list has, by state and currency", "[cross_sell]") {
  Selling test;
  const AccountId acme = test.AddAccount("Acme");
  const AccountId globex = test.AddAccount("Globex");
  const AccountId gone = test.AddAccount("Gone");
  const OfferingId care = test.AddOffering("Care");
  const OfferingId cover = test.AddOffering("Cover");
  for (const AccountId& account : {acme, globex, gone}) test.Offer(account, care, 10, End::kWon);
  test.Offer(acme, cover, 5);
  test.Engage(globex, cover);
  test.Must(test.accounts, DeleteRecord<sales::Account>{gone, {}});
  const auto groups = test.store.Columns(test.world.context(), AllAccounts(), {care, cover});
  INFO(groups.status());
  REQUIRE(groups.ok());
  std::vector<std::string> shown;
  for (const CrossSellColumnGroup& group : *groups) {
    shown.push_back(absl::StrCat(group.offering_id == care ? "Care " : "Cover ", NameOf(group.state), " ", group.count,
                                 " ", group.amount.has_value() ? group.amount->ToString() : ""));
  }
  std::sort(shown.begin(), shown.end());
  CHECK(shown == std::vector<std::string>{"Care WON 2 20.00 EUR", "Cover ENGAGED 1 ", "Cover OPEN 1 5.00 EUR"});
}

TEST_CASE("columns leave out accounts that the caller may not read, and those that the list leaves out",
          "[cross_sell]") {
  Selling test;
  const AccountId mine = test.AddAccount("Acme");
  sales::CreateAccount command;
  command.details.name = Change<std::string>::Set("Globex");
  command.details.owner_id = Change<UserId>::Set(test.world.AddMember());
  const AccountId theirs = test.Must(test.accounts, command).state().id;
  const OfferingId care = test.AddOffering("Care");
  for (const AccountId& account : {mine, theirs}) test.Engage(account, care);
  const auto count = [&](const RequestContext& context, const ListQuery& list) {
    const auto groups = test.store.Columns(context, list, {care});
    REQUIRE(groups.ok());
    return groups->empty() ? 0 : groups->front().count;
  };
  CHECK(count(test.world.context(), AllAccounts()) == 2);
  CHECK(count(test.With(Grants({{"account", "read", Scope::kOwn}, {"engagement", "read", Scope::kAll}})),
              AllAccounts()) == 1);
}

TEST_CASE("columns that are counted in parts are those counted as a whole, for whatever scope", "[cross_sell]") {
  Selling test;
  postgres::KeptRows kept(test.world.clock());
  const postgres::PostgresCrossSellStore in_parts(test.world.pool(), kept, 1);
  postgres::KeptRows nothing(test.world.clock(), {.sums_bytes = 0});
  const postgres::PostgresCrossSellStore whole(test.world.pool(), nothing);
  const OfferingId care = test.AddOffering("Care");
  const OfferingId cover = test.AddOffering("Cover");
  const auto shown = [&](const postgres::PostgresCrossSellStore& store, const RequestContext& caller) {
    const auto groups = store.Columns(caller, AllAccounts(), {care, cover});
    INFO(groups.status());
    REQUIRE(groups.ok());
    std::vector<std::string> lines;
    for (const CrossSellColumnGroup& group : *groups) {
      lines.push_back(absl::StrCat(group.offering_id.ToString(), " ", NameOf(group.state), " ", group.count, " ",
                                   group.amount.has_value() ? group.amount->ToString() : ""));
    }
    std::sort(lines.begin(), lines.end());
    return lines;
  };
  const auto check = [&] {
    for (const RequestContext& caller :
         {test.world.context(),
          test.With(Grants({{"account", "read", Scope::kOwn}, {"engagement", "read", Scope::kAll}})),
          test.With(Grants({{"account", "read", Scope::kAll}, {"opportunity", "read", Scope::kUnit}}))}) {
      CHECK(shown(in_parts, caller) == shown(whole, caller));
    }
  };
  const AccountId acme = test.AddAccount("Acme");
  const AccountId globex = test.AddAccount("Globex");
  const OpportunityId offer = test.Offer(acme, care, 10);
  check();
  test.Offer(globex, care, 20, End::kWon);
  check();
  const EngagementId engagement = test.Engage(globex, cover);
  check();
  // From the part of one account to that of another.
  sales::UpdateOpportunity move;
  move.id = offer;
  move.changes.account_id = Change<AccountId>::Set(globex);
  test.Must(test.opportunities, move);
  check();
  test.Must(test.engagements, EndEngagement{engagement, {}, {}});
  test.Must(test.accounts, DeleteRecord<sales::Account>{acme, {}});
  check();
  test.Engage(test.AddAccount("Initech"), care);
  check();
  CHECK(kept.parts_counted() > 10);
}

// The example of tests/domain/catalog/association_rules_test.cc, in the industry Retail, with an eleventh account of
// another one.
struct Baskets : Selling {
  OfferingId care = AddOffering("Care");
  OfferingId cover = AddOffering("Cover");
  OfferingId desks = AddOffering("Desks");

  Baskets() {
    const std::vector<std::vector<OfferingId>> baskets = {
        {care, cover}, {care, cover},  {care, cover}, {care},  {care, desks},
        {cover},       {cover, desks}, {desks},       {desks}, {care, cover, desks}};
    for (const std::vector<OfferingId>& basket : baskets) {
      const AccountId account = AddAccount("Acme", "Retail");
      for (const OfferingId& offering : basket) Engage(account, offering);
    }
    Engage(AddAccount("Globex", "Steel"), care);
    AddAccount("Initech", "Retail");  // which uses nothing
  }
  BasketCounts Counted(const std::optional<std::string>& industry, const RequestContext& context) {
    const auto counts = store.Baskets(context, industry, {care, cover, desks});
    INFO(counts.status());
    REQUIRE(counts.ok());
    return *counts;
  }
};

TEST_CASE("baskets are counted over an industry, or over all accounts", "[cross_sell]") {
  Baskets test;
  const BasketCounts retail = test.Counted("Retail", test.world.context());
  CHECK(retail.accounts == 10);
  CHECK(retail.using_one == std::map<OfferingId, int64_t>{{test.care, 6}, {test.cover, 6}, {test.desks, 5}});
  std::map<std::pair<OfferingId, OfferingId>, int64_t> both;
  const auto together = [&](const OfferingId& a, const OfferingId& b, int64_t count) {
    both[{a, b}] = count;
    both[{b, a}] = count;
  };
  together(test.care, test.cover, 4);
  together(test.care, test.desks, 2);
  together(test.cover, test.desks, 2);
  CHECK(retail.using_both == both);
  const BasketCounts all = test.Counted(std::nullopt, test.world.context());
  CHECK(all.accounts == 11);
  CHECK(all.using_one.at(test.care) == 7);
  CHECK(test.Counted("Nothing", test.world.context()).accounts == 0);
}

TEST_CASE("an account that uses an offering twice counts once, and what has ended not at all", "[cross_sell]") {
  Baskets test;
  const AccountId acme = test.AddAccount("Acme", "Retail");
  test.Engage(acme, test.desks);
  test.Must(test.engagements, Act<&Engagement::Pause>{test.Engage(acme, test.desks), {}});
  test.Must(test.engagements, EndEngagement{test.Engage(acme, test.care), {}, {}});
  const BasketCounts retail = test.Counted("Retail", test.world.context());
  CHECK(retail.accounts == 11);
  CHECK(retail.using_one.at(test.desks) == 6);
  CHECK(retail.using_one.at(test.care) == 6);
  CHECK(retail.using_both.at({test.desks, test.care}) == 2);
}

TEST_CASE("baskets of accounts and engagements that the caller may not read don't count", "[cross_sell]") {
  Baskets test;
  RequestContext other = test.With(Grants({{"*", "read", Scope::kOwn}}));
  auto principal = std::make_shared<Principal>(*other.principal);
  principal->user = test.world.AddMember();
  other.principal = principal;
  CHECK(test.Counted(std::nullopt, other).accounts == 0);
  principal->grants = Grants({{"account", "read", Scope::kAll}});
  CHECK(test.Counted(std::nullopt, other).accounts == 0);
  principal->grants = Grants({{"account", "read", Scope::kAll}, {"engagement", "read", Scope::kAll}});
  CHECK(test.Counted(std::nullopt, other).accounts == 11);
}

TEST_CASE("engagements are worth their average in a currency", "[cross_sell]") {
  Selling test;
  const AccountId acme = test.AddAccount("Acme");
  const OfferingId care = test.AddOffering("Care");
  const OfferingId cover = test.AddOffering("Cover");
  for (const int64_t euros : {10, 20, 20}) {
    EngagementChanges more;
    more.value = Change<Money>::Set(Euros(euros));
    test.Engage(acme, care, more);
  }
  EngagementChanges dollars;
  dollars.value = Change<Money>::Set(Money::FromUnitsAndNanos("USD", 999, 0).value());
  test.Engage(acme, care, dollars);
  test.Engage(acme, cover, dollars);
  test.Engage(acme, cover);
  const auto averages = test.store.AverageValues(test.world.context(), {care, cover}, Euros(0).currency());
  INFO(averages.status());
  REQUIRE(averages.ok());
  CHECK(*averages == std::map<OfferingId, Money>{{care, Money::FromUnitsAndNanos("EUR", 16, 670'000'000).value()}});
}

}  // namespace
}  // namespace pipewright::catalog
