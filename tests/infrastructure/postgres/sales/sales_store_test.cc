// What only PostgreSQL holds: the pipeline view, uniqueness, references, who may see what.
#include "tests/support/infrastructure/sales_store.h"

#include <catch2/catch.hpp>
#include <optional>

#include "application/sales/contact_commands.h"
#include "application/sales/exchange_rate_commands.h"
#include "application/sales/pipeline_comparison.h"
#include "domain/shared/amounts.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/side_by_side.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

using Store = SalesStore;

TEST_CASE("no opportunity gets into a pipeline that is being deleted", "[pipeline][concurrency]") {
  Store store;
  CreatePipeline other;  // the default from now on: that one isn't deleted
  other.details = StandardPipeline([] { return StageId(); });
  other.details.name = Change<std::string>::Set("Partners");
  REQUIRE(store.DoAs(store.world.context(), store.pipeline_commands, other).ok());
  const PipelineId pipeline = store.pipeline.state().id;
  CreateOpportunity open;
  open.details.title = Change<std::string>::Set("Desks");
  open.details.pipeline_id = Change<PipelineId>::Set(pipeline);
  const DeleteRecord<Pipeline> remove{pipeline, std::nullopt};
  SECTION("the opportunity first") {
    const auto both =
        testing::RunSideBySide(store.world, store.opportunity_commands, open, store.pipeline_commands, remove);
    CHECK(both.first == absl::OkStatus());
    CHECK(ReasonOf(both.second) == Reason::kRecordInUse);
  }
  SECTION("the deletion first") {
    const auto both =
        testing::RunSideBySide(store.world, store.pipeline_commands, remove, store.opportunity_commands, open);
    CHECK(both.first == absl::OkStatus());
    CHECK(ReasonOf(both.second) == Reason::kRecordDeleted);
  }
}

TEST_CASE("the pipeline view counts all, adds up per currency and shows the largest first", "[pipeline]") {
  Store store;
  const OpportunityId small = store.Open(MoneyOf("EUR", 100));
  const OpportunityId large = store.Open(MoneyOf("EUR", 300));
  const OpportunityId dollars = store.Open(MoneyOf("USD", 200));
  store.Open(std::nullopt);
  const OpportunityId deleted = store.Open(MoneyOf("EUR", 1000));
  REQUIRE(store.Do(DeleteRecord<Opportunity>{deleted, std::nullopt}).ok());
  GetPipelineView query;
  query.top_count = 2;
  const auto view = store.insights.Handle(store.world.context(), query);
  INFO(view.status());
  REQUIRE(view.ok());
  CHECK(view->pipeline_id == store.pipeline.state().id);
  REQUIRE(view->stages.size() == 6);
  const StageView& stage = view->stages[0];
  CHECK(stage.count == 4);
  REQUIRE(stage.totals.size() == 2);
  CHECK(stage.totals[0].amount == MoneyOf("EUR", 400));
  CHECK(stage.totals[0].expected_revenue == MoneyOf("EUR", 40));
  CHECK(stage.totals[0].count == 2);
  CHECK(stage.totals[1].amount == MoneyOf("USD", 200));
  REQUIRE(stage.largest.size() == 2);
  CHECK(stage.largest[0].id == large);
  CHECK(stage.largest[1].id == dollars);
  CHECK(stage.largest[1].id != small);
  CHECK(view->stages[3].count == 0);
}

