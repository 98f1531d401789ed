// What has changed in a pipeline: each kind by an example, and all of them against what the two moments showed.
#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <set>

#include "tests/support/infrastructure/random_history.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

using Kind = PipelineChangeKind;

struct Compared : SalesStore {
  absl::Time from;
  FakePhones phones;
  AccountCommands accounts{world.ids(), phones};

  // What is done from here on is compared with now.
  void Begin() { from = world.clock().now; }

  PipelineComparison Compare(ComparePipeline query = {}) { return CompareAs(world.context(), std::move(query)); }
  PipelineComparison CompareAs(const RequestContext& context, ComparePipeline query = {}) {
    query.from_time = from;
    auto compared = insights.Handle(context, query);
    INFO(compared.status());
    REQUIRE(compared.ok());
    return *std::move(compared);
  }
  void Edit(const OpportunityId& id, const OpportunityChanges& changes) {
    const auto edited = Do(UpdateOpportunity{id, std::nullopt, changes});
    INFO(edited.status());
    REQUIRE(edited.ok());
  }
  void SetAmount(const OpportunityId& id, std::optional<Money> amount) {
    OpportunityChanges changes;
    changes.amount = amount.has_value() ? Change<Money>::Set(*amount) : Change<Money>::Clear();
    Edit(id, changes);
  }
  void SetCloseDate(const OpportunityId& id, absl::CivilDay day) {
    OpportunityChanges changes;
    changes.expected_close_date = Change<absl::CivilDay>::Set(day);
    Edit(id, changes);
  }
  // With the account that a won one has.
  void Win(const OpportunityId& id) {
    CreateAccount account;
    account.details.name = Change<std::string>::Set("Acme");
    OpportunityChanges changes;
    changes.account_id = Change<AccountId>::Set(DoAs(world.context(), accounts, account).value().state().id);
    Edit(id, changes);
    REQUIRE(Do(WinOpportunity{id, std::nullopt, std::nullopt}).ok());
  }
  void Lose(const OpportunityId& id) {
    LoseOpportunity lose;
    lose.id = id;
    lose.loss.reason = "PRICE";
    REQUIRE(Do(lose).ok());
  }
};

std::vector<Kind> KindsOf(const PipelineComparison& comparison) {
  std::vector<Kind> kinds;
  for (const PipelineChangeGroup& group : comparison.groups) kinds.push_back(group.kind);
  return kinds;
}

const PipelineChangeGroup& GroupOf(const PipelineComparison& comparison, Kind kind) {
  for (const PipelineChangeGroup& group : comparison.groups) {
    if (group.kind == kind) return group;
  }
  FAIL("no group " << NameOf(kind));
  throw std::logic_error("unreachable");
}

TEST_CASE("nothing has changed in a pipeline in which nothing was changed", "[comparison]") {
  Compared store;
  store.Open(MoneyOf("EUR", 1));
  store.Begin();
  const auto compared = store.Compare();
  CHECK(compared.groups.empty());
  CHECK(compared.pipeline_id == store.pipeline.state().id);
  CHECK(compared.pipeline_name == store.pipeline.state().name);
  CHECK(compared.to_time == store.world.clock().now);
}

TEST_CASE("what is created since is new, and won or lost as well when it is", "[comparison]") {
  Compared store;
  store.Begin();
  const OpportunityId open = store.Open(MoneyOf("EUR", 5));
  const OpportunityId won = store.Open(std::nullopt);
  store.Win(won);
  const OpportunityId lost = store.Open(std::nullopt, 5);
  const auto compared = store.Compare();
  CHECK(KindsOf(compared) == std::vector<Kind>{Kind::kNew, Kind::kWon, Kind::kLost});
  const auto& created = GroupOf(compared, Kind::kNew);
  CHECK(created.count == 3);
  REQUIRE(created.totals.size() == 1);
  CHECK(created.totals[0].count == 1);
  CHECK(created.totals[0].before == MoneyOf("EUR", 0));
  CHECK(created.totals[0].after == MoneyOf("EUR", 5));
  REQUIRE(created.largest.size() == 3);
  CHECK(created.largest[0].id == open);
  CHECK_FALSE(created.largest[0].before.has_value());
  CHECK(created.largest[0].after->amount == MoneyOf("EUR", 5));
  CHECK(created.largest[0].after->stage_name == store.pipeline.state().stages[0].name);
  CHECK(created.largest[1].id == won);
  CHECK(created.largest[2].id == lost);
  CHECK(GroupOf(compared, Kind::kWon).largest.at(0).id == won);
  CHECK(GroupOf(compared, Kind::kLost).count == 1);
}

