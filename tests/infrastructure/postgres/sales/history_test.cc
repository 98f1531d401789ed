// Reads of the past: what was to be seen at a moment is what is read for it later, and by nobody who may not read it
// now.
#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>

#include "application/shared/queries/record_queries.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/random_history.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

using testing::AdminConnection;

struct Past : SalesStore {
  HmacPageTokenSealer sealer{std::string(32, 'k')};
  ListChecker lists{world.clock(), sealer};
  postgres::PostgresReader<Opportunity> reader{world.pool(), postgres::OpportunityTable()};
  RecordQueries<Opportunity> queries{reader, lists};

  absl::Time now() { return world.clock().now; }
  absl::StatusOr<OpportunityState> GetAt(const OpportunityId& id, absl::Time time) {
    return reader.Get(world.context(), id, time);
  }
  absl::StatusOr<OpportunityView> Name(const OpportunityId& id, const std::string& title) {
    UpdateOpportunity update;
    update.id = id;
    update.changes.title = Change<std::string>::Set(title);
    return Do(update);
  }
  absl::StatusOr<Page<OpportunityState>> List(const RequestContext& context, const ListRequest& list) {
    return queries.Handle(context, ListRecords<Opportunity>{list});
  }
  absl::StatusOr<std::vector<std::string>> TitlesAt(const RequestContext& context, const ListRequest& list) {
    ASSIGN_OR_RETURN(const auto page, List(context, list));
    std::vector<std::string> titles;
    for (const OpportunityState& state : page.items) titles.push_back(state.title);
    return titles;
  }
  // As the database's owner, in the tenant.
  std::string Ask(const std::string& sql, const OpportunityId& id) {
    AdminConnection database(testing::TestDatabase::Get().owner_url());
    database.Ask("select set_config('app.tenant_id', $1, false)", {world.context().tenant().ToString()});
    return database.Ask(sql, {id.ToString()});
  }
  std::string CountVersions(const OpportunityId& id) {
    return Ask("select count(*) from opportunity_versions where id = $1::uuid", id);
  }
};

TEST_CASE("what was to be seen at a moment is what is read for that moment later", "[history]") {
  rc::prop("random histories", [] {
    RandomHistory history;
    history.Run(*rc::gen::inRange(1, 12));
    history.store.world.clock().now += absl::Hours(1);
    for (const auto& seen : history.observations) {
      const auto again = history.Look(seen.at);
      RC_ASSERT(again.listed == seen.listed);
      RC_ASSERT(again.view == seen.view);
      RC_ASSERT(again.opportunities.size() == seen.opportunities.size());
      std::vector<OpportunityId> known;
      for (const OpportunityId& id : history.ids) {
        const auto then = history.reader().Get(history.store.world.context(), id, seen.at);
        const auto at = seen.opportunities.find(id);
        if (at == seen.opportunities.end()) {
          RC_ASSERT(then.status().code() == absl::StatusCode::kNotFound);
          continue;
        }
        known.push_back(id);
        RC_ASSERT(then.ok());
        RC_ASSERT(TextOf(*then) == TextOf(at->second));
        RC_ASSERT(TextOf(again.opportunities.at(id)) == TextOf(at->second));
      }
      const auto batch = history.reader().BatchGet(history.store.world.context(), known, seen.at);
      RC_ASSERT(batch.ok());
      for (size_t i = 0; i < known.size(); ++i) {
        RC_ASSERT(TextOf((*batch)[i]) == TextOf(seen.opportunities.at(known[i])));
      }
    }
  });
}

TEST_CASE("a version begins the microsecond that it was stored, and there is none before the first", "[history]") {
  Past past;
  const OpportunityId id = past.Open(std::nullopt);
  const absl::Time opened = past.now();
  const absl::Time named = past.Name(id, "Chairs")->state().update_time;
  REQUIRE(named > opened);
  CHECK(past.GetAt(id, opened - absl::Microseconds(1)).status().code() == absl::StatusCode::kNotFound);
  CHECK(past.GetAt(id, opened)->title == "Desks");
  CHECK(past.GetAt(id, opened)->version == 1);
  CHECK(past.GetAt(id, named - absl::Microseconds(1))->title == "Desks");
  CHECK(past.GetAt(id, named)->title == "Chairs");
  CHECK(past.CountVersions(id) == "1");
}

