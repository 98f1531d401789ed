// Statistics and roll-ups, counted by PostgreSQL.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/sales/account_commands.h"
#include "application/sales/contact_commands.h"
#include "application/tasks/task_commands.h"
#include "infrastructure/postgres/read/read_session.h"
#include "infrastructure/postgres/sales/account_insights.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/tasks/task_table.h"
#include "tests/support/application/fake_page_tokens.h"
#include "tests/support/infrastructure/many_opportunities.h"
#include "tests/support/infrastructure/sales_store.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

using absl::CivilDay;

// "3: EUR 100/10 (2)": all, then each currency's sum, expected sum and count.
std::string Shown(const Figures& figures) {
  std::string shown = absl::StrCat(figures.count, ":");
  for (const AmountTotal& total : figures.totals) {
    absl::StrAppend(&shown, " ", total.amount.currency().code(), " ", total.amount.e4() / Money::kScale);
    if (total.expected.has_value()) absl::StrAppend(&shown, "/", total.expected->e4() / Money::kScale);
    absl::StrAppend(&shown, " (", total.count, ")");
  }
  return shown;
}

struct Counted : SalesStore {
  FakePageTokens tokens;
  FakePhones phones;
  ListChecker lists{world.clock(), tokens};
  AccountCommands account_commands{world.ids(), phones};
  ContactCommands contact_commands{world.ids(), phones};
  tasks::TaskCommands task_commands{world.ids()};
  postgres::PostgresStatistics opportunities{world.pool(), world.kept(), postgres::OpportunityTable().layout(),
                                             postgres::OpportunityStatisticsColumns()};
  postgres::PostgresStatistics accounts{world.pool(), world.kept(), postgres::AccountTable().layout(),
                                        postgres::AccountStatisticsColumns()};
  postgres::PostgresStatistics tasks_counted{world.pool(), world.kept(), postgres::TaskTable().layout(),
                                             postgres::TaskStatisticsColumns()};
  postgres::PostgresAccountInsights account_insights{world.pool()};

  Statistics Ask(const StatisticsReader& reader, const GetStatistics& query,
                 std::optional<RequestContext> context = std::nullopt) {
    const StatisticsQueries queries(reader, lists, world.clock());
    auto answer = queries.Handle(context.has_value() ? *context : world.context(), query);
    INFO(answer.status());
    REQUIRE(answer.ok());
    return *std::move(answer);
  }

  AccountId AddAccount(const std::string& name, std::optional<AccountId> parent = std::nullopt) {
    CreateAccount command;
    command.details.name = Change<std::string>::Set(name);
    command.details.annual_revenue = Change<Money>::Set(MoneyOf("EUR", 5));
    if (parent.has_value()) command.details.parent_account_id = Change<AccountId>::Set(*parent);
    return DoAs(world.context(), account_commands, command).value().state().id;
  }
  OpportunityId OpenAt(const AccountId& account, int64_t euros) {
    CreateOpportunity command;
    command.details.title = Change<std::string>::Set("Desks");
    command.details.account_id = Change<AccountId>::Set(account);
    command.details.amount = Change<Money>::Set(MoneyOf("EUR", euros));
    return Do(command).value().state().id;
  }
  void AddContact(const AccountId& account) {
    CreateContact command;
    command.details.last_name = Change<std::string>::Set("Berg");
    command.details.account_id = Change<AccountId>::Set(account);
    REQUIRE(DoAs(world.context(), contact_commands, command).ok());
  }
  TaskId AddTask(const RecordRef& subject) {
    tasks::CreateTask command;
    command.details.title = Change<std::string>::Set("Call");
    command.details.subject = Change<RecordRef>::Set(subject);
    const auto added = DoAs(world.context(), task_commands, command);
    INFO(added.status());
    REQUIRE(added.ok());
    return added->task.id;
  }
};