TEST_CASE("the pipeline view groups by owner, filters by one, and narrows closed stages to a period", "[pipeline]") {
  Store store;
  const UserId me = store.world.context().user();
  const UserId other = store.world.AddMember();
  store.Open(MoneyOf("EUR", 100));
  store.Open(MoneyOf("EUR", 50), 0, std::nullopt, other);
  store.Open(MoneyOf("USD", 7), 0, std::nullopt, other);
  store.Open(MoneyOf("EUR", 10), 5, absl::CivilDay(2025, 1, 31));
  store.Open(MoneyOf("EUR", 20), 5, absl::CivilDay(2025, 2, 1));

  GetPipelineView query;
  query.group_by_owner = true;
  auto view = store.insights.Handle(store.world.context(), query);
  REQUIRE(view.ok());
  REQUIRE(view->stages[0].owners.size() == 2);
  CHECK(view->stages[0].count == 3);
  REQUIRE(view->stages[0].totals.size() == 2);
  CHECK(view->stages[0].totals[0].amount == MoneyOf("EUR", 150));
  CHECK(view->stages[0].totals[0].count == 2);
  for (const OwnerView& owner : view->stages[0].owners) {
    if (owner.owner_id == me) CHECK(owner.count == 1);
    if (owner.owner_id == other) CHECK(owner.totals.size() == 2);
  }

  query = {};
  query.owner_id = other;
  query.close_date_from = absl::CivilDay(2025, 2, 1);
  view = store.insights.Handle(store.world.context(), query);
  REQUIRE(view.ok());
  CHECK(view->stages[0].count == 2);
  CHECK(view->stages[5].count == 0);
  query.owner_id = me;
  view = store.insights.Handle(store.world.context(), query);
  REQUIRE(view.ok());
  CHECK(view->stages[5].count == 1);
  CHECK(view->stages[5].totals[0].amount == MoneyOf("EUR", 20));
  query.close_date_to = absl::CivilDay(2025, 1, 31);
  CHECK(store.insights.Handle(store.world.context(), query)->stages[5].count == 0);
}

TEST_CASE("the pipeline view is told in the base currency too, and says what has no rate",
          "[pipeline][exchange_rate]") {
  Store store;  // whose tenant counts in euros
  const ExchangeRateCommands rates(store.world.ids());
  const auto set_rate = [&](absl::CivilDay from, const char* rate) {
    CreateExchangeRate create;
    create.details.currency_code = Change<Currency>::Set(Currency::Parse("USD").value());
    create.details.valid_from_date = Change<absl::CivilDay>::Set(from);
    create.details.rate = Change<Rate>::Set(Rate::Parse(rate).value());
    REQUIRE(store.DoAs(store.world.context(), rates, create).ok());
  };
  const absl::CivilDay today = absl::ToCivilDay(store.world.clock().now, absl::UTCTimeZone());
  set_rate(today - 100, "0.9");
  set_rate(today - 10, "0.5");
  set_rate(today + 10, "7");
  store.Open(MoneyOf("EUR", 100));
  store.Open(MoneyOf("USD", 1000));
  store.Open(MoneyOf("CHF", 50));
  store.Open(MoneyOf("USD", 10), 5, today - 50);   // worth 9 then
  store.Open(MoneyOf("USD", 10), 5, today - 200);  // before any rate
  store.Open(MoneyOf("EUR", 3), 5, today - 200);
  GetPipelineView query;
  query.group_by_owner = true;
  const auto view = store.insights.Handle(store.world.context(), query);
  INFO(view.status());
  REQUIRE(view.ok());
  CHECK(view->base_currency.code() == "EUR");
  const StageView& open = view->stages[0];
  CHECK(open.base.amount == MoneyOf("EUR", 600));
  CHECK(open.base.expected_revenue == MoneyOf("EUR", 60));
  REQUIRE(open.totals.size() == 3);
  CHECK_FALSE(open.totals[0].base_amount.has_value());  // CHF
  CHECK(open.totals[2].base_amount == MoneyOf("EUR", 500));
  CHECK(open.owners[0].base.amount == MoneyOf("EUR", 600));
  const StageView& lost = view->stages[5];
  CHECK(lost.base.amount == MoneyOf("EUR", 12));
  CHECK(lost.base.expected_revenue == MoneyOf("EUR", 0));
  CHECK(lost.totals[1].without_base_amount == 1);
  REQUIRE(view->without_rate.size() == 2);
  CHECK(view->without_rate[0].code() == "CHF");
  CHECK(view->without_rate[1].code() == "USD");
}

TEST_CASE("who reaches only their own sees their own and their team's, in view, history and changes", "[opportunity]") {
  Store store;
  const UserId member = store.world.AddMember();
  const RequestContext own = OnlyOwn(store.world.context(), member);
  const OpportunityId theirs = store.Open(MoneyOf("EUR", 1), 0, std::nullopt, member);
  const OpportunityId foreign = store.Open(MoneyOf("EUR", 2));
  const OpportunityId shared = store.Open(MoneyOf("EUR", 4));
  UpdateOpportunity share;
  share.id = shared;
  share.changes.team = Change<std::vector<TeamMember>>::Set({{member, "", {}}});
  REQUIRE(store.Do(share).ok());

  const auto view = store.insights.Handle(own, GetPipelineView{});
  REQUIRE(view.ok());
  CHECK(view->stages[0].totals[0].amount == MoneyOf("EUR", 5));
  CHECK(store.stage_history.List(own, theirs, 0, 10).ok());
  CHECK(store.stage_history.List(own, shared, 0, 10).ok());
  CHECK(store.stage_history.List(own, foreign, 0, 10).status().code() == absl::StatusCode::kNotFound);
  const MoveOpportunityStage move{foreign, std::nullopt, store.StageNo(1)};
  CHECK(store.DoAs(own, store.opportunity_commands, move).status().code() == absl::StatusCode::kNotFound);
}