TEST_CASE("versions follow each other in time though a clock goes backwards or stands still", "[history]") {
  Past past;
  const OpportunityId id = past.Open(std::nullopt);
  const absl::Time opened = past.now();
  past.world.clock().now -= absl::Hours(1);
  const absl::Time named = past.Name(id, "Chairs")->state().update_time;
  CHECK(named == opened + absl::Microseconds(1));
  past.world.clock().now = opened - absl::Minutes(1);
  CHECK(past.Name(id, "Lamps")->state().update_time == opened + absl::Microseconds(2));
  past.world.clock().now += absl::Hours(2);
  CHECK(past.GetAt(id, opened)->title == "Desks");
  CHECK(past.GetAt(id, named)->title == "Chairs");
  CHECK(past.GetAt(id, named + absl::Microseconds(1))->title == "Lamps");
}

TEST_CASE("a change that isn't stored leaves no version", "[history]") {
  Past past;
  const OpportunityId id = past.Open(std::nullopt);
  REQUIRE(past.Name(id, "Desks").ok());
  CHECK(past.CountVersions(id) == "0");
  postgres::PostgresTransactor transactor(past.world.pool(), past.world.numbers(), past.world.clock(),
                                          past.world.ids());
  const absl::Status checked =
      transactor.Run(past.world.context(), Transactor::Mode::kValidateOnly, [&](UnitOfWork& uow) -> absl::Status {
        ASSIGN_OR_RETURN(Opportunity opportunity, uow.Of<Opportunity>().Get(id));
        OpportunityChanges changes;
        changes.title = Change<std::string>::Set("Chairs");
        RETURN_IF_ERROR(opportunity.Edit(changes));
        return uow.Of<Opportunity>().Save(opportunity);
      });
  REQUIRE(checked.ok());
  CHECK(past.CountVersions(id) == "0");
}

TEST_CASE("what was deleted at a moment is shown as deleted then, and listed when asked for", "[history]") {
  Past past;
  const OpportunityId id = past.Open(std::nullopt);
  const absl::Time live = past.now();
  REQUIRE(past.Do(DeleteRecord<Opportunity>{id, std::nullopt}).ok());
  const absl::Time deleted = past.now();
  REQUIRE(past.Do(UndeleteRecord<Opportunity>{id, std::nullopt}).ok());
  CHECK_FALSE(past.GetAt(id, live)->delete_time.has_value());
  CHECK(past.GetAt(id, deleted)->delete_time == deleted);
  CHECK_FALSE(past.GetAt(id, past.now())->delete_time.has_value());
  ListRequest list;
  list.read_time = deleted;
  CHECK(past.TitlesAt(past.world.context(), list)->empty());
  list.show_deleted = true;
  CHECK(past.TitlesAt(past.world.context(), list)->size() == 1);
}

TEST_CASE("what is removed for good takes its past along", "[history]") {
  Past past;
  const OpportunityId id = past.Open(std::nullopt);
  const absl::Time opened = past.now();
  REQUIRE(past.Name(id, "Chairs").ok());
  past.Ask("delete from opportunities where id = $1::uuid", id);
  CHECK(past.CountVersions(id) == "0");
  CHECK(past.GetAt(id, opened).status().code() == absl::StatusCode::kNotFound);
}

