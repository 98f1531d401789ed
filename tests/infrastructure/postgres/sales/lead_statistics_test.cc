#include "infrastructure/postgres/sales/lead_statistics.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/sales/lead_commands.h"
#include "infrastructure/postgres/read/reader.h"
#include "infrastructure/postgres/sales/lead_table.h"
#include "tests/support/application/fake_page_tokens.h"
#include "tests/support/infrastructure/sales_store.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

struct Leads {
  testing::PostgresWorld world;
  FakePhones phones;
  FakePageTokens tokens;
  LeadCommands commands{world.ids(), phones};
  ListChecker lists{world.clock(), tokens};
  postgres::PostgresReader<Lead> reader{world.pool(), postgres::LeadTable()};
  postgres::PostgresLeadStatistics store{world.pool()};
  LeadStatisticsQueries queries{reader, lists, store};

  LeadId Add(LeadStatus status, std::optional<LeadSource> source, std::optional<Money> value,
             Change<UserId> owner = {}) {
    CreateLead command;
    command.details.name = Change<std::string>::Set("Maria Berg");
    command.details.status = Change<LeadStatus>::Set(status);
    if (source.has_value()) command.details.source = Change<LeadSource>::Set(*source);
    if (value.has_value()) command.details.estimated_value = Change<Money>::Set(*value);
    command.details.owner_id = std::move(owner);
    const auto created = testing::RunCommand(world, commands, command);
    INFO(created.status());
    REQUIRE(created.ok());
    return created->state().id;
  }
  LeadStatistics Ask(const std::string& filter = "") {
    const auto statistics = queries.Handle(world.context(), {filter});
    INFO(statistics.status());
    REQUIRE(statistics.ok());
    return *statistics;
  }
};

// "3: 2 in EUR 30, 1 in USD 7"
std::string Shown(const LeadFigures& figures) {
  std::string shown = absl::StrCat(figures.count);
  for (const LeadTotal& total : figures.totals) {
    absl::StrAppend(&shown, shown.find(':') == std::string::npos ? ": " : ", ", total.count, " in ",
                    total.estimated_value.currency().code(), " ", total.estimated_value.e4() / Money::kScale);
  }
  return shown;
}

TEST_CASE("leads are counted and added up by status, source and owner, each currency by itself", "[lead]") {
  Leads test;
  const UserId me = test.world.context().user();
  const UserId other = test.world.AddMember();
  test.Add(LeadStatus::kNew, LeadSource::kEvent, MoneyOf("EUR", 10));
  test.Add(LeadStatus::kNew, LeadSource::kEvent, MoneyOf("EUR", 20));
  test.Add(LeadStatus::kNew, LeadSource::kPartner, MoneyOf("USD", 7), Change<UserId>::Set(other));
  test.Add(LeadStatus::kLost, std::nullopt, std::nullopt);
  test.Add(LeadStatus::kLost, std::nullopt, MoneyOf("EUR", 5), Change<UserId>::Clear());
  const LeadId deleted = test.Add(LeadStatus::kLost, LeadSource::kOther, MoneyOf("EUR", 1000));
  REQUIRE(testing::RunCommand(test.world, test.commands, DeleteRecord<Lead>{deleted, {}}).ok());

  const LeadStatistics statistics = test.Ask();
  CHECK(Shown(statistics.all) == "5: 3 in EUR 35, 1 in USD 7");
  REQUIRE(statistics.statuses.size() == 2);
  CHECK(statistics.statuses[0].key == LeadStatus::kNew);
  CHECK(Shown(statistics.statuses[0].figures) == "3: 2 in EUR 30, 1 in USD 7");
  CHECK(statistics.statuses[1].key == LeadStatus::kLost);
  CHECK(Shown(statistics.statuses[1].figures) == "2: 1 in EUR 5");
  REQUIRE(statistics.sources.size() == 3);
  CHECK(statistics.sources[0].key == LeadSource::kEvent);
  CHECK(Shown(statistics.sources[0].figures) == "2: 2 in EUR 30");
  CHECK_FALSE(statistics.sources[1].key.has_value());
  CHECK(Shown(statistics.sources[1].figures) == "2: 1 in EUR 5");
  CHECK(statistics.sources[2].key == LeadSource::kPartner);
  REQUIRE(statistics.owners.size() == 3);
  CHECK(statistics.owners[0].key == me);
  CHECK(Shown(statistics.owners[0].figures) == "3: 2 in EUR 30");
  CHECK(statistics.owners[1].key == other);
  CHECK_FALSE(statistics.owners[2].key.has_value());
  CHECK(statistics.owners_left_out == 0);
}

