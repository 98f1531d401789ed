#include "domain/sales/opportunity.h"

#include <catch2/catch.hpp>

#include "tests/domain/sales/sales_examples.h"

namespace pipewright::sales {
namespace {

OpportunityChanges Details() {
  OpportunityChanges details;
  details.title = Change<std::string>::Set("Fifty desks");
  details.amount = Change<Money>::Set(Euro(1000));
  details.account_id = Change<AccountId>::Set(kAcme);
  return details;
}

Opportunity OpenOne(const OpportunityChanges& details = Details()) {
  Opportunity opportunity =
      Opportunity::Open(NthId<OpportunityId>(1), "OPP-000001", details, StandardExample(), Monday()).value();
  opportunity.MarkStored(opportunity.state());
  return opportunity;
}

absl::StatusOr<Opportunity> OpenIn(uint8_t stage, OpportunityChanges details) {
  details.stage_id = Change<StageId>::Set(StageNo(stage));
  return Opportunity::Open(NthId<OpportunityId>(1), "OPP-000001", details, StandardExample(), Monday());
}

template <class E>
const E& OnlyEvent(const Opportunity& opportunity) {
  REQUIRE(opportunity.events().size() == 1);
  REQUIRE(std::holds_alternative<E>(opportunity.events()[0]));
  return std::get<E>(opportunity.events()[0]);
}

TEST_CASE("a new opportunity is open, in the first open stage, with its probability, and the opener's") {
  const Opportunity opportunity =
      Opportunity::Open(NthId<OpportunityId>(1), "OPP-000001", Details(), StandardExample(), Monday()).value();
  const OpportunityState& state = opportunity.state();
  CHECK(state.status == OpportunityStatus::kOpen);
  CHECK(state.stage_id == StageNo(1));
  CHECK(state.stage_enter_time == kMonday);
  CHECK(state.probability.percent() == 10);
  CHECK(state.expected_revenue == Euro(100));
  CHECK(state.forecast_category == ForecastCategory::kPipeline);
  CHECK(state.owner_id == kAnna);
  const StageChange& first = OnlyEvent<OpportunityCreated>(opportunity).stage;
  CHECK_FALSE(first.from.has_value());
  CHECK(first.to == StageNo(1));
  CHECK(first.amount == Euro(1000));
}

TEST_CASE("an open opportunity may have no account and no amount") {
  OpportunityChanges details;
  details.title = Change<std::string>::Set("A raw prospect");
  const Opportunity opportunity = OpenOne(details);
  CHECK_FALSE(opportunity.state().account_id.has_value());
  CHECK_FALSE(opportunity.state().expected_revenue.has_value());
}

TEST_CASE("history can be imported: an opportunity opens in a closed stage with its close date") {
  OpportunityChanges details = Details();
  details.actual_close_date = Change<absl::CivilDay>::Set(absl::CivilDay(2017, 3, 1));
  const auto won = OpenIn(5, details);
  REQUIRE(won.ok());
  CHECK(won->state().status == OpportunityStatus::kWon);
  CHECK(won->state().actual_close_date == absl::CivilDay(2017, 3, 1));
  CHECK(won->state().forecast_category == ForecastCategory::kClosed);
  CHECK(won->state().expected_revenue == Euro(1000));
  details.lost_reason = Change<std::string>::Set("PRICE");
  const auto lost = OpenIn(6, details);
  REQUIRE(lost.ok());
  CHECK(lost->state().status == OpportunityStatus::kLost);
  CHECK(lost->state().expected_revenue == Euro(0));
}

TEST_CASE("an imported won opportunity needs an account, a lost one a reason, an open one has no end") {
  OpportunityChanges details = Details();
  CHECK(ReasonOf(OpenIn(6, details).status()) == Reason::kLostReasonRequired);
  details.account_id = {};
  CHECK(ReasonOf(OpenIn(5, details).status()) == Reason::kAccountRequired);
  details.actual_close_date = Change<absl::CivilDay>::Set(absl::CivilDay(2017, 3, 1));
  details.lost_reason = Change<std::string>::Set("PRICE");
  CHECK(DetailsOf(OpenIn(2, details).status()).fields.size() == 2);
  CHECK(ReasonOf(OpenIn(77, Details()).status()) == Reason::kStageNotInPipeline);
}

TEST_CASE("a move takes the next stage's probability and says what it led from and to, by whom and when") {
  Opportunity opportunity = OpenOne();
  REQUIRE(opportunity.MoveStage(StandardExample(), StageNo(3), At(kMonday + absl::Hours(36))).ok());
  CHECK(opportunity.state().probability.percent() == 50);
  CHECK(opportunity.state().expected_revenue == Euro(500));
  const StageChange& change = OnlyEvent<OpportunityStageChanged>(opportunity).stage;
  CHECK(change.from == StageNo(1));
  CHECK(change.to == StageNo(3));
  CHECK(change.by == kAnna);
  CHECK(change.amount == Euro(1000));
  CHECK(change.when == kMonday + absl::Hours(36));
}

TEST_CASE("a move leads only to another open stage of the pipeline") {
  Opportunity opportunity = OpenOne();
  const Pipeline pipeline = StandardExample();
  CHECK(ReasonOf(opportunity.MoveStage(pipeline, StageNo(5), Monday())) == Reason::kStageKindMismatch);
  CHECK(ReasonOf(opportunity.MoveStage(pipeline, StageNo(77), Monday())) == Reason::kStageNotInPipeline);
  CHECK(opportunity.MoveStage(pipeline, StageNo(1), Monday()).code() == absl::StatusCode::kInvalidArgument);
  CHECK(opportunity.events().empty());
}

// Stages 101 to 106, otherwise as the standard one.
Pipeline AnotherPipeline() {
  uint8_t next = 100;
  return Pipeline::Create(NthId<PipelineId>(2), StandardPipeline([&next] { return StageNo(++next); })).value();
}

TEST_CASE("an opportunity moves to another pipeline, by default into its first open stage") {
  Opportunity opportunity = OpenOne();
  const absl::Time later = kMonday + absl::Hours(1);
  REQUIRE(opportunity.MovePipeline(AnotherPipeline(), StageNo(102), At(later)).ok());
  CHECK(opportunity.state().pipeline_id == NthId<PipelineId>(2));
  CHECK(opportunity.state().stage_id == StageNo(102));
  CHECK(opportunity.state().stage_enter_time == later);
  CHECK(opportunity.state().probability.percent() == 25);
  const StageChange& change = OnlyEvent<OpportunityPipelineChanged>(opportunity).stage;
  CHECK(change.from == StageNo(1));
  CHECK(change.to == StageNo(102));
  REQUIRE(opportunity.MovePipeline(StandardExample(), std::nullopt, At(later)).ok());
  CHECK(opportunity.state().stage_id == StageNo(1));
}

TEST_CASE("only an open opportunity moves to another pipeline, into an open stage whose fields are there") {
  Opportunity opportunity = OpenOne();
  CHECK(DetailsOf(opportunity.MovePipeline(StandardExample(), std::nullopt, Monday())).fields[0].field ==
        "pipeline_id");
  Pipeline other = AnotherPipeline();
  CHECK(ReasonOf(opportunity.MovePipeline(other, StageNo(105), Monday())) == Reason::kStageKindMismatch);
  CHECK(ReasonOf(opportunity.MovePipeline(other, StageNo(2), Monday())) == Reason::kStageNotInPipeline);
  std::vector<Stage> stages = other.state().stages;
  stages[0].required_fields = {StageRequirement::kNextStep};
  PipelineChanges changes;
  changes.stages = Change<std::vector<Stage>>::Set(stages);
  REQUIRE(other.Edit(changes).ok());
  CHECK(ReasonOf(opportunity.MovePipeline(other, std::nullopt, Monday())) == Reason::kStageFieldsMissing);
  REQUIRE(opportunity.Win(StandardExample(), std::nullopt, Monday()).ok());
  CHECK(ReasonOf(opportunity.MovePipeline(other, StageNo(102), Monday())) == Reason::kOpportunityClosed);
  CHECK(opportunity.state().pipeline_id == NthId<PipelineId>(1));
}

TEST_CASE("a stage refuses an opportunity that lacks its required fields, and names all of them") {
  Pipeline pipeline = StandardExample();
  std::vector<Stage> stages = pipeline.state().stages;
  stages[2].required_fields = {StageRequirement::kNextStep, StageRequirement::kAccount, StageRequirement::kLineItems};
  PipelineChanges changes;
  changes.stages = Change<std::vector<Stage>>::Set(stages);
  REQUIRE(pipeline.Edit(changes).ok());
  Opportunity opportunity = OpenOne();
  const absl::Status refused = opportunity.MoveStage(pipeline, StageNo(3), Monday());
  CHECK(ReasonOf(refused) == Reason::kStageFieldsMissing);
  CHECK(DetailsOf(refused).metadata["fields"] == "next_step,line_items");
  CHECK(opportunity.state().stage_id == StageNo(1));
}

TEST_CASE("a closed opportunity can't change stage, be won or be lost") {
  Opportunity opportunity = OpenOne();
  const Pipeline pipeline = StandardExample();
  REQUIRE(opportunity.Win(pipeline, std::nullopt, Monday()).ok());
  CHECK(ReasonOf(opportunity.MoveStage(pipeline, StageNo(2), Monday())) == Reason::kOpportunityClosed);
  CHECK(ReasonOf(opportunity.Win(pipeline, std::nullopt, Monday())) == Reason::kOpportunityClosed);
  CHECK(ReasonOf(opportunity.Lose(pipeline, {"PRICE", "", {}, {}}, Monday())) == Reason::kOpportunityClosed);
}

TEST_CASE("a won opportunity is certain, closed today unless another day is named") {
  Opportunity opportunity = OpenOne();
  REQUIRE(opportunity.Win(StandardExample(), std::nullopt, Monday()).ok());
  CHECK(opportunity.state().stage_id == StageNo(5));
  CHECK(opportunity.state().probability.percent() == 100);
  CHECK(opportunity.state().forecast_category == ForecastCategory::kClosed);
  CHECK(opportunity.state().actual_close_date == Monday().today);
  OnlyEvent<OpportunityWon>(opportunity);
  Opportunity earlier = OpenOne();
  REQUIRE(earlier.Win(StandardExample(), absl::CivilDay(2025, 12, 31), Monday()).ok());
  CHECK(earlier.state().actual_close_date == absl::CivilDay(2025, 12, 31));
}

TEST_CASE("no opportunity is closed on a day to come") {
  const absl::CivilDay tomorrow = Monday().today + 1;
  Opportunity opportunity = OpenOne();
  CHECK(FieldsOf(opportunity.Win(StandardExample(), tomorrow, Monday())) == "close_date");
  CHECK(FieldsOf(opportunity.Lose(StandardExample(), {"PRICE", "", {}, tomorrow}, Monday())) == "close_date");
  CHECK(opportunity.state().status == OpportunityStatus::kOpen);
  CHECK(opportunity.Win(StandardExample(), Monday().today, Monday()).ok());
}

TEST_CASE("winning needs an account, and a won opportunity keeps it") {
  OpportunityChanges details = Details();
  details.account_id = {};
  Opportunity opportunity = OpenOne(details);
  CHECK(ReasonOf(opportunity.Win(StandardExample(), std::nullopt, Monday())) == Reason::kAccountRequired);
  CHECK(opportunity.state().status == OpportunityStatus::kOpen);
  OpportunityChanges changes;
  changes.account_id = Change<AccountId>::Set(kAcme);
  REQUIRE(opportunity.Edit(changes).ok());
  REQUIRE(opportunity.Win(StandardExample(), std::nullopt, Monday()).ok());
  changes.account_id = Change<AccountId>::Clear();
  CHECK(ReasonOf(opportunity.Edit(changes)) == Reason::kAccountRequired);
}

TEST_CASE("losing needs a reason") {
  Opportunity opportunity = OpenOne();
  CHECK(ReasonOf(opportunity.Lose(StandardExample(), {" ", "", {}, {}}, Monday())) == Reason::kLostReasonRequired);
  REQUIRE(opportunity.Lose(StandardExample(), {"PRICE", "Too dear", Change<std::string>::Set("Initech"), {}}, Monday())
              .ok());
  CHECK(opportunity.state().stage_id == StageNo(6));
  CHECK(opportunity.state().competitor == "Initech");
  CHECK(opportunity.state().expected_revenue == Euro(0));
  CHECK(opportunity.state().forecast_category == ForecastCategory::kOmitted);
  OnlyEvent<OpportunityLost>(opportunity);
}

TEST_CASE("a reopened opportunity loses its close date and lost reason") {
  Opportunity opportunity = OpenOne();
  const Pipeline pipeline = StandardExample();
  CHECK(ReasonOf(opportunity.Reopen(pipeline, StageNo(2), Monday())) == Reason::kOpportunityNotClosed);
  REQUIRE(opportunity.Lose(pipeline, {"PRICE", "Too dear", {}, {}}, Monday()).ok());
  opportunity.MarkStored(opportunity.state());
  CHECK(ReasonOf(opportunity.Reopen(pipeline, StageNo(5), Monday())) == Reason::kStageKindMismatch);
  REQUIRE(opportunity.Reopen(pipeline, StageNo(2), Monday()).ok());
  const OpportunityState& state = opportunity.state();
  CHECK(state.status == OpportunityStatus::kOpen);
  CHECK_FALSE(state.actual_close_date.has_value());
  CHECK(state.lost_reason.empty());
  CHECK(state.lost_reason_text.empty());
  CHECK(state.probability.percent() == 25);
  CHECK(state.forecast_category == ForecastCategory::kPipeline);
  CHECK(OnlyEvent<OpportunityReopened>(opportunity).stage.from == StageNo(6));
}

TEST_CASE("a probability set by hand survives edits that don't name it, and moves; clearing brings the stage's back") {
  Opportunity opportunity = OpenOne();
  OpportunityChanges changes;
  changes.probability = Change<Probability>::Set(Probability::Of(80).value());
  REQUIRE(opportunity.Edit(changes).ok());
  CHECK(opportunity.state().expected_revenue == Euro(800));
  OpportunityChanges other;
  other.amount = Change<Money>::Set(Euro(500));
  REQUIRE(opportunity.Edit(other).ok());
  CHECK(opportunity.state().probability.percent() == 80);
  CHECK(opportunity.state().expected_revenue == Euro(400));
  REQUIRE(opportunity.MoveStage(StandardExample(), StageNo(2), Monday()).ok());
  CHECK(opportunity.state().probability.percent() == 80);
  changes.probability = Change<Probability>::Clear();
  REQUIRE(opportunity.Edit(changes).ok());
  CHECK(opportunity.state().probability.percent() == 25);
  REQUIRE(opportunity.MoveStage(StandardExample(), StageNo(3), Monday()).ok());
  CHECK(opportunity.state().probability.percent() == 50);
}

TEST_CASE("sending the present probability back does not make it a manual one") {
  Opportunity opportunity = OpenOne();
  OpportunityChanges changes;
  changes.probability = Change<Probability>::Set(Probability::Of(10).value());
  changes.forecast_category = Change<ForecastCategory>::Set(ForecastCategory::kPipeline);
  REQUIRE(opportunity.Edit(changes).ok());
  CHECK_FALSE(opportunity.state().manual_probability);
  CHECK_FALSE(opportunity.state().manual_forecast_category);
}

TEST_CASE("what was set by hand ends with winning") {
  OpportunityChanges details = Details();
  details.probability = Change<Probability>::Set(Probability::Of(80).value());
  details.forecast_category = Change<ForecastCategory>::Set(ForecastCategory::kCommit);
  Opportunity opportunity = OpenOne(details);
  CHECK(opportunity.state().forecast_category == ForecastCategory::kCommit);
  REQUIRE(opportunity.MoveStage(StandardExample(), StageNo(2), Monday()).ok());
  CHECK(opportunity.state().forecast_category == ForecastCategory::kCommit);
  REQUIRE(opportunity.Win(StandardExample(), std::nullopt, Monday()).ok());
  CHECK(opportunity.state().probability.percent() == 100);
  CHECK_FALSE(opportunity.state().manual_probability);
  CHECK(opportunity.state().forecast_category == ForecastCategory::kClosed);
}

TEST_CASE("a closed opportunity's probability and forecast category follow from its stage alone") {
  Opportunity opportunity = OpenOne();
  REQUIRE(opportunity.Win(StandardExample(), std::nullopt, Monday()).ok());
  OpportunityChanges changes;
  changes.probability = Change<Probability>::Set(Probability::Of(80).value());
  CHECK(ReasonOf(opportunity.Edit(changes)) == Reason::kOpportunityClosed);
  OpportunityChanges forecast;
  forecast.forecast_category = Change<ForecastCategory>::Set(ForecastCategory::kCommit);
  CHECK(ReasonOf(opportunity.Edit(forecast)) == Reason::kOpportunityClosed);
}

TEST_CASE("an open opportunity can't be CLOSED in the forecast") {
  Opportunity opportunity = OpenOne();
  OpportunityChanges changes;
  changes.forecast_category = Change<ForecastCategory>::Set(ForecastCategory::kClosed);
  CHECK_FALSE(opportunity.Edit(changes).ok());
}

TEST_CASE("the amount is the total of the line items, each rounded after its discount") {
  OpportunityChanges changes;
  changes.line_items = Change<std::vector<LineItem>>::Set(
      {{"Desk", 3 * 10'000, Euro(100), Percentage::OfBasisPoints(1'000).value()},
       {"Setup", 15'000, Money::FromUnitsAndNanos("EUR", 0, 330'000'000).value(), {}}});
  Opportunity opportunity = OpenOne();
  REQUIRE(opportunity.Edit(changes).ok());
  CHECK(opportunity.state().amount == Money::FromUnitsAndNanos("EUR", 270, 500'000'000).value());
  CHECK(opportunity.state().expected_revenue == Money::FromUnitsAndNanos("EUR", 27, 50'000'000).value());
}

TEST_CASE("an amount that contradicts the line items is refused; repeating the old one is not") {
  Opportunity opportunity = OpenOne();
  OpportunityChanges changes;
  changes.line_items = Change<std::vector<LineItem>>::Set({{"Desk", 10'000, Euro(70), {}}});
  changes.amount = Change<Money>::Set(Euro(99));
  CHECK_FALSE(opportunity.Edit(changes).ok());
  changes.amount = Change<Money>::Clear();
  CHECK_FALSE(opportunity.Edit(changes).ok());
  changes.amount = Change<Money>::Set(Euro(1000));
  REQUIRE(opportunity.Edit(changes).ok());
  CHECK(opportunity.state().amount == Euro(70));
}

TEST_CASE("an opportunity has one currency") {
  Opportunity opportunity = OpenOne();
  OpportunityChanges changes;
  const Money dollars = Money::FromUnitsAndNanos("USD", 5, 0).value();
  changes.line_items = Change<std::vector<LineItem>>::Set({{"A", 10'000, Euro(1), {}}, {"B", 10'000, dollars, {}}});
  CHECK(ReasonOf(opportunity.Edit(changes)) == Reason::kCurrencyMismatch);
  changes.line_items = Change<std::vector<LineItem>>::Set({{"A", 10'000, Euro(1), {}}});
  changes.amount = Change<Money>::Set(dollars);
  CHECK(ReasonOf(opportunity.Edit(changes)) == Reason::kCurrencyMismatch);
}

TEST_CASE("line items have a title, a positive quantity and a price that is not negative") {
  const auto checked = CheckLineItems({{" ", 0, Money(), {}}, {"A", 10'000, Euro(-1), {}}});
  CHECK(DetailsOf(checked.status()).fields.size() == 4);
}

TEST_CASE("team splits total 100 % and nobody is in the team twice") {
  const Percentage half = Percentage::OfBasisPoints(5'000).value();
  CHECK(CheckTeam({{kAnna, "Lead", half}, {kBo, "", half}}).ok());
  CHECK(CheckTeam({{kAnna, "", {}}, {kBo, "", {}}}).ok());
  CHECK_FALSE(CheckTeam({{kAnna, "", half}}).ok());
  CHECK_FALSE(CheckTeam({{kAnna, "", half}, {kAnna, "", half}}).ok());
  CHECK_FALSE(CheckContactRoles(
                  {{NthId<ContactId>(1), ContactRoleKind::kChampion}, {NthId<ContactId>(1), ContactRoleKind::kUser}})
                  .ok());
}

TEST_CASE("overlay splits stand beside the revenue's, and total anything") {
  const Percentage half = Percentage::OfBasisPoints(5'000).value();
  const Percentage all = Percentage::OfBasisPoints(10'000).value();
  CHECK(CheckTeam({{kAnna, "Lead", all, {}}, {kBo, "Specialist", {}, half}}).ok());
  CHECK(CheckTeam({{kAnna, "", {}, all}, {kBo, "", {}, all}}).ok());
  CHECK_FALSE(CheckTeam({{kAnna, "", half, half}, {kBo, "", {}, half}}).ok());
}

TEST_CASE("competitors are a set of short names beside the one that it is lost to") {
  OpportunityChanges details = Details();
  details.competitors = Change<std::vector<std::string>>::Set({"Hooli", " Globex ", "Hooli"});
  Opportunity opportunity = OpenOne(details);
  CHECK(opportunity.state().competitors == std::vector<std::string>{"Globex", "Hooli"});
  REQUIRE(opportunity.Lose(StandardExample(), {"PRICE", "", Change<std::string>::Set("Hooli"), {}}, Monday()).ok());
  CHECK(opportunity.state().competitor == "Hooli");
  CHECK(opportunity.state().competitors.size() == 2);
  OpportunityChanges wrong;
  wrong.competitors = Change<std::vector<std::string>>::Set({std::string(51, 'x')});
  CHECK_FALSE(opportunity.Edit(wrong).ok());
  wrong.competitors = Change<std::vector<std::string>>::Clear();
  REQUIRE(opportunity.Edit(wrong).ok());
  CHECK(opportunity.state().competitors.empty());
}

TEST_CASE("the team counts among an opportunity's owners") {
  OpportunityChanges details = Details();
  details.team = Change<std::vector<TeamMember>>::Set({{kBo, "", {}}});
  CHECK(Opportunity::OwnersOf(OpenOne(details).state()) == std::vector<UserId>{kAnna, kBo});
}

TEST_CASE("an edit can't change what has a method of its own, but may repeat it") {
  Opportunity opportunity = OpenOne();
  OpportunityChanges changes;
  changes.stage_id = Change<StageId>::Set(StageNo(1));
  changes.pipeline_id = Change<PipelineId>::Set(NthId<PipelineId>(1));
  changes.owner_id = Change<UserId>::Set(kAnna);
  changes.actual_close_date = Change<absl::CivilDay>::Clear();
  changes.lost_reason = Change<std::string>::Clear();
  CHECK(opportunity.Edit(changes).ok());
  changes.stage_id = Change<StageId>::Set(StageNo(2));
  changes.owner_id = Change<UserId>::Set(kBo);
  changes.lost_reason = Change<std::string>::Set("PRICE");
  CHECK(DetailsOf(opportunity.Edit(changes)).fields.size() == 3);
}

TEST_CASE("an opportunity is reassigned to somebody else only") {
  Opportunity opportunity = OpenOne();
  CHECK_FALSE(opportunity.Reassign(kAnna).ok());
  REQUIRE(opportunity.Reassign(kBo).ok());
  CHECK(opportunity.state().owner_id == kBo);
  CHECK(OnlyEvent<OpportunityReassigned>(opportunity).from == kAnna);
}

TEST_CASE("leaving a removed stage asks for required fields, unless the opportunity is deleted") {
  Opportunity opportunity = OpenOne();
  Stage next = StandardExample().state().stages[1];
  next.required_fields = {StageRequirement::kLineItems};
  const StageId before = opportunity.state().stage_id;
  const absl::Status refused = opportunity.LeaveRemovedStage(next, At(kMonday + absl::Hours(1)));
  CHECK(DetailsOf(refused).reason == Reason::kStageFieldsMissing);
  CHECK(opportunity.state().stage_id == before);
  REQUIRE(opportunity.Delete(kMonday).ok());
  opportunity.MarkStored(opportunity.state());
  REQUIRE(opportunity.LeaveRemovedStage(next, At(kMonday + absl::Hours(1))).ok());
  CHECK(opportunity.state().stage_id == StageNo(2));
  CHECK(OnlyEvent<OpportunityStageChanged>(opportunity).stage.when == kMonday + absl::Hours(1));
}

// The standard pipeline, whose second and third stage may be stayed in for so many days; the closed ones too, which
// means nothing.
Pipeline RottingExample(int64_t days) {
  Pipeline pipeline = StandardExample();
  std::vector<Stage> stages = pipeline.state().stages;
  for (size_t i = 1; i < stages.size(); ++i) stages[i].rot_after_days = days;
  stages[3].rot_after_days.reset();
  PipelineChanges changes;
  changes.stages = Change<std::vector<Stage>>::Set(stages);
  REQUIRE(pipeline.Edit(changes).ok());
  return pipeline;
}

TEST_CASE("an opportunity goes stale as many days after it entered as its stage allows") {
  const Pipeline pipeline = RottingExample(3);
  Opportunity opportunity = OpenOne();
  CHECK_FALSE(opportunity.state().rot_time.has_value());
  CHECK_FALSE(IsRotting(opportunity.state(), kMonday + absl::Hours(24 * 10'000)));
  const absl::Time entered = kMonday + absl::Minutes(7);
  REQUIRE(opportunity.MoveStage(pipeline, StageNo(2), At(entered)).ok());
  CHECK(opportunity.state().rot_time == entered + absl::Hours(72));
  CHECK_FALSE(IsRotting(opportunity.state(), entered + absl::Hours(72) - absl::Microseconds(1)));
  CHECK(IsRotting(opportunity.state(), entered + absl::Hours(72)));
  OpportunityChanges changes;
  changes.next_step = Change<std::string>::Set("Call");
  REQUIRE(opportunity.Edit(changes).ok());
  CHECK(opportunity.state().rot_time == entered + absl::Hours(72));
  REQUIRE(opportunity.MoveStage(pipeline, StageNo(3), At(kMonday + absl::Hours(100))).ok());
  CHECK(opportunity.state().rot_time == kMonday + absl::Hours(172));
  REQUIRE(opportunity.MoveStage(pipeline, StageNo(4), At(kMonday + absl::Hours(100))).ok());
  CHECK_FALSE(opportunity.state().rot_time.has_value());
}

TEST_CASE("a closed opportunity doesn't go stale, a reopened one does from its reopening on") {
  const Pipeline pipeline = RottingExample(3);
  Opportunity opportunity = OpenOne();
  REQUIRE(opportunity.MoveStage(pipeline, StageNo(2), Monday()).ok());
  REQUIRE(opportunity.Win(pipeline, std::nullopt, At(kMonday + absl::Hours(1))).ok());
  CHECK_FALSE(opportunity.state().rot_time.has_value());
  REQUIRE(opportunity.Reopen(pipeline, StageNo(3), At(kMonday + absl::Hours(2))).ok());
  CHECK(opportunity.state().rot_time == kMonday + absl::Hours(2 + 72));
  REQUIRE(opportunity.LeaveRemovedStage(pipeline.state().stages[1], At(kMonday + absl::Hours(5))).ok());
  CHECK(opportunity.state().rot_time == kMonday + absl::Hours(5 + 72));
}

TEST_CASE("when a stage allows another number of days, its opportunities follow from when they entered") {
  Opportunity opportunity = OpenOne();
  Stage stage = StandardExample().state().stages[0];
  stage.rot_after_days = 2;
  opportunity.FollowRotDays(stage);
  CHECK(opportunity.state().rot_time == kMonday + absl::Hours(48));
  OnlyEvent<EventNamed<"opportunity.updated">>(opportunity);
  stage.rot_after_days.reset();
  opportunity.FollowRotDays(stage);
  CHECK_FALSE(opportunity.state().rot_time.has_value());
}

TEST_CASE("a closed opportunity keeps what it is worth in the base currency until it is reopened") {
  const Currency dollar = Currency::Parse("USD").value();
  const Currency euro = Currency::Parse("EUR").value();
  const Rate rate = Rate::Parse("1.25").value();
  Opportunity opportunity = OpenOne();  // 1,000 EUR
  opportunity.KeepBaseAmount(euro, std::nullopt);
  CHECK_FALSE(opportunity.state().base_amount.has_value());
  REQUIRE(opportunity.Win(StandardExample(), std::nullopt, Monday()).ok());
  opportunity.KeepBaseAmount(euro, std::nullopt);
  CHECK(opportunity.state().base_amount == Euro(1000));
  opportunity.KeepBaseAmount(dollar, std::nullopt);
  CHECK_FALSE(opportunity.state().base_amount.has_value());
  opportunity.KeepBaseAmount(dollar, rate);
  CHECK(opportunity.state().base_amount->ToString() == "1250.00 USD");
  OpportunityChanges changes;
  changes.next_step = Change<std::string>::Set("Thank them");
  REQUIRE(opportunity.Edit(changes).ok());
  CHECK(opportunity.state().base_amount.has_value());
  changes.amount = Change<Money>::Set(Euro(2000));
  REQUIRE(opportunity.Edit(changes).ok());
  CHECK_FALSE(opportunity.state().base_amount.has_value());
  opportunity.KeepBaseAmount(dollar, rate);
  REQUIRE(opportunity.Reopen(StandardExample(), StageNo(2), Monday()).ok());
  CHECK_FALSE(opportunity.state().base_amount.has_value());
}

TEST_CASE("what would be more than an amount can be in the base currency is kept as nothing") {
  OpportunityChanges details = Details();
  details.amount = Change<Money>::Set(Euro(100'000'000'000'000));
  Opportunity opportunity = OpenOne(details);
  REQUIRE(opportunity.Win(StandardExample(), std::nullopt, Monday()).ok());
  opportunity.KeepBaseAmount(Currency::Parse("USD").value(), Rate::Parse("100").value());
  CHECK_FALSE(opportunity.state().base_amount.has_value());
}

TEST_CASE("no amount of an opportunity is larger than a hundred trillion units, a total of line items neither") {
  OpportunityChanges details = Details();
  details.amount = Change<Money>::Set(Euro(100'000'000'000'000));
  CHECK(OpenIn(1, details).ok());
  details.amount = Change<Money>::Set(Euro(100'000'000'000'001));
  CHECK(FieldsOf(OpenIn(1, details)) == "amount");
  OpportunityChanges lines;
  lines.line_items = Change<std::vector<LineItem>>::Set(
      {{"Moon", 10'000, Euro(100'000'000'000'001), {}}, {"Sun", 10'000, Euro(100'000'000'000'000), {}}});
  CHECK(FieldsOf(OpenOne().Edit(lines)) == "line_items[0].unit_price");
  lines.line_items = Change<std::vector<LineItem>>::Set({{"Moons", 2 * 10'000, Euro(60'000'000'000'000), {}}});
  CHECK(FieldsOf(OpenOne().Edit(lines)) == "line_items");
  lines.line_items =
      Change<std::vector<LineItem>>::Set({{"A", 10'000, Euro(100'000'000'000'000), {}}, {"B", 10'000, Euro(1), {}}});
  CHECK(FieldsOf(OpenOne().Edit(lines)) == "line_items");
}

TEST_CASE("everything that is wrong about an opportunity is told at once") {
  OpportunityChanges details;
  details.title = Change<std::string>::Set(std::string(301, 'x'));
  details.line_items = Change<std::vector<LineItem>>::Set({{"Desk", 10'000, Euro(100), {}}});
  details.amount = Change<Money>::Set(Euro(50));
  details.forecast_category = Change<ForecastCategory>::Set(ForecastCategory::kClosed);
  details.lost_reason = Change<std::string>::Set("x");
  details.lost_reason_text = Change<std::string>::Set(std::string(100'000, 'x'));
  details.actual_close_date = Change<absl::CivilDay>::Set(absl::CivilDay(2026, 1, 1));
  CHECK(FieldsOf(OpenIn(1, details)) ==
        "title,amount,forecast_category,lost_reason_text,actual_close_date,lost_reason");
  OpportunityChanges edit;
  edit.title = details.title;
  edit.amount = details.amount;
  edit.line_items = details.line_items;
  edit.stage_id = Change<StageId>::Set(StageNo(2));
  CHECK(FieldsOf(OpenOne().Edit(edit)) == "stage_id,title,amount");
  Opportunity::Loss loss;
  loss.reason = std::string(101, 'x');
  loss.competitor = Change<std::string>::Set(std::string(201, 'x'));
  CHECK(FieldsOf(OpenOne().Lose(StandardExample(), loss, Monday())) == "competitor,lost_reason");
}

TEST_CASE("an imported lost opportunity without a reason is told so beside its other faults") {
  OpportunityChanges details = Details();
  CHECK(ReasonOf(OpenIn(6, details)) == Reason::kLostReasonRequired);
  details.title = Change<std::string>::Set(std::string(301, 'x'));
  CHECK(FieldsOf(OpenIn(6, details)) == "title,lost_reason");
}

}  // namespace
}  // namespace pipewright::sales