TEST_CASE("who may read a record now may read what it was, and nobody else", "[history]") {
  Past past;
  const UserId member = past.world.AddMember();
  const UserId me = past.world.context().user();
  const RequestContext own = OnlyOwn(past.world.context(), member);
  const OpportunityId received = past.Open(MoneyOf("EUR", 1));
  const OpportunityId given_away = past.Open(MoneyOf("EUR", 2), 0, std::nullopt, member);
  const OpportunityId shared = past.Open(MoneyOf("EUR", 4));
  const OpportunityId foreign = past.Open(MoneyOf("EUR", 8));
  REQUIRE(past.Name(received, "Received").ok());
  REQUIRE(past.Name(given_away, "Given away").ok());
  REQUIRE(past.Name(shared, "Shared").ok());
  REQUIRE(past.Name(foreign, "Foreign").ok());
  const absl::Time then = past.now();
  REQUIRE(past.Do(ReassignOpportunity{received, std::nullopt, member}).ok());
  REQUIRE(past.Do(ReassignOpportunity{given_away, std::nullopt, me}).ok());
  UpdateOpportunity share;
  share.id = shared;
  share.changes.team = Change<std::vector<TeamMember>>::Set({{member, "", {}}});
  REQUIRE(past.Do(share).ok());

  CHECK(past.reader.Get(own, received, then)->owner_id == me);
  CHECK(past.reader.Get(own, shared, then).ok());
  CHECK(past.reader.Get(own, given_away, then).status().code() == absl::StatusCode::kNotFound);
  CHECK(past.reader.Get(own, foreign, then).status().code() == absl::StatusCode::kNotFound);
  CHECK(past.reader.BatchGet(own, {received, foreign}, then).status().code() == absl::StatusCode::kNotFound);
  ListRequest list;
  list.read_time = then;
  list.order_by = "title";
  list.return_total_size = true;
  CHECK(past.TitlesAt(own, list).value() == std::vector<std::string>{"Received", "Shared"});
  CHECK(past.List(own, list)->total_size == 2);
  GetPipelineView view;
  view.read_time = then;
  CHECK(past.insights.Handle(own, view)->stages[0].totals[0].amount == MoneyOf("EUR", 5));
}

TEST_CASE("the past of another tenant isn't there", "[history]") {
  Past past;
  Past other;
  const OpportunityId id = past.Open(std::nullopt);
  const absl::Time opened = past.now();
  REQUIRE(past.Name(id, "Chairs").ok());
  other.world.clock().now = past.now();
  CHECK(other.GetAt(id, opened).status().code() == absl::StatusCode::kNotFound);
  ListRequest list;
  list.read_time = opened;
  CHECK(other.TitlesAt(other.world.context(), list)->empty());
}

TEST_CASE("tags are those of the moment", "[history]") {
  Past past;
  const OpportunityId id = past.Open(std::nullopt);
  const auto tag = [&](std::vector<std::string> tags) {
    UpdateOpportunity update;
    update.id = id;
    update.changes.tags = Change<std::vector<std::string>>::Set(std::move(tags));
    REQUIRE(past.Do(update).ok());
    return past.now();
  };
  const absl::Time untagged = past.now();
  const absl::Time vip = tag({"vip", "key account"});
  const absl::Time plain = tag({"vipx"});
  const auto found = [&](absl::Time time, const std::string& filter) {
    ListRequest list;
    list.read_time = time;
    list.filter = filter;
    return past.TitlesAt(past.world.context(), list)->size();
  };
  CHECK(found(untagged, "tags:*") == 0);
  CHECK(found(untagged, "-tags:vip") == 1);
  CHECK(found(vip, "tags:vip") == 1);
  CHECK(found(vip, "tags = \"key account\"") == 1);
  CHECK(found(vip, "tags != vip") == 0);
  CHECK(found(plain, "tags:vip") == 0);
  CHECK(found(plain, "tags:*") == 1);
}

TEST_CASE("competitors are found as tags are, now and of a moment", "[history]") {
  Past past;
  UpdateOpportunity update;
  update.id = past.Open(std::nullopt);
  update.changes.competitors = Change<std::vector<std::string>>::Set({"Globex", "Hooli"});
  REQUIRE(past.Do(update).ok());
  const absl::Time before = past.now() - absl::Seconds(1);
  const auto found = [&](std::optional<absl::Time> time, const std::string& filter) {
    ListRequest list;
    list.read_time = time;
    list.filter = filter;
    return past.TitlesAt(past.world.context(), list)->size();
  };
  CHECK(found(std::nullopt, "competitors:Globex") == 1);
  CHECK(found(std::nullopt, "competitors:\"Hoo*\"") == 1);
  CHECK(found(std::nullopt, "competitors:Initech") == 0);
  CHECK(found(past.now(), "competitors:Globex") == 1);
  CHECK(found(before, "competitors:*") == 0);
}