TEST_CASE("opportunities are counted by status, owner and currency; deleted ones are not", "[statistics]") {
  Counted store;
  const UserId other = store.world.AddMember();
  store.Open(MoneyOf("EUR", 100));                         // 10 %
  store.Open(MoneyOf("EUR", 50), 0, std::nullopt, other);  // 10 %
  store.Open(MoneyOf("USD", 7));
  store.Open(std::nullopt);
  store.Open(MoneyOf("EUR", 40), 5);  // lost
  const OpportunityId gone = store.Open(MoneyOf("EUR", 1000));
  REQUIRE(store.Do(DeleteRecord<Opportunity>{gone, std::nullopt}).ok());

  const Statistics all = store.Ask(store.opportunities, {});
  CHECK(Shown(all.all) == "5: EUR 190/15 (3) USD 7/0 (1)");
  REQUIRE(all.statuses.size() == 2);
  CHECK(all.statuses[0].status == "LOST");
  CHECK(Shown(all.statuses[0].figures) == "1: EUR 40/0 (1)");
  CHECK(all.statuses[1].status == "OPEN");
  CHECK(Shown(all.statuses[1].figures) == "4: EUR 150/15 (2) USD 7/0 (1)");
  REQUIRE(all.owners.size() == 2);
  CHECK(all.owners[0].owner_id == store.world.context().user());
  CHECK(all.owners[0].figures.count == 4);
  CHECK(all.owners[1].owner_id == other);
  CHECK(Shown(all.owners[1].figures) == "1: EUR 50/5 (1)");
  CHECK(all.other_owner_count == 0);
  CHECK(Shown(all.periods.back().figures) == Shown(all.all));

  GetStatistics filtered;
  filtered.filter = "status = OPEN amount.currency_code = EUR";
  CHECK(Shown(store.Ask(store.opportunities, filtered).all) == "2: EUR 150/15 (2)");
  CHECK(Shown(store.Ask(store.opportunities, {}, OnlyOwn(store.world.context(), other)).all) == "1: EUR 50/5 (1)");
}

// All of it.
std::string ShownAll(const Statistics& statistics) {
  std::string shown = Shown(statistics.all);
  for (const StatusFigures& status : statistics.statuses) {
    absl::StrAppend(&shown, "\n", status.status, " ", Shown(status.figures));
  }
  for (const OwnerFigures& owner : statistics.owners) {
    absl::StrAppend(&shown, "\n", owner.owner_id.has_value() ? owner.owner_id->ToString() : "nobody", " ",
                    Shown(owner.figures));
  }
  for (const PeriodFigures& period : statistics.periods) absl::StrAppend(&shown, "\n", Shown(period.figures));
  return absl::StrCat(shown, "\n", Shown(statistics.earlier), "\n", Shown(statistics.later), "\n",
                      Shown(statistics.undated));
}