TEST_CASE("what was won, lost, reopened or moved is told with both stages", "[comparison]") {
  Compared store;
  const OpportunityId moved = store.Open(MoneyOf("EUR", 1));
  const OpportunityId lost = store.Open(MoneyOf("EUR", 2));
  const OpportunityId reopened = store.Open(MoneyOf("EUR", 4), 5);
  const OpportunityId there_and_back = store.Open(MoneyOf("EUR", 8));
  const OpportunityId won = store.Open(MoneyOf("EUR", 16));
  const OpportunityId reopened_too = store.Open(MoneyOf("EUR", 32));
  const OpportunityId still_won = store.Open(MoneyOf("EUR", 64));
  const OpportunityId still_lost = store.Open(MoneyOf("EUR", 128), 5);
  store.Win(reopened_too);
  store.Win(still_won);
  store.Begin();
  store.Win(won);
  REQUIRE(store.Do(ReopenOpportunity{reopened_too, std::nullopt, store.StageNo(1)}).ok());
  for (const OpportunityId& same : {still_won, still_lost}) {  // changed, and yet as it was
    REQUIRE(store.Do(DeleteRecord<Opportunity>{same, std::nullopt}).ok());
    REQUIRE(store.Do(UndeleteRecord<Opportunity>{same, std::nullopt}).ok());
  }
  REQUIRE(store.Do(MoveOpportunityStage{moved, std::nullopt, store.StageNo(2)}).ok());
  store.Lose(lost);
  REQUIRE(store.Do(ReopenOpportunity{reopened, std::nullopt, store.StageNo(1)}).ok());
  REQUIRE(store.Do(MoveOpportunityStage{there_and_back, std::nullopt, store.StageNo(2)}).ok());
  REQUIRE(store.Do(MoveOpportunityStage{there_and_back, std::nullopt, store.StageNo(0)}).ok());
  const auto compared = store.Compare();
  CHECK(KindsOf(compared) == std::vector<Kind>{Kind::kWon, Kind::kLost, Kind::kReopened, Kind::kMoved});
  CHECK(GroupOf(compared, Kind::kWon).count == 1);
  CHECK(GroupOf(compared, Kind::kWon).largest.at(0).id == won);
  CHECK(GroupOf(compared, Kind::kLost).count == 1);
  const auto& change = GroupOf(compared, Kind::kMoved).largest.at(0);
  CHECK(change.id == moved);
  CHECK(change.before->stage_id == store.StageNo(0));
  CHECK(change.after->stage_id == store.StageNo(2));
  CHECK(change.after->stage_name == store.pipeline.state().stages[2].name);
  const auto& loss = GroupOf(compared, Kind::kLost).largest.at(0);
  CHECK(loss.id == lost);
  CHECK(loss.before->status == OpportunityStatus::kOpen);
  CHECK(loss.after->status == OpportunityStatus::kLost);
  CHECK(loss.after->actual_close_date.has_value());
  REQUIRE(GroupOf(compared, Kind::kReopened).count == 2);
  CHECK(GroupOf(compared, Kind::kReopened).largest.at(0).id == reopened_too);
  CHECK(GroupOf(compared, Kind::kReopened).largest.at(1).id == reopened);
}

TEST_CASE("an expected close date that moves out slips, one that moves in is pulled in", "[comparison]") {
  Compared store;
  const OpportunityId out = store.Open(MoneyOf("EUR", 1));
  const OpportunityId in = store.Open(MoneyOf("EUR", 2));
  const OpportunityId first = store.Open(MoneyOf("EUR", 4));
  const absl::CivilDay day(2027, 1, 31);
  const OpportunityId lost_out = store.Open(MoneyOf("EUR", 8));
  const OpportunityId lost_in = store.Open(MoneyOf("EUR", 16));
  for (const OpportunityId& id : {out, in, lost_out, lost_in}) store.SetCloseDate(id, day);
  store.Begin();
  store.SetCloseDate(out, day + 28);
  store.SetCloseDate(in, day - 1);
  store.SetCloseDate(first, day);
  // What is closed slips no more.
  store.SetCloseDate(lost_out, day + 28);
  store.SetCloseDate(lost_in, day - 1);
  store.Lose(lost_out);
  store.Lose(lost_in);
  const auto compared = store.Compare();
  CHECK(KindsOf(compared) == std::vector<Kind>{Kind::kLost, Kind::kSlipped, Kind::kPulledIn});
  CHECK(GroupOf(compared, Kind::kPulledIn).count == 1);
  const auto& slipped = GroupOf(compared, Kind::kSlipped);
  CHECK(slipped.count == 1);
  CHECK(slipped.largest.at(0).id == out);
  CHECK(slipped.largest.at(0).before->expected_close_date == day);
  CHECK(slipped.largest.at(0).after->expected_close_date == day + 28);
  CHECK(GroupOf(compared, Kind::kPulledIn).largest.at(0).id == in);
}

