// What commands rely on, held by the repositories in memory and on PostgreSQL alike.
#include <catch2/catch.hpp>
#include <optional>

#include "application/sales/contact_commands.h"
#include "application/sales/exchange_rate_commands.h"
#include "application/sales/lost_reason_commands.h"
#include "application/sales/opportunity_commands.h"
#include "application/sales/pipeline_commands.h"
#include "application/sales/vendor_commands.h"
#include "domain/sales/exchange_rate_repository.h"
#include "domain/sales/lost_reason_repository.h"
#include "domain/sales/opportunity_repository.h"
#include "domain/sales/pipeline_repository.h"
#include "tests/support/infrastructure/worlds.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

using testing::FakeWorld;
using testing::PostgresWorld;

template <class World>
struct Sales {
  World world;
  PipelineCommands pipelines{world.ids()};
  OpportunityCommands opportunities{world.ids()};

  template <class Commands, class Command>
  auto Do(const Commands& commands, const Command& command) {
    return testing::RunCommand(world, commands, command);
  }

  Pipeline CreatePipelineNamed(const std::string& name, bool default_pipeline = false) {
    CreatePipeline command;
    command.details = StandardPipeline([] { return StageId(); });
    command.details.name = Change<std::string>::Set(name);
    command.details.default_pipeline = Change<bool>::Set(default_pipeline);
    auto created = Do(pipelines, command);
    INFO(created.status());
    REQUIRE(created.ok());
    return *std::move(created);
  }

  absl::StatusOr<OpportunityView> Open(const OpportunityChanges& more = {}) {
    CreateOpportunity command;
    command.details = more;
    command.details.title = Change<std::string>::Set("Fifty desks");
    return Do(opportunities, command);
  }

  Opportunity Read(const OpportunityId& id) {
    std::optional<Opportunity> read;
    REQUIRE(world
                .Run([&](UnitOfWork& uow) -> absl::Status {
                  ASSIGN_OR_RETURN(read, uow.Of<Opportunity>().GetEvenDeleted(id));
                  return absl::OkStatus();
                })
                .ok());
    return *std::move(read);
  }
};