TEST_CASE("statistics that are counted in parts are those counted as a whole, for whatever scope", "[statistics]") {
  Counted store;
  const UserId other = store.world.AddMember();
  const auto& layout = postgres::OpportunityTable().layout();
  postgres::KeptRows kept(store.world.clock());
  const postgres::PostgresStatistics in_parts(store.world.pool(), kept, layout,
                                              postgres::OpportunityStatisticsColumns(), 2);
  postgres::KeptRows nothing(store.world.clock(), {.sums_bytes = 0});
  const postgres::PostgresStatistics whole(store.world.pool(), nothing, layout,
                                           postgres::OpportunityStatisticsColumns());
  RequestContext unit = OnlyOwn(store.world.context(), store.world.context().user());
  auto principal = std::make_shared<Principal>(*unit.principal);
  principal->grants = Grants({{"opportunity", "*", Scope::kUnit}, {"pipeline", "read", Scope::kAll}});
  principal->unit_users = {other};
  unit.principal = principal;
  GetStatistics filtered;
  filtered.filter = "amount > 5";
  filtered.period_basis = PeriodBasis::kClose;
  GetStatistics referring;
  referring.filter = "owner.family_name:*";
  const auto check = [&] {
    for (const RequestContext& caller : {store.world.context(), unit, OnlyOwn(store.world.context(), other)}) {
      for (const GetStatistics& query : {GetStatistics(), filtered}) {
        CHECK(ShownAll(store.Ask(in_parts, query, caller)) == ShownAll(store.Ask(whole, query, caller)));
      }
    }
    CHECK(ShownAll(store.Ask(in_parts, referring)) == ShownAll(store.Ask(whole, referring)));
  };
  std::vector<OpportunityId> ids;
  for (int i = 0; i < 9; ++i) {
    ids.push_back(store.Open(MoneyOf(i % 3 == 0 ? "USD" : "EUR", i), i % 4 == 0 ? 5 : 0,
                             i % 4 == 0 ? std::optional(CivilDay(2026, 1, 1 + i)) : std::nullopt,
                             i % 2 == 0 ? std::optional(other) : std::nullopt));
  }
  check();
  store.Open(MoneyOf("EUR", 20));
  check();
  REQUIRE(store.Do(DeleteRecord<Opportunity>{ids[4], std::nullopt}).ok());
  check();
  REQUIRE(store.Do(ReassignOpportunity{ids[1], std::nullopt, other}).ok());
  check();
  REQUIRE(store.Do(UndeleteRecord<Opportunity>{ids[4], std::nullopt}).ok());
  REQUIRE(store.Do(ReassignOpportunity{ids[8], std::nullopt, store.world.context().user()}).ok());
  check();
  CHECK(kept.parts_counted() > 10);
}

TEST_CASE("what is closed falls into the period of its close, open ones into that of the expected", "[statistics]") {
  Counted store;
  store.Open(MoneyOf("EUR", 1), 5, CivilDay(2026, 1, 31));
  store.Open(MoneyOf("EUR", 2), 5, CivilDay(2026, 2, 1));
  store.Open(MoneyOf("EUR", 4), 5, CivilDay(2025, 12, 31));
  store.Open(MoneyOf("EUR", 8), 5, CivilDay(2026, 3, 1));
  store.Open(MoneyOf("EUR", 16));  // no expected close
  CreateOpportunity expected;
  expected.details.title = Change<std::string>::Set("Desks");
  expected.details.amount = Change<Money>::Set(MoneyOf("EUR", 32));
  expected.details.expected_close_date = Change<CivilDay>::Set(CivilDay(2026, 2, 28));
  REQUIRE(store.Do(expected).ok());

  GetStatistics query;
  query.period_basis = PeriodBasis::kClose;
  query.first_day = CivilDay(2026, 1, 15);
  query.periods = 2;
  const Statistics found = store.Ask(store.opportunities, query);
  REQUIRE(found.periods.size() == 2);
  CHECK(found.periods[0].first_day == CivilDay(2026, 1, 1));
  CHECK(Shown(found.periods[0].figures) == "1: EUR 1/0 (1)");
  CHECK(Shown(found.periods[1].figures) == "2: EUR 34/3 (2)");
  CHECK(Shown(found.earlier) == "1: EUR 4/0 (1)");
  CHECK(Shown(found.later) == "1: EUR 8/0 (1)");
  CHECK(Shown(found.undated) == "1: EUR 16/1 (1)");
}

TEST_CASE("a month begins at midnight of the tenant's zone", "[statistics]") {
  Counted store;
  RequestContext there = store.world.context();
  auto principal = std::make_shared<Principal>(*there.principal);
  REQUIRE(absl::LoadTimeZone("Pacific/Auckland", &principal->time_zone));
  there.principal = std::move(principal);
  // 2027-02-01 00:30 there, half a day earlier in UTC. The world's clock moves on by a minute.
  REQUIRE(absl::ParseTime(absl::RFC3339_full, "2027-01-31T11:29:00Z", &store.world.clock().now, nullptr));
  store.Open(MoneyOf("EUR", 1));
  GetStatistics query;
  query.first_day = CivilDay(2027, 1, 1);
  query.periods = 2;
  CHECK(store.Ask(store.opportunities, query).periods[0].figures.count == 1);
  CHECK(store.Ask(store.opportunities, query, there).periods[1].figures.count == 1);
}