TEST_CASE("amounts that rise and fall are added up per currency, and never across", "[comparison]") {
  Compared store;
  const OpportunityId raised = store.Open(MoneyOf("EUR", 100));
  const OpportunityId from_nothing = store.Open(std::nullopt);
  const OpportunityId lowered = store.Open(MoneyOf("USD", 50));
  const OpportunityId to_nothing = store.Open(MoneyOf("EUR", 7));
  const OpportunityId converted = store.Open(MoneyOf("EUR", 10));
  store.Begin();
  store.SetAmount(raised, MoneyOf("EUR", 130));
  store.SetAmount(from_nothing, MoneyOf("EUR", 20));
  store.SetAmount(lowered, MoneyOf("USD", 45));
  store.SetAmount(to_nothing, std::nullopt);
  store.SetAmount(converted, MoneyOf("USD", 12));
  const auto compared = store.Compare();
  CHECK(KindsOf(compared) == std::vector<Kind>{Kind::kRaised, Kind::kLowered, Kind::kCurrencyChanged});
  const auto& up = GroupOf(compared, Kind::kRaised);
  CHECK(up.count == 2);
  REQUIRE(up.totals.size() == 1);
  CHECK(up.totals[0].count == 2);
  CHECK(up.totals[0].before == MoneyOf("EUR", 100));
  CHECK(up.totals[0].after == MoneyOf("EUR", 150));
  CHECK(up.largest.at(0).id == raised);
  const auto& down = GroupOf(compared, Kind::kLowered);
  REQUIRE(down.totals.size() == 2);
  CHECK(down.totals[0].before == MoneyOf("EUR", 7));
  CHECK(down.totals[0].after == MoneyOf("EUR", 0));
  CHECK(down.totals[1].before == MoneyOf("USD", 50));
  CHECK(down.totals[1].after == MoneyOf("USD", 45));
  const auto& other = GroupOf(compared, Kind::kCurrencyChanged);
  CHECK(other.count == 1);
  REQUIRE(other.totals.size() == 2);
  CHECK(other.totals[0].before == MoneyOf("EUR", 10));
  CHECK(other.totals[0].after == MoneyOf("EUR", 0));
  CHECK(other.totals[1].after == MoneyOf("USD", 12));
}

TEST_CASE("what was deleted left, what was undeleted came back", "[comparison]") {
  Compared store;
  const OpportunityId deleted = store.Open(MoneyOf("EUR", 1));
  const OpportunityId undeleted = store.Open(MoneyOf("EUR", 2));
  const OpportunityId larger = store.Open(MoneyOf("EUR", 8));
  store.SetCloseDate(undeleted, absl::CivilDay(2027, 1, 31));
  REQUIRE(store.Do(DeleteRecord<Opportunity>{undeleted, std::nullopt}).ok());
  store.Begin();
  REQUIRE(store.Do(DeleteRecord<Opportunity>{deleted, std::nullopt}).ok());
  REQUIRE(store.Do(UndeleteRecord<Opportunity>{undeleted, std::nullopt}).ok());
  // What is done to them besides is no news of what was there all the time.
  store.SetAmount(larger, MoneyOf("EUR", 7));
  REQUIRE(store.Do(DeleteRecord<Opportunity>{larger, std::nullopt}).ok());
  store.SetAmount(undeleted, MoneyOf("EUR", 3));
  store.SetCloseDate(undeleted, absl::CivilDay(2027, 2, 28));
  REQUIRE(store.Do(MoveOpportunityStage{undeleted, std::nullopt, store.StageNo(2)}).ok());
  const OpportunityId in_between = store.Open(MoneyOf("EUR", 4));
  REQUIRE(store.Do(DeleteRecord<Opportunity>{in_between, std::nullopt}).ok());
  const auto compared = store.Compare();
  CHECK(KindsOf(compared) == std::vector<Kind>{Kind::kDeleted, Kind::kUndeleted});
  CHECK(GroupOf(compared, Kind::kDeleted).count == 2);
  CHECK(GroupOf(compared, Kind::kDeleted).largest.at(0).id == larger);
  CHECK(GroupOf(compared, Kind::kDeleted).largest.at(1).id == deleted);
  CHECK_FALSE(GroupOf(compared, Kind::kDeleted).largest.at(0).after.has_value());
  CHECK(GroupOf(compared, Kind::kUndeleted).largest.at(0).id == undeleted);
}