TEST_CASE("a page token is good for its moment only", "[history]") {
  Past past;
  past.Open(std::nullopt);
  past.Open(std::nullopt);
  ListRequest list;
  list.page_size = 1;
  list.read_time = past.now();
  list.page_token = past.List(past.world.context(), list)->next_page_token;
  REQUIRE_FALSE(list.page_token.empty());
  CHECK(past.List(past.world.context(), list)->items.size() == 1);
  *list.read_time -= absl::Microseconds(1);
  CHECK(ReasonOf(past.List(past.world.context(), list)) == Reason::kInvalidPageToken);
  list.read_time.reset();
  CHECK(ReasonOf(past.List(past.world.context(), list)) == Reason::kInvalidPageToken);
}

TEST_CASE("a moment that has not come is refused, and so is the past of what keeps none", "[history]") {
  Past past;
  const OpportunityId id = past.Open(std::nullopt);
  const absl::Time future = past.now() + absl::Microseconds(1);
  const RequestContext& context = past.world.context();
  CHECK(FieldsOf(past.queries.Handle(context, GetRecord<Opportunity>{id, future})) == "read_time");
  CHECK(FieldsOf(past.queries.Handle(context, BatchGetRecords<Opportunity>{{id}, future})) == "read_time");
  ListRequest list;
  list.read_time = future;
  CHECK(FieldsOf(past.List(context, list)) == "read_time");
  GetPipelineView view;
  view.read_time = future;
  CHECK(FieldsOf(past.insights.Handle(context, view)) == "read_time");
  ComparePipeline compare;
  compare.from_time = future;
  CHECK(FieldsOf(past.insights.Handle(context, compare)) == "from_time");
  compare.from_time = past.now();
  compare.to_time = future;
  CHECK(FieldsOf(past.insights.Handle(context, compare)) == "to_time");

  postgres::PostgresReader<Account> reader{past.world.pool(), postgres::AccountTable()};
  const RecordQueries<Account> accounts{reader, past.lists};
  list.read_time = past.now();
  CHECK(FieldsOf(accounts.Handle(context, ListRecords<Account>{list})) == "read_time");
}

TEST_CASE("a pipeline's view of a moment has the stages of that moment", "[history]") {
  Past past;
  past.Open(MoneyOf("EUR", 7));
  const absl::Time then = past.now();
  RemovePipelineStage remove;
  remove.id = past.pipeline.state().id;
  remove.stage_id = past.StageNo(0);
  remove.move_to_stage_id = past.StageNo(1);
  REQUIRE(past.DoAs(past.world.context(), past.pipeline_commands, remove).ok());
  GetPipelineView query;
  CHECK(past.insights.Handle(past.world.context(), query)->stages.size() == 5);
  query.read_time = then;
  const auto view = past.insights.Handle(past.world.context(), query);
  REQUIRE(view.ok());
  REQUIRE(view->stages.size() == 6);
  CHECK(view->stages[0].stage.name == past.pipeline.state().stages[0].name);
  CHECK(view->stages[0].totals[0].amount == MoneyOf("EUR", 7));
  CHECK(view->stages[1].count == 0);
  query.read_time = past.pipeline.state().create_time - absl::Microseconds(1);
  CHECK(past.insights.Handle(past.world.context(), query).status().code() == absl::StatusCode::kNotFound);
}

// All versions of a table, as text; without the columns that came later and aren't in the events by their names, of
// which the migration knows nothing.
std::string VersionsIn(AdminConnection& database, const std::string& table) {
  return database.Ask(absl::StrCat(
      "select string_agg((to_jsonb(v) - array['base_amount_e4', 'base_amount_currency', 'competitors'])::text, chr(10) "
      "order by id, version) from ",
      table, " v"));
}

TEST_CASE("the migration finds what was superseded before it in the events", "[history]") {
  const testing::EmptyDatabase database;
  testing::MigrateDatabase(database.owner_url());
  rc::prop("random histories", [&] {
    RandomHistory history(database.app_url(), database.owner_url());
    history.Run(*rc::gen::inRange(1, 12), /*look=*/false);
    AdminConnection admin(database.owner_url());
    const std::string opportunities = VersionsIn(admin, "opportunity_versions");
    const std::string pipelines = VersionsIn(admin, "pipeline_versions");
    testing::MigrateAgain(database.owner_url(), "_history", "drop table opportunity_versions, pipeline_versions;");
    RC_ASSERT(VersionsIn(admin, "opportunity_versions") == opportunities);
    RC_ASSERT(VersionsIn(admin, "pipeline_versions") == pipelines);
  });
}

}  // namespace
}  // namespace pipewright::sales