TEST_CASE("an e-mail address is taken once among live contacts, and free again when its contact is deleted",
          "[contact]") {
  Store store;
  security::UuidGenerator ids{store.world.clock()};
  FakePhones phones;
  const ContactCommands contacts{ids, phones};
  CreateContact command;
  command.details.last_name = Change<std::string>::Set("Berg");
  command.details.email = Change<EmailAddress>::Set(EmailAddress::Parse("berg@example.com").value());
  const auto first = store.DoAs(store.world.context(), contacts, command);
  REQUIRE(first.ok());
  const auto second = store.DoAs(store.world.context(), contacts, command);
  CHECK(second.status().code() == absl::StatusCode::kAlreadyExists);
  CHECK(DetailsOf(second.status()).metadata["field"] == "email");
  const DeleteRecord<Contact> remove{first->state().id, std::nullopt};
  REQUIRE(store.DoAs(store.world.context(), contacts, remove).ok());
  CHECK(store.DoAs(store.world.context(), contacts, command).ok());
  const UndeleteRecord<Contact> undo{first->state().id, std::nullopt};
  CHECK(store.DoAs(store.world.context(), contacts, undo).status().code() == absl::StatusCode::kAlreadyExists);
}

TEST_CASE("an opportunity can't refer to an account or a member that isn't there", "[opportunity]") {
  Store store;
  CreateOpportunity command;
  command.details.title = Change<std::string>::Set("Desks");
  command.details.account_id = Change<AccountId>::Set(NewId<AccountId>(store.world.ids()));
  CHECK(ReasonOf(store.Do(command)) == Reason::kReferenceNotFound);
  command.details.account_id = {};
  command.details.owner_id = Change<UserId>::Set(NewId<UserId>(store.world.ids()));
  CHECK(ReasonOf(store.Do(command)) == Reason::kReferenceNotFound);
}

TEST_CASE("amounts that were stored when they had no bound don't take the figures from everybody", "[pipeline]") {
  Store store;
  const absl::Time before = store.world.clock().now;
  testing::AdminConnection owner(testing::TestDatabase::Get().owner_url());
  owner.Ask("select set_config('app.tenant_id', $1, false)", {store.world.context().tenant().ToString()});
  for (int i = 0; i < 2; ++i) {
    const OpportunityId id =
        store.Open(MoneyOf("EUR", 1), 0, std::nullopt, i == 0 ? std::optional<UserId>() : store.world.AddMember());
    owner.Ask(
        "update opportunities set amount_e4 = 9000000000000000000, expected_revenue_e4 = 9000000000000000000 "
        "where tenant_id = $1::uuid and id = $2::uuid",
        {store.world.context().tenant().ToString(), id.ToString()});
  }
  store.world.clock().now += absl::Minutes(1);
  for (const bool by_owner : {false, true}) {
    GetPipelineView query;
    query.group_by_owner = by_owner;
    const auto view = store.insights.Handle(store.world.context(), query);
    INFO(view.status());
    REQUIRE(view.ok());
    CHECK(view->stages[0].totals[0].amount.e4() == kLargestSumE4);
    CHECK(view->stages[0].totals[0].expected_revenue.e4() == kLargestSumE4);
    CHECK(view->stages[0].totals[0].count == 2);
  }
  ComparePipeline compare;
  compare.from_time = before;
  const auto compared = store.insights.Handle(store.world.context(), compare);
  INFO(compared.status());
  REQUIRE(compared.ok());
  REQUIRE(compared->groups.size() == 1);
  CHECK(compared->groups[0].totals[0].after.e4() == kLargestSumE4);
}

}  // namespace
}  // namespace pipewright::sales