TEST_CASE("who asks for one owner sees what was received and given away", "[comparison]") {
  Compared store;
  const UserId me = store.world.context().user();
  const UserId other = store.world.AddMember();
  const OpportunityId given = store.Open(MoneyOf("EUR", 1));
  const OpportunityId received = store.Open(MoneyOf("EUR", 2), 0, std::nullopt, other);
  store.Begin();
  REQUIRE(store.Do(ReassignOpportunity{given, std::nullopt, other}).ok());
  REQUIRE(store.Do(ReassignOpportunity{received, std::nullopt, me}).ok());
  CHECK(GroupOf(store.Compare(), Kind::kReassigned).count == 2);
  ComparePipeline mine;
  mine.owner_id = me;
  const auto compared = store.Compare(mine);
  CHECK(KindsOf(compared) == std::vector<Kind>{Kind::kEntered, Kind::kLeft});
  CHECK(GroupOf(compared, Kind::kEntered).largest.at(0).id == received);
  CHECK(GroupOf(compared, Kind::kEntered).totals.at(0).before == MoneyOf("EUR", 0));
  CHECK(GroupOf(compared, Kind::kLeft).largest.at(0).id == given);
}

TEST_CASE("another pipeline's opportunities don't count", "[comparison]") {
  Compared store;
  CreatePipeline create;
  create.details = StandardPipeline([] { return StageId(); });
  create.details.name = Change<std::string>::Set("Partners");
  create.details.default_pipeline = Change<bool>::Set(false);
  const Pipeline partners = store.DoAs(store.world.context(), store.pipeline_commands, create).value();
  store.Begin();
  store.Open(MoneyOf("EUR", 1));
  ComparePipeline query;
  query.pipeline_id = partners.state().id;
  CHECK(store.Compare(query).groups.empty());
  query.pipeline_id = NewId<PipelineId>(store.world.ids());
  query.from_time = store.from;
  CHECK(store.insights.Handle(store.world.context(), query).status().code() == absl::StatusCode::kNotFound);
}

TEST_CASE("who reaches only their own is told of what they may read now", "[comparison]") {
  Compared store;
  const UserId member = store.world.AddMember();
  store.Begin();
  store.Open(MoneyOf("EUR", 1));
  const OpportunityId theirs = store.Open(MoneyOf("EUR", 2), 0, std::nullopt, member);
  const auto compared = store.CompareAs(OnlyOwn(store.world.context(), member));
  CHECK(GroupOf(compared, Kind::kNew).count == 1);
  CHECK(GroupOf(compared, Kind::kNew).largest.at(0).id == theirs);
}

TEST_CASE("only the largest of the groups asked for are told, the figures are of all", "[comparison]") {
  Compared store;
  store.Begin();
  for (int euros = 1; euros <= 4; ++euros) store.Lose(store.Open(MoneyOf("EUR", euros)));
  ComparePipeline query;
  query.top_count = 2;
  query.kinds = {Kind::kLost};
  const auto compared = store.Compare(query);
  CHECK(KindsOf(compared) == std::vector<Kind>{Kind::kLost});
  const auto& lost = compared.groups[0];
  CHECK(lost.count == 4);
  CHECK(lost.totals.at(0).after == MoneyOf("EUR", 10));
  REQUIRE(lost.largest.size() == 2);
  CHECK(lost.largest[0].after->amount == MoneyOf("EUR", 4));
  CHECK(lost.largest[1].after->amount == MoneyOf("EUR", 3));
  query.top_count = 0;
  CHECK(store.Compare(query).groups.at(0).largest.empty());
}

