// What commands rely on of the catalog, held by the repositories in memory and on PostgreSQL alike.
#include <catch2/catch.hpp>
#include <optional>

#include "application/sales/merge_commands.h"
#include "domain/catalog/engagement_repository.h"
#include "domain/sales/opportunity_repository.h"
#include "domain/shared/status_macros.h"
#include "tests/support/infrastructure/catalog_world.h"
#include "tests/support/status_matchers.h"

namespace pipewright::catalog {
namespace {

using testing::FakeWorld;
using testing::PostgresWorld;

template <class World>
OfferingState ReadOffering(World& world, const OfferingId& id) {
  std::optional<OfferingState> read;
  REQUIRE(world
              .Run([&](UnitOfWork& uow) -> absl::Status {
                ASSIGN_OR_RETURN(const Offering offering, uow.Of<Offering>().GetEvenDeleted(id));
                read = offering.state();
                return absl::OkStatus();
              })
              .ok());
  return *std::move(read);
}

template <class World>
EngagementState ReadEngagement(World& world, const EngagementId& id) {
  std::optional<EngagementState> read;
  REQUIRE(world
              .Run([&](UnitOfWork& uow) -> absl::Status {
                ASSIGN_OR_RETURN(const Engagement engagement, uow.Of<Engagement>().GetEvenDeleted(id));
                read = engagement.state();
                return absl::OkStatus();
              })
              .ok());
  return *std::move(read);
}

TEMPLATE_TEST_CASE("an offering comes back as it was stored, in all its parts", "[contract][catalog]", FakeWorld,
                   PostgresWorld) {
  CatalogWorld<TestType> test;
  CreateOffering command;
  OfferingChanges& details = command.details;
  details.name = Change<std::string>::Set("Care \" \\ \xE2\x9C\xA8");
  details.sku = Change<std::string>::Set("C-1");
  details.description = Change<std::string>::Set("Somebody\nlooks after it");
  details.kind = Change<OfferingKind>::Set(OfferingKind::kProduct);
  details.prices = Change<std::vector<Money>>::Set({Euros(12), Money::FromUnitsAndNanos("JPY", 1500, 0).value()});
  details.billing_period = Change<BillingPeriod>::Set(BillingPeriod::kAnnual);
  details.active = Change<bool>::Set(false);
  details.tags = Change<std::vector<std::string>>::Set({"a", "b"});
  const OfferingState stored = test.Must(test.offerings, command).state();
  const OfferingState read = ReadOffering(test.world, stored.id);
  CHECK(read.name == stored.name);
  CHECK(read.sku == stored.sku);
  CHECK(read.description == stored.description);
  CHECK(read.kind == stored.kind);
  CHECK(read.prices == stored.prices);
  CHECK(read.billing_period == stored.billing_period);
  CHECK_FALSE(read.active);
  CHECK(read.tags == stored.tags);
  CHECK(read.version == 1);
}

TEMPLATE_TEST_CASE("a sku belongs to one live offering", "[contract][catalog]", FakeWorld, PostgresWorld) {
  CatalogWorld<TestType> test;
  CreateOffering command;
  command.details.name = Change<std::string>::Set("Care");
  command.details.sku = Change<std::string>::Set("C-1");
  const OfferingId first = test.Must(test.offerings, command).state().id;
  const auto second = test.Do(test.offerings, command);
  CHECK(second.status().code() == absl::StatusCode::kAlreadyExists);
  CHECK(DetailsOf(second.status()).metadata["field"] == "sku");
  test.Must(test.offerings, DeleteRecord<Offering>{first, {}});
  test.Must(test.offerings, command);
  CHECK(test.Do(test.offerings, UndeleteRecord<Offering>{first, {}}).status().code() ==
        absl::StatusCode::kAlreadyExists);
}

TEMPLATE_TEST_CASE("an engagement comes back as it was stored, in all its parts", "[contract][catalog]", FakeWorld,
                   PostgresWorld) {
  CatalogWorld<TestType> test;
  EngagementChanges more;
  more.status = Change<EngagementStatus>::Set(EngagementStatus::kPaused);
  more.start_date = Change<absl::CivilDay>::Set(absl::CivilDay(2026, 1, 31));
  more.end_date = Change<absl::CivilDay>::Set(absl::CivilDay(2026, 12, 24));
  more.value = Change<Money>::Set(Euros(1440));
  more.description = Change<std::string>::Set("All of it");
  more.tags = Change<std::vector<std::string>>::Set({"a", "b"});
  const AccountId account = test.AddAccount("Acme");
  const OfferingId offering = test.AddOffering("Care");
  const EngagementState read = ReadEngagement(test.world, test.Engage(account, offering, more));
  CHECK(read.account_id == account);
  CHECK(read.offering_id == offering);
  CHECK(read.status == EngagementStatus::kPaused);
  CHECK(read.start_date == absl::CivilDay(2026, 1, 31));
  CHECK(read.end_date == absl::CivilDay(2026, 12, 24));
  CHECK(read.value == Euros(1440));
  CHECK(read.description == "All of it");
  CHECK(read.owner_id == test.world.context().user());
  CHECK(read.tags == std::vector<std::string>{"a", "b"});
}

TEMPLATE_TEST_CASE("an account may use the same offering several times", "[contract][catalog]", FakeWorld,
                   PostgresWorld) {
  CatalogWorld<TestType> test;
  const AccountId account = test.AddAccount("Acme");
  const OfferingId offering = test.AddOffering("Care");
  CHECK(test.Engage(account, offering) != test.Engage(account, offering));
}

TEMPLATE_TEST_CASE("what came from an opportunity is told once an offering, in any status, but for what is deleted",
                   "[contract][catalog]", FakeWorld, PostgresWorld) {
  CatalogWorld<TestType> test;
  const AccountId account = test.AddAccount("Acme");
  const OfferingId care = test.AddOffering("Care");
  const OfferingId cover = test.AddOffering("Cover");
  const OfferingId other = test.AddOffering("Other");
  sales::CreateOpportunity open;
  open.details.title = Change<std::string>::Set("Fifty desks");
  const OpportunityId opportunity = test.Must(test.opportunities, open).state().id;
  const OpportunityId another = test.Must(test.opportunities, open).state().id;
  EngagementChanges from;
  from.opportunity_id = Change<OpportunityId>::Set(opportunity);
  test.Engage(account, care, from);
  const EngagementId ended = test.Engage(account, care, from);
  const EngagementId deleted = test.Engage(account, cover, from);
  test.Must(test.engagements, EndEngagement{ended, {}, {}});
  test.Must(test.engagements, DeleteRecord<Engagement>{deleted, {}});
  from.opportunity_id = Change<OpportunityId>::Set(another);
  test.Engage(account, other, from);
  test.Engage(account, other);
  const absl::Status asked = test.world.Run([&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(const auto offerings, uow.Of<Engagement>().OfferingsFrom(opportunity));
    CHECK(offerings == std::vector<OfferingId>{care});
    return absl::OkStatus();
  });
  INFO(asked);
  CHECK(asked.ok());
}

sales::LineItem Item(const OfferingId& offering, int64_t euros) { return {"", 10'000, Euros(euros), {}, offering}; }

TEMPLATE_TEST_CASE("line items keep their offerings, and a won opportunity makes engagements of them once",
                   "[contract][catalog]", FakeWorld, PostgresWorld) {
  CatalogWorld<TestType> test;
  const AccountId account = test.AddAccount("Acme");
  const OfferingId care = test.AddOffering("Care");
  const OfferingId cover = test.AddOffering("Cover");
  sales::CreateOpportunity open;
  open.details.title = Change<std::string>::Set("Fifty desks");
  open.details.account_id = Change<AccountId>::Set(account);
  open.details.line_items = Change<std::vector<sales::LineItem>>::Set({Item(care, 10), Item(cover, 20), Item(care, 5)});
  const OpportunityId id = test.Must(test.opportunities, open).state().id;
  sales::WinOpportunity win;
  win.id = id;
  win.create_engagements = true;
  test.Must(test.opportunities, win);
  test.Must(test.opportunities, sales::ReopenOpportunity{id, {}, test.pipeline.state().stages[0].id});
  test.Must(test.opportunities, win);
  const absl::Status read = test.world.Run([&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(const sales::Opportunity opportunity, uow.Of<sales::Opportunity>().Get(id));
    REQUIRE(opportunity.state().line_items.size() == 3);
    CHECK(opportunity.state().line_items[1].offering_id == cover);
    CHECK(opportunity.state().line_items[1].title == "Cover");
    ASSIGN_OR_RETURN(const auto offerings, uow.Of<Engagement>().OfferingsFrom(id));
    CHECK(offerings.size() == 2);
    return absl::OkStatus();
  });
  INFO(read);
  CHECK(read.ok());
}

TEST_CASE("accounts that become one have their engagements together, and apart again", "[catalog][merge]") {
  CatalogWorld<PostgresWorld> test;
  const sales::MergeCommands merges(test.world.ids());
  const OfferingId care = test.AddOffering("Care");
  sales::MergeRecords<sales::Account> merge;
  merge.survivor = test.AddAccount("Acme");
  const AccountId loser = test.AddAccount("Acme Ltd");
  merge.losers.push_back({loser, {}});
  const EngagementId engagement = test.Engage(loser, care);
  const sales::Merge merged = test.Must(merges, merge);
  CHECK(ReadEngagement(test.world, engagement).account_id == merge.survivor);
  test.Must(merges, sales::UndoMerge{merged.state().id, {}});
  CHECK(ReadEngagement(test.world, engagement).account_id == loser);
}

}  // namespace
}  // namespace pipewright::catalog