TEMPLATE_TEST_CASE("an opportunity comes back as it was stored, in all its parts", "[contract]", FakeWorld,
                   PostgresWorld) {
  Sales<TestType> sales;
  sales.CreatePipelineNamed("Sales");
  const UserId me = sales.world.context().user();
  OpportunityChanges details;
  details.description = Change<std::string>::Set("Quote \" backslash \\ and \xE2\x9C\xA8\nnext line");
  details.line_items =
      Change<std::vector<LineItem>>::Set({{"Desk", 15'000, Money::FromUnitsAndNanos("EUR", 99, 990'000'000).value(),
                                           Percentage::OfBasisPoints(1'250).value()}});
  details.team = Change<std::vector<TeamMember>>::Set(
      {{me, "Lead", Percentage::OfBasisPoints(10'000).value(), Percentage::OfBasisPoints(2'500).value()}});
  details.tags = Change<std::vector<std::string>>::Set({"big", "new"});
  details.competitors = Change<std::vector<std::string>>::Set({"Globex", "Hooli"});
  details.expected_close_date = Change<absl::CivilDay>::Set(absl::CivilDay(2026, 12, 24));
  details.source = Change<LeadSource>::Set(LeadSource::kPartner);
  details.probability = Change<Probability>::Set(Probability::Of(33).value());
  const auto opened = sales.Open(details);
  INFO(opened.status());
  REQUIRE(opened.ok());
  const OpportunityState read = sales.Read(opened->state().id).state();
  const OpportunityState& stored = opened->state();
  CHECK(read.version == 1);
  CHECK(read.description == stored.description);
  CHECK(read.line_items == stored.line_items);
  CHECK(read.amount == stored.amount);
  CHECK(read.expected_revenue == stored.expected_revenue);
  CHECK(read.team == stored.team);
  CHECK(read.tags == stored.tags);
  CHECK(read.competitors == std::vector<std::string>{"Globex", "Hooli"});
  CHECK(read.expected_close_date == stored.expected_close_date);
  CHECK(read.source == stored.source);
  CHECK(read.probability.percent() == 33);
  CHECK(read.manual_probability);
  CHECK(read.stage_probability.percent() == 10);
  CHECK(read.stage_enter_time == stored.stage_enter_time);
  CHECK(read.create_time == stored.create_time);
  CHECK(read.created_by == me);
}

TEMPLATE_TEST_CASE("a pipeline keeps its stages, their order and all about them", "[contract]", FakeWorld,
                   PostgresWorld) {
  Sales<TestType> sales;
  const Pipeline created = sales.CreatePipelineNamed("Sales");
  UpdatePipeline update;
  update.id = created.state().id;
  std::vector<Stage> stages = created.state().stages;
  std::swap(stages[0], stages[3]);
  stages[1].rot_after_days = 14;
  stages[1].required_fields = {StageRequirement::kAmount, StageRequirement::kNextStep};
  update.changes.stages = Change<std::vector<Stage>>::Set(stages);
  REQUIRE(sales.Do(sales.pipelines, update).ok());
  REQUIRE(sales.world
              .Run([&](UnitOfWork& uow) -> absl::Status {
                ASSIGN_OR_RETURN(const auto read, uow.Of<Pipeline>().GetDefault());
                CHECK(read->state().id == created.state().id);
                CHECK(read->state().stages == stages);
                CHECK(read->state().version == 2);
                return absl::OkStatus();
              })
              .ok());
}

TEMPLATE_TEST_CASE("the default passes from one pipeline to another within one unit of work", "[contract]", FakeWorld,
                   PostgresWorld) {
  Sales<TestType> sales;
  sales.CreatePipelineNamed("First");
  const Pipeline second = sales.CreatePipelineNamed("Second", true);
  const auto opened = sales.Open();
  REQUIRE(opened.ok());
  CHECK(opened->state().pipeline_id == second.state().id);
}

TEMPLATE_TEST_CASE("a change based on an old version is aborted", "[contract]", FakeWorld, PostgresWorld) {
  Sales<TestType> sales;
  const Pipeline pipeline = sales.CreatePipelineNamed("Sales");
  const OpportunityId id = sales.Open()->state().id;
  std::optional<Opportunity> old;
  const auto late = sales.world.Run([&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(Opportunity mine, uow.Of<Opportunity>().Get(id));
    if (!old.has_value()) {
      old = mine;
      const auto moved =
          sales.Do(sales.opportunities, MoveOpportunityStage{id, std::nullopt, pipeline.state().stages[1].id});
      REQUIRE(moved.ok());
    }
    RETURN_IF_ERROR(old->Reassign(UserId(Uuid({9}))));
    return uow.Of<Opportunity>().Save(*old);
  });
  CHECK(late.code() == absl::StatusCode::kAborted);
  CHECK(sales.Read(id).state().stage_id == pipeline.state().stages[1].id);
}

TEMPLATE_TEST_CASE("a change is later than the one before, in one unit of work too", "[contract]", FakeWorld,
                   PostgresWorld) {
  Sales<TestType> sales;
  sales.CreatePipelineNamed("Sales");
  const OpportunityId id = sales.Open()->state().id;
  const absl::Status stored = sales.world.Run([&](UnitOfWork& uow) -> absl::Status {
    absl::Time last = absl::InfinitePast();
    for (const char* const title : {"One", "Two", "Three"}) {
      ASSIGN_OR_RETURN(Opportunity opportunity, uow.Of<Opportunity>().Get(id));
      OpportunityChanges changes;
      changes.title = Change<std::string>::Set(title);
      RETURN_IF_ERROR(opportunity.Edit(changes));
      RETURN_IF_ERROR(uow.Of<Opportunity>().Save(opportunity));
      CHECK(opportunity.state().update_time > last);
      last = opportunity.state().update_time;
    }
    return absl::OkStatus();
  });
  INFO(stored);
  REQUIRE(stored.ok());
  CHECK(sales.Read(id).state().version == 4);
}

TEMPLATE_TEST_CASE("a deleted opportunity is found by who asks for it, and still counts as standing in its stage",
                   "[contract]", FakeWorld, PostgresWorld) {
  Sales<TestType> sales;
  const Pipeline pipeline = sales.CreatePipelineNamed("Sales");
  const OpportunityId id = sales.Open()->state().id;
  REQUIRE(sales.Do(sales.opportunities, DeleteRecord<Opportunity>{id, std::nullopt}).ok());
  CHECK(sales.Read(id).state().delete_time.has_value());
  REQUIRE(sales.world
              .Run([&](UnitOfWork& uow) -> absl::Status {
                CHECK(ReasonOf(uow.Of<Opportunity>().Get(id)) == Reason::kRecordDeleted);
                ASSIGN_OR_RETURN(const auto standing,
                                 uow.Of<Opportunity>().InStage(pipeline.state().id, pipeline.state().stages[0].id));
                CHECK(standing == std::vector<OpportunityId>{id});
                ASSIGN_OR_RETURN(const bool any, uow.Of<Opportunity>().LockAnyLiveIn(pipeline.state().id));
                CHECK_FALSE(any);
                return absl::OkStatus();
              })
              .ok());
}

TEMPLATE_TEST_CASE("removing a stage takes its opportunities along", "[contract]", FakeWorld, PostgresWorld) {
  Sales<TestType> sales;
  const Pipeline pipeline = sales.CreatePipelineNamed("Sales");
  const OpportunityId open = sales.Open()->state().id;
  const OpportunityId deleted = sales.Open()->state().id;
  REQUIRE(sales.Do(sales.opportunities, DeleteRecord<Opportunity>{deleted, std::nullopt}).ok());
  const auto& stages = pipeline.state().stages;
  const auto removed =
      sales.Do(sales.pipelines, RemovePipelineStage{pipeline.state().id, std::nullopt, stages[0].id, stages[1].id});
  INFO(removed.status());
  REQUIRE(removed.ok());
  CHECK(sales.Read(open).state().stage_id == stages[1].id);
  CHECK(sales.Read(deleted).state().stage_id == stages[1].id);
}

TEMPLATE_TEST_CASE("the list of lost reasons is in its order, as the unit of work has left it",
                   "[contract][lost_reason]", FakeWorld, PostgresWorld) {
  Sales<TestType> sales;
  const LostReasonCommands commands(sales.world.ids());
  const auto create = [&](const std::string& name, int64_t position, UnitOfWork& uow) {
    CreateLostReason command;
    command.details.name = Change<std::string>::Set(name);
    command.details.position = Change<int64_t>::Set(position);
    return commands.Handle(sales.world.context(), command, uow);
  };
  const auto names = [](UnitOfWork& uow) {
    std::string list;
    const auto reasons = uow.Of<LostReason>().Live().value();
    for (const LostReasonState& reason : *reasons) list += reason.name + " ";
    return list;
  };
  REQUIRE(sales.world
              .Run([&](UnitOfWork& uow) -> absl::Status {
                CHECK(names(uow).empty());
                RETURN_IF_ERROR(create("Timing", 1, uow).status());
                RETURN_IF_ERROR(create("Price", 2, uow).status());
                ASSIGN_OR_RETURN(const LostReason budget, create("Budget", 1, uow));
                CHECK(names(uow) == "Budget Timing Price ");
                UpdateLostReason update{budget.state().id, std::nullopt, {}, {}};
                update.changes.name = Change<std::string>::Set("Money");
                update.changes.position = Change<int64_t>::Set(9);
                RETURN_IF_ERROR(commands.Handle(sales.world.context(), update, uow).status());
                CHECK(names(uow) == "Timing Price Money ");
                return absl::OkStatus();
              })
              .ok());
  REQUIRE(sales.world
              .Run([&](UnitOfWork& uow) -> absl::Status {
                CHECK(names(uow) == "Timing Price Money ");
                const DeleteRecord<LostReason> remove{uow.Of<LostReason>().Live().value()->front().id, std::nullopt};
                RETURN_IF_ERROR(commands.Handle(sales.world.context(), remove, uow).status());
                CHECK(names(uow) == "Price Money ");
                return absl::OkStatus();
              })
              .ok());
  const absl::Status taken = sales.world.Run([&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(const LostReasonList live, uow.Of<LostReason>().Live());
    UpdateLostReason rename{live->front().id, std::nullopt, {}, {}};
    rename.changes.name = Change<std::string>::Set("MONEY");
    return commands.Handle(sales.world.context(), rename, uow).status();
  });
  CHECK(taken.code() == absl::StatusCode::kAlreadyExists);
}

TEMPLATE_TEST_CASE("the rate in force on a day is the latest one that isn't after it", "[contract][exchange_rate]",
                   FakeWorld, PostgresWorld) {
  Sales<TestType> sales;
  const ExchangeRateCommands commands(sales.world.ids());
  const Currency dollar = Currency::Parse("USD").value();
  const Currency euro = sales.world.context().principal->base_currency;
  const absl::CivilDay january(2026, 1, 1);
  const auto create = [&](absl::CivilDay from, const char* rate, UnitOfWork& uow) {
    CreateExchangeRate command;
    command.details.currency_code = Change<Currency>::Set(dollar);
    command.details.valid_from_date = Change<absl::CivilDay>::Set(from);
    command.details.rate = Change<Rate>::Set(Rate::Parse(rate).value());
    return commands.Handle(sales.world.context(), command, uow);
  };
  const auto rate_on = [&](absl::CivilDay day, UnitOfWork& uow, const Currency& currency) -> std::string {
    const std::optional<Rate> rate = uow.Of<ExchangeRate>().RateFor({currency, euro, day}).value();
    return rate.has_value() ? rate->ToString() : "none";
  };
  std::optional<ExchangeRateId> first;
  REQUIRE(sales.world
              .Run([&](UnitOfWork& uow) -> absl::Status {
                CHECK(rate_on(january, uow, dollar) == "none");
                ASSIGN_OR_RETURN(const ExchangeRate made, create(january, "0.123456789", uow));
                first = made.state().id;
                CHECK(rate_on(january, uow, dollar) == "0.123456789");
                return create(january + 31, "0.9", uow).status();
              })
              .ok());
  REQUIRE(
      sales.world
          .Run([&](UnitOfWork& uow) -> absl::Status {
            CHECK(rate_on(january - 1, uow, dollar) == "none");
            CHECK(rate_on(january, uow, dollar) == "0.123456789");
            CHECK(rate_on(january + 30, uow, dollar) == "0.123456789");
            CHECK(rate_on(january + 31, uow, dollar) == "0.9");
            CHECK(rate_on(january + 9999, uow, dollar) == "0.9");
            CHECK(rate_on(january, uow, Currency::Parse("CHF").value()) == "none");
            const std::vector<RateQuestion> questions = {{dollar, euro, january + 40}, {dollar, euro, january - 40}};
            RETURN_IF_ERROR(uow.Of<ExchangeRate>().PrefetchRates(questions));
            CHECK(rate_on(january + 40, uow, dollar) == "0.9");
            CHECK(rate_on(january - 40, uow, dollar) == "none");
            return commands.Handle(sales.world.context(), DeleteRecord<ExchangeRate>{*first, std::nullopt}, uow)
                .status();
          })
          .ok());
  REQUIRE(sales.world
              .Run([&](UnitOfWork& uow) -> absl::Status {
                CHECK(rate_on(january, uow, dollar) == "none");
                CHECK(uow.Of<ExchangeRate>().RateFor({dollar, dollar, january + 40})->has_value() == false);
                return absl::OkStatus();
              })
              .ok());
  const absl::Status taken =
      sales.world.Run([&](UnitOfWork& uow) { return create(january + 31, "0.8", uow).status(); });
  CHECK(taken.code() == absl::StatusCode::kAlreadyExists);
  CHECK(DetailsOf(taken).metadata["field"] == "valid_from_date");
}

TEMPLATE_TEST_CASE("a taken id is refused", "[contract]", FakeWorld, PostgresWorld) {
  Sales<TestType> sales;
  sales.CreatePipelineNamed("Sales");
  CreateOpportunity command;
  command.id = sales.Open()->state().id;
  command.details.title = Change<std::string>::Set("Again");
  CHECK(sales.Do(sales.opportunities, command).status().code() == absl::StatusCode::kAlreadyExists);
}

TEMPLATE_TEST_CASE("a vendor comes back as it was stored, in all its parts", "[contract][vendor]", FakeWorld,
                   PostgresWorld) {
  Sales<TestType> sales;
  FakePhones phones;
  const VendorCommands vendors(sales.world.ids(), phones);
  CreateVendor command;
  command.details.name = Change<std::string>::Set("Olga Holm");
  command.details.company = Change<std::string>::Set("Holm Timber");
  command.details.industry = Change<std::string>::Set("Timber");
  command.details.rating = Change<int64_t>::Set(4);
  command.details.email = Change<EmailAddress>::Set(EmailAddress::Parse("olga@holm.example").value());
  command.details.website = Change<std::string>::Set("https://holm.example");
  command.details.description = Change<std::string>::Set("Oak \" and \\ pine");
  command.details.tags = Change<std::vector<std::string>>::Set({"wood"});
  command.phone = Change<std::string>::Set("0301234567");
  const auto created = sales.Do(vendors, command);
  INFO(created.status());
  REQUIRE(created.ok());
  const VendorId id = created->state().id;
  REQUIRE(sales.Do(vendors, Act<&Vendor::Deactivate>{id, std::nullopt}).ok());
  std::optional<Vendor> found;
  REQUIRE(sales.world
              .Run([&](UnitOfWork& uow) -> absl::Status {
                ASSIGN_OR_RETURN(found, uow.Of<Vendor>().Get(id));
                return absl::OkStatus();
              })
              .ok());
  const VendorState& read = found->state();
  const VendorState& stored = created->state();
  CHECK(read.version == 2);
  CHECK(read.code == "VEN-000001");
  CHECK(read.name == stored.name);
  CHECK(read.company == stored.company);
  CHECK(read.industry == stored.industry);
  CHECK(read.rating == 4);
  CHECK(read.owner_id == sales.world.context().user());
  CHECK(read.email == stored.email);
  CHECK(read.phone == stored.phone);
  CHECK(read.website == stored.website);
  CHECK(read.description == stored.description);
  CHECK(read.status == VendorStatus::kInactive);
  CHECK(read.tags == stored.tags);
}

}  // namespace
}  // namespace pipewright::sales