// The meaning of the kinds, on the states of the two moments. Null: not there yet.
std::set<Kind> KindsOf(const OpportunityState* before, const OpportunityState* after,
                       const std::optional<UserId>& owner) {
  const auto inside = [&](const OpportunityState* state) {
    return state != nullptr && !state->delete_time.has_value() && (!owner.has_value() || state->owner_id == *owner);
  };
  const bool was = inside(before);
  const bool is = inside(after);
  std::set<Kind> kinds;
  const auto add = [&](bool holds, Kind kind) {
    if (holds) kinds.insert(kind);
  };
  if (is) {
    const auto became = [&](OpportunityStatus status) {
      return after->status == status && (before == nullptr || before->status != status);
    };
    add(before == nullptr, Kind::kNew);
    add(became(OpportunityStatus::kWon), Kind::kWon);
    add(became(OpportunityStatus::kLost), Kind::kLost);
    add(before != nullptr && became(OpportunityStatus::kOpen), Kind::kReopened);
    add(before != nullptr && before->delete_time.has_value(), Kind::kUndeleted);
    add(before != nullptr && !before->delete_time.has_value() && !was, Kind::kEntered);
  } else if (was) {
    add(after->delete_time.has_value(), Kind::kDeleted);
    add(!after->delete_time.has_value(), Kind::kLeft);
  }
  if (!was || !is) return kinds;
  const bool open = after->status == OpportunityStatus::kOpen;
  add(open && before->status == OpportunityStatus::kOpen && before->stage_id != after->stage_id, Kind::kMoved);
  if (open && before->expected_close_date.has_value() && after->expected_close_date.has_value()) {
    add(*after->expected_close_date > *before->expected_close_date, Kind::kSlipped);
    add(*after->expected_close_date < *before->expected_close_date, Kind::kPulledIn);
  }
  const auto e4 = [](const OpportunityState* state) { return state->amount.has_value() ? state->amount->e4() : 0; };
  const bool other_currency = before->amount.has_value() && after->amount.has_value() &&
                              before->amount->currency() != after->amount->currency();
  add(other_currency, Kind::kCurrencyChanged);
  add(!other_currency && e4(after) > e4(before), Kind::kRaised);
  add(!other_currency && e4(after) < e4(before), Kind::kLowered);
  add(before->owner_id != after->owner_id, Kind::kReassigned);
  return kinds;
}

TEST_CASE("the comparison of any two moments tells what the two moments showed", "[comparison]") {
  rc::prop("random histories", [] {
    RandomHistory history;
    history.Run(*rc::gen::inRange(2, 14));
    history.store.world.clock().now += absl::Hours(1);
    const size_t last = history.observations.size() - 1;
    for (int round = 0; round < 4; ++round) {
      const size_t first = *rc::gen::inRange<size_t>(0, last + 1);
      const size_t second = *rc::gen::inRange<size_t>(first, last + 1);
      const auto& from = history.observations[first];
      const auto& to = history.observations[second];
      ComparePipeline query;
      query.from_time = from.at;
      if (second < last || *rc::gen::arbitrary<bool>()) query.to_time = to.at;
      if (*rc::gen::arbitrary<bool>()) query.owner_id = history.other;
      query.top_count = 100;
      const auto compared = history.store.insights.Handle(history.store.world.context(), query);
      if (!compared.ok()) RC_FAIL(std::string(compared.status().message()));

      std::map<Kind, std::set<OpportunityId>> expected;
      std::map<Kind, std::map<std::string, std::pair<int64_t, int64_t>>> sums;
      for (const auto& [id, after] : to.opportunities) {
        const auto at = from.opportunities.find(id);
        const OpportunityState* const before = at == from.opportunities.end() ? nullptr : &at->second;
        for (const Kind kind : KindsOf(before, &after, query.owner_id)) {
          expected[kind].insert(id);
          const auto counts = [&](const OpportunityState* state) {
            return state != nullptr && !state->delete_time.has_value() && state->amount.has_value() &&
                   (!query.owner_id.has_value() || state->owner_id == *query.owner_id);
          };
          if (counts(before)) sums[kind][before->amount->currency().code()].first += before->amount->e4();
          if (counts(&after)) sums[kind][after.amount->currency().code()].second += after.amount->e4();
        }
      }
      std::map<Kind, std::set<OpportunityId>> found;
      std::map<Kind, std::map<std::string, std::pair<int64_t, int64_t>>> found_sums;
      for (const PipelineChangeGroup& group : compared->groups) {
        for (const OpportunityChange& change : group.largest) found[group.kind].insert(change.id);
        RC_ASSERT(group.count == static_cast<int64_t>(group.largest.size()));
        for (const PipelineChangeTotal& total : group.totals) {
          found_sums[group.kind][total.before.currency().code()] = {total.before.e4(), total.after.e4()};
        }
      }
      RC_ASSERT(found == expected);
      RC_ASSERT(found_sums == sums);
    }
  });
}

}  // namespace
}  // namespace pipewright::sales