TEST_CASE("a hundred owners are told one by one, the others together", "[statistics]") {
  Counted store;
  for (int i = 0; i < Statistics::kMaxOwners + 1; ++i) {
    const UserId owner = store.world.AddMember();
    store.Open(MoneyOf("EUR", 1), 0, std::nullopt, owner);
    if (i == 7) store.Open(MoneyOf("USD", 1), 0, std::nullopt, owner);
  }
  store.Open(MoneyOf("EUR", 1));
  const Statistics all = store.Ask(store.opportunities, {});
  REQUIRE(all.owners.size() == Statistics::kMaxOwners);
  CHECK(Shown(all.owners[0].figures) == "2: EUR 1/0 (1) USD 1/0 (1)");
  CHECK(all.other_owner_count == 2);
  CHECK(Shown(all.other_owners) == "2: EUR 2/0 (2)");
}

TEST_CASE("accounts and tasks are counted the same way, each by what it has", "[statistics]") {
  Counted store;
  const AccountId acme = store.AddAccount("Acme");
  UpdateAccount nobodys{store.AddAccount("Globex"), std::nullopt, {}, {}};
  nobodys.changes.owner_id = Change<UserId>::Clear();
  REQUIRE(store.DoAs(store.world.context(), store.account_commands, nobodys).ok());
  const Statistics accounts = store.Ask(store.accounts, {});
  CHECK(Shown(accounts.all) == "2: EUR 10 (2)");
  REQUIRE(accounts.owners.size() == 2);
  CHECK(accounts.owners[0].owner_id == store.world.context().user());
  CHECK_FALSE(accounts.owners[1].owner_id.has_value());

  const TaskId done = store.AddTask(RecordRef::Of(acme));
  store.AddTask(RecordRef::Of(acme));
  REQUIRE(store.DoAs(store.world.context(), store.task_commands, Act<&tasks::Task::Complete>{done, std::nullopt}).ok());
  GetStatistics query;
  query.period_basis = PeriodBasis::kClose;
  query.periods = 1;
  const Statistics tasks = store.Ask(store.tasks_counted, query);
  CHECK(Shown(tasks.all) == "2:");
  CHECK(tasks.statuses.size() == 2);
  CHECK(tasks.periods[0].figures.count == 1);
  CHECK(tasks.undated.count == 1);
}

TEST_CASE("an account's roll-up holds what is below it, at any depth, and nothing beside", "[statistics]") {
  Counted store;
  const AccountId top = store.AddAccount("Top");
  const AccountId middle = store.AddAccount("Middle", top);
  const AccountId bottom = store.AddAccount("Bottom", middle);
  const AccountId beside = store.AddAccount("Beside");
  const AccountId gone = store.AddAccount("Gone", top);
  store.OpenAt(top, 1);
  const OpportunityId won = store.OpenAt(bottom, 2);
  REQUIRE(store.Do(WinOpportunity{won, std::nullopt, std::nullopt}).ok());
  const OpportunityId below = store.OpenAt(bottom, 4);
  store.OpenAt(beside, 8);
  LoseOpportunity lose;
  lose.loss.reason = "PRICE";
  for (const OpportunityId& lost : {store.OpenAt(gone, 16), store.OpenAt(middle, 32)}) {
    lose.id = lost;
    REQUIRE(store.Do(lose).ok());
  }
  store.AddContact(middle);
  store.AddContact(beside);
  store.AddTask(RecordRef::Of(top));
  store.AddTask(RecordRef::Of(below));
  store.AddTask(RecordRef::Of(beside));
  const TaskId called = store.AddTask(RecordRef::Of(below));
  REQUIRE(
      store.DoAs(store.world.context(), store.task_commands, Act<&tasks::Task::Complete>{called, std::nullopt}).ok());
  const absl::Time last = store.world.clock().now;
  REQUIRE(store.DoAs(store.world.context(), store.account_commands, DeleteRecord<Account>{gone, std::nullopt}).ok());

  const auto all = store.account_insights.Handle(store.world.context(), GetAccountRollup{top});
  INFO(all.status());
  REQUIRE(all.ok());
  CHECK(all->account_count == 3);
  CHECK(Shown(all->open_opportunities) == "2: EUR 5/0 (2)");
  CHECK(Shown(all->won_opportunities) == "1: EUR 2/2 (1)");
  CHECK(all->contact_count == 1);
  CHECK(all->open_task_count == 2);
  CHECK(all->last_contact_time == last);
  CHECK(store.account_insights.Handle(store.world.context(), GetAccountRollup{middle})->account_count == 2);
}