TEST_CASE("without leads there is nothing to count", "[lead]") {
  Leads test;
  const LeadStatistics statistics = test.Ask();
  CHECK(statistics.all.count == 0);
  CHECK(statistics.statuses.empty());
  CHECK(statistics.owners.empty());
}

TEST_CASE("lead statistics are of the leads that meet the filter, and a wrong one is refused", "[lead]") {
  Leads test;
  test.Add(LeadStatus::kNew, LeadSource::kEvent, MoneyOf("EUR", 10));
  test.Add(LeadStatus::kLost, LeadSource::kEvent, MoneyOf("EUR", 20));
  CHECK(Shown(test.Ask("status = NEW").all) == "1: 1 in EUR 10");
  CHECK(Shown(test.Ask("estimated_value > 5 AND source = EVENT").all) == "2: 2 in EUR 30");
  CHECK(ReasonOf(test.queries.Handle(test.world.context(), {"nonsense = 7"})) == Reason::kInvalidFilter);
}

TEST_CASE("lead statistics count what the caller may read", "[lead]") {
  Leads test;
  const UserId other = test.world.AddMember();
  test.Add(LeadStatus::kNew, std::nullopt, MoneyOf("EUR", 10));
  test.Add(LeadStatus::kNew, std::nullopt, MoneyOf("EUR", 20), Change<UserId>::Set(other));
  RequestContext own = test.world.context();
  auto principal = std::make_shared<Principal>(*own.principal);
  principal->user = other;
  principal->grants = Grants({{"lead", "*", Scope::kOwn}});
  own.principal = principal;
  const auto statistics = test.queries.Handle(own, {});
  REQUIRE(statistics.ok());
  CHECK(Shown(statistics->all) == "1: 1 in EUR 20");
  CHECK(statistics->owners.size() == 1);

  Leads elsewhere;
  CHECK(elsewhere.Ask().all.count == 0);
}

TEST_CASE("lead statistics show the owners with the most leads, and say how many are left out", "[lead]") {
  Leads test;
  for (int i = 0; i < LeadStatistics::kMaxOwners; ++i) {
    test.Add(LeadStatus::kNew, std::nullopt, std::nullopt, Change<UserId>::Set(test.world.AddMember()));
  }
  test.Add(LeadStatus::kNew, std::nullopt, MoneyOf("EUR", 1));
  test.Add(LeadStatus::kNew, std::nullopt, MoneyOf("USD", 1));
  const LeadStatistics statistics = test.Ask();
  CHECK(statistics.all.count == LeadStatistics::kMaxOwners + 2);
  REQUIRE(statistics.owners.size() == LeadStatistics::kMaxOwners);
  CHECK(statistics.owners[0].key == test.world.context().user());
  CHECK(Shown(statistics.owners[0].figures) == "2: 1 in EUR 1, 1 in USD 1");
  CHECK(statistics.owners_left_out == 1);
}

TEST_CASE("what leads may be worth ends where amounts do", "[lead]") {
  Leads test;
  for (int i = 0; i < 10; ++i) test.Add(LeadStatus::kNew, std::nullopt, MoneyOf("EUR", 100'000'000'000'000));
  test.Add(LeadStatus::kLost, std::nullopt, MoneyOf("EUR", 1));
  const LeadStatistics statistics = test.Ask();
  CHECK(Shown(statistics.statuses[0].figures) == "10: 10 in EUR 922337203685477");
  CHECK(Shown(statistics.all) == "11: 11 in EUR 922337203685477");
}

}  // namespace
}  // namespace pipewright::sales
