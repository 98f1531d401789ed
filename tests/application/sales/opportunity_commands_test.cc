#include "application/sales/opportunity_commands.h"

#include <catch2/catch.hpp>

#include "application/sales/pipeline_commands.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

RequestContext InBerlin() {
  RequestContext context = ContextOf();
  auto principal = std::make_shared<Principal>(*context.principal);
  absl::TimeZone berlin;
  REQUIRE(absl::LoadTimeZone("Europe/Berlin", &berlin));
  principal->time_zone = berlin;
  context.principal = std::move(principal);
  return context;
}

struct Opportunities {
  FakeUnitOfWork uow{InBerlin()};
  FakeIds ids;
  OpportunityCommands commands{ids};
  Pipeline pipeline = DefaultPipeline();

  Pipeline DefaultPipeline() {
    CreatePipeline command;
    command.details = StandardPipeline([] { return StageId(); });
    return PipelineCommands(ids).Handle(uow.context(), command, uow).value();
  }
  StageId StageNo(size_t n) const { return pipeline.state().stages[n].id; }

  OpportunityId Open() {
    CreateOpportunity command;
    command.details.title = Change<std::string>::Set("Fifty desks");
    command.details.account_id = Change<AccountId>::Set(NewId<AccountId>(ids));
    const auto opened = commands.Handle(uow.context(), command, uow);
    REQUIRE(opened.ok());
    return opened->state().id;
  }
  template <class Command>
  absl::StatusOr<Opportunity> Do(const Command& command) {
    return commands.Handle(uow.context(), command, uow);
  }
};

TEST_CASE("an opportunity that names no pipeline opens in the default one and belongs to its opener", "[opportunity]") {
  Opportunities test;
  const OpportunityState& state = test.uow.opportunities().rows().at(test.Open());
  CHECK(state.pipeline_id == test.pipeline.state().id);
  CHECK(state.stage_id == test.StageNo(0));
  CHECK(state.owner_id == test.uow.context().user());
}

TEST_CASE("without any pipeline an opportunity can't open", "[opportunity]") {
  FakeUnitOfWork uow;
  FakeIds ids;
  CreateOpportunity command;
  command.details.title = Change<std::string>::Set("x");
  CHECK(ReasonOf(OpportunityCommands(ids).Handle(uow.context(), command, uow)) == Reason::kDefaultPipelineRequired);
}

TEST_CASE("an opportunity goes through its life, and each step is one event", "[opportunity]") {
  Opportunities test;
  const OpportunityId id = test.Open();
  REQUIRE(test.Do(MoveOpportunityStage{id, std::nullopt, test.StageNo(2)}).ok());
  REQUIRE(test.Do(WinOpportunity{id, std::nullopt, std::nullopt}).ok());
  REQUIRE(test.Do(ReopenOpportunity{id, std::nullopt, test.StageNo(1)}).ok());
  LoseOpportunity lose;
  lose.id = id;
  lose.loss.reason = "PRICE";
  REQUIRE(test.Do(lose).ok());
  REQUIRE(test.Do(ReassignOpportunity{id, std::nullopt, NewId<UserId>(test.ids)}).ok());
  CHECK(test.uow.opportunities().events() ==
        std::vector<std::string>{"opportunity.created", "opportunity.stage_changed", "opportunity.won",
                                 "opportunity.reopened", "opportunity.lost", "opportunity.reassigned"});
}

TEST_CASE("today is the day in the tenant's time zone", "[opportunity]") {
  Opportunities test;
  const OpportunityId id = test.Open();
  test.uow.clock.now = absl::FromCivil(absl::CivilSecond(2026, 3, 31, 23, 30, 0), absl::UTCTimeZone());
  const auto won = test.Do(WinOpportunity{id, std::nullopt, std::nullopt});
  REQUIRE(won.ok());
  CHECK(won->state().actual_close_date == absl::CivilDay(2026, 4, 1));
}

TEST_CASE("a stale etag keeps an opportunity where it is", "[opportunity]") {
  Opportunities test;
  const OpportunityId id = test.Open();
  REQUIRE(test.Do(MoveOpportunityStage{id, Etag(1), test.StageNo(1)}).ok());
  const auto stale = test.Do(MoveOpportunityStage{id, Etag(1), test.StageNo(2)});
  CHECK(stale.status().code() == absl::StatusCode::kAborted);
  CHECK(test.uow.opportunities().rows().at(id).stage_id == test.StageNo(1));
}

TEST_CASE("a deleted opportunity can't be moved until it is undeleted", "[opportunity]") {
  Opportunities test;
  const OpportunityId id = test.Open();
  REQUIRE(test.Do(DeleteRecord<Opportunity>{id, std::nullopt}).ok());
  const MoveOpportunityStage move{id, std::nullopt, test.StageNo(1)};
  CHECK(ReasonOf(test.Do(move)) == Reason::kRecordDeleted);
  REQUIRE(test.Do(UndeleteRecord<Opportunity>{id, std::nullopt}).ok());
  CHECK(test.Do(move).ok());
}

}  // namespace
}  // namespace pipewright::sales