TEST_CASE("a roll-up counts what its reader may read, and is none of an account that they may not", "[statistics]") {
  Counted store;
  const AccountId top = store.AddAccount("Top");
  store.OpenAt(store.AddAccount("Below", top), 1);
  store.AddContact(top);
  RequestContext reader = store.world.context();
  auto principal = std::make_shared<Principal>(*reader.principal);
  principal->user = store.world.AddMember();
  principal->grants = Grants({{"account", "read", Scope::kAll}, {"opportunity", "read", Scope::kOwn}});
  reader.principal = principal;
  const auto seen = store.account_insights.Handle(reader, GetAccountRollup{top});
  REQUIRE(seen.ok());
  CHECK(seen->account_count == 2);
  CHECK(seen->open_opportunities.count == 0);
  CHECK(seen->contact_count == 0);
  principal = std::make_shared<Principal>(*principal);
  principal->grants = Grants({{"account", "read", Scope::kOwn}});
  reader.principal = principal;
  CHECK(store.account_insights.Handle(reader, GetAccountRollup{top}).status().code() == absl::StatusCode::kNotFound);
}

// PIPEWRIGHT_TEST_ROWS=100000 asks for the times.
TEST_CASE("the opportunities of a large tenant are counted from an index alone", "[statistics][plans]") {
  const testing::ManyOpportunities many(20'000);
  postgres::Pool pool({many.database().app_url(), ""}, 1);
  const FakeClock clock;
  postgres::KeptRows kept(clock, {.sums_bytes = 0});  // each is counted
  const postgres::TableLayout& layout = postgres::OpportunityTable().layout();
  const postgres::PostgresStatistics reader(pool, kept, layout, postgres::OpportunityStatisticsColumns());
  StatisticsPlan plan;
  GetStatistics query;
  plan.bounds = PeriodBounds(query, absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()));
  std::string explained;
  {
    const auto question =
        postgres::CompileStatistics(layout, postgres::OpportunityStatisticsColumns(), many.context(), plan).value();
    auto session = postgres::ReadSession::Begin(pool, many.context()).value();
    const absl::Status read = session.Read(
        {absl::StrCat("explain (analyze, costs off, timing off) ", question.text(postgres::WithoutEnd)), 1},
        question.params, [&](postgres::Row row) {
          absl::StrAppend(&explained, row[0].text, "\n");
          return absl::OkStatus();
        });
    INFO(read);
    REQUIRE(read.ok());
  }
  INFO(explained);
  CHECK_THAT(explained, Catch::Contains("Index Only Scan using opportunities_stage_idx"));
  CHECK_THAT(explained, !Catch::Contains("Sort Method: external"));
  const auto counted = reader.Count(many.context(), plan);
  REQUIRE(counted.ok());
  CHECK(counted->all.count == many.count());
  if (!many.asked_for()) return;
  for (int i = 0; i < 20; ++i) {
    const absl::Time begin = absl::Now();
    REQUIRE(reader.Count(many.context(), plan).ok());
    std::cout << "statistics of " << many.count() << ": " << absl::Now() - begin << "\n";
  }
}

}  // namespace
}  // namespace pipewright::sales
