// The table of events on PostgreSQL: its migration, its partitions, and what a reader is told when some are gone.
#include "infrastructure/postgres/integration/event_store.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "infrastructure/postgres/integration/event_records.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/schema/migrator.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/test_database.h"
#include "tests/support/status_matchers.h"

namespace pipewright::postgres {
namespace {

using integration::EventPosition;
using testing::AdminConnection;
using testing::EmptyDatabase;

const TenantId kTenant = TenantId::Parse("0190f3c2-0000-7c3a-9d4e-000000000001").value();

// Events of accounts, one a transaction, `age` before now.
void Insert(AdminConnection& database, int count, const std::string& age = "0") {
  database.Ask("select set_config('app.tenant_id', $1, false)", {kTenant.ToString()});
  for (int i = 0; i < count; ++i) {
    database.Ask(
        "insert into events (tenant_id, id, create_time, type, resource, record_id, record_version, request_id, "
        "changes, record) values ($1::uuid, gen_random_uuid(), now() - $2::interval, 'account.updated', 'account', "
        "gen_random_uuid(), 2, 'test', '{}', '{}')",
        {kTenant.ToString(), age});
  }
}

std::vector<Migration> MigrationsBefore(const std::string& name) {
  std::vector<Migration> some;
  for (const Migration& migration : KnownMigrations()) {
    if (migration.name.find(name) != std::string::npos) return some;
    some.push_back(migration);
  }
  return some;
}

const EventRecords& AccountRecords() {
  static const auto* const records = [] {
    auto* const made = new EventRecords;
    made->Add(AccountTable());
    return made;
  }();
  return *records;
}

struct Log {
  EmptyDatabase empty;
  bool migrated = Migrate(empty.owner_url()).ok();
  AdminConnection database{empty.owner_url()};
  Pool pool{{.url = empty.app_url()}, 2};
  PostgresEventStore store{pool, AccountRecords(), [](const std::string&) { FAIL("an event can't be read"); }};

  absl::StatusOr<integration::EventPage> Read(const EventPosition& after, int max_rows = 1000) {
    testing::AwaitOlderTransactions(database);
    return ReadNow(after, max_rows);
  }
  absl::StatusOr<integration::EventPage> ReadNow(const EventPosition& after, int max_rows = 1000) {
    return store.Read({.tenant = kTenant, .after = after, .max_rows = max_rows});
  }
  integration::EventEdges Edges() { return store.Edges(kTenant, absl::InfiniteFuture(), nullptr).value(); }
};

TEST_CASE("events that were there before the partitions are still there, in order", "[events]") {
  const EmptyDatabase empty;
  REQUIRE(Migrate(empty.owner_url(), MigrationsBefore("_events")).ok());
  AdminConnection database(empty.owner_url());
  Insert(database, 5, "40 days");
  Insert(database, 5);
  const std::string before =
      database.Ask("select string_agg(id::text || transaction_id || sequence, ',' order by sequence) from events");
  const auto migrated = Migrate(empty.owner_url());
  INFO(migrated.status().message());
  REQUIRE(migrated.ok());
  AdminConnection later(empty.owner_url());
  later.Ask("select set_config('app.tenant_id', $1, false)", {kTenant.ToString()});
  CHECK(later.Ask("select string_agg(id::text || transaction_id || sequence, ',' order by sequence) from events") ==
        before);
  Insert(later, 1);
  CHECK(later.Ask("select max(sequence) from events") == "11");

  Pool pool({.url = empty.app_url()}, 1);
  PostgresEventStore store(pool, AccountRecords(), [](const std::string&) { FAIL("an event can't be read"); });
  testing::AwaitOlderTransactions(later);
  const auto page = store.Read({.tenant = kTenant, .after = {0, EventPosition::kLast}, .max_rows = 100});
  INFO(page.status().message());
  REQUIRE(page.ok());
  CHECK(page->events.size() == 11);
  CHECK(page->complete);
}

TEST_CASE("a page says how far it got, and the next one goes on there", "[events]") {
  Log log;
  const EventPosition start = log.Edges().newest;
  Insert(log.database, 5);
  const auto first = log.Read(start, 2);
  REQUIRE(first.ok());
  REQUIRE(first->events.size() == 2);
  CHECK_FALSE(first->complete);
  CHECK(first->reached == first->events.back()->position);
  const auto rest = log.Read(first->reached, 1000);
  REQUIRE(rest.ok());
  CHECK(rest->events.size() == 3);
  CHECK(rest->complete);
  CHECK(log.Read(rest->reached)->events.empty());
  // No other tenant's are told of, and only those asked about.
  const TenantId other(Uuid({7}));
  const auto ahead = log.store.Ahead({{kTenant, start}, {other, start}});
  REQUIRE(ahead.ok());
  CHECK(ahead->tenants == std::vector<TenantId>{kTenant});
  CHECK(log.store.Ahead({{kTenant, rest->reached}})->tenants.empty());
}

TEST_CASE("a page ends at a number of bytes, and the next one goes on there", "[events]") {
  Log log;
  const EventPosition start = log.Edges().newest;
  Insert(log.database, 12);
  log.database.Ask("update events set record = json_build_object('name', repeat('x', 1 << 20))");
  std::vector<EventPosition> seen;
  EventPosition reached = start;
  for (int pages = 1; pages <= 4; ++pages) {
    const auto page = log.Read(reached);
    INFO(page.status().message());
    REQUIRE(page.ok());
    CHECK(page->events.size() == (pages < 4 ? 4 : 0));
    CHECK(page->complete == (pages == 4));
    for (const auto& event : page->events) seen.push_back(event->position);
    if (pages < 4) CHECK(page->reached == seen.back());
    reached = page->reached;
  }
  CHECK(seen.size() == 12);
  CHECK(std::is_sorted(seen.begin(), seen.end()));
}

TEST_CASE("an event larger than a page is a page of its own; others weigh nothing", "[events]") {
  Log log;
  const EventPosition start = log.Edges().newest;
  Insert(log.database, 3);
  const auto first = log.store.Read({.tenant = kTenant, .after = start, .max_bytes = 1});
  REQUIRE(first.ok());
  CHECK(first->events.size() == 1);
  CHECK_FALSE(first->complete);
  const integration::EventFilter none{.resources = {"contact"}};
  const auto others = log.store.Read({.tenant = kTenant, .after = start, .max_bytes = 1, .filter = &none});
  REQUIRE(others.ok());
  CHECK(others->events.empty());
  CHECK(others->complete);
}

TEST_CASE("nothing is read beside a transaction that still runs", "[events]") {
  Log log;
  const EventPosition start = log.Edges().newest;
  AdminConnection late(log.empty.owner_url());
  late.Ask("begin");
  Insert(late, 1);
  Insert(log.database, 1);
  CHECK(log.ReadNow(start)->events.empty());
  CHECK(log.store.Ahead({{kTenant, start}})->tenants.empty());
  late.Ask("commit");
  CHECK(log.Read(start)->events.size() == 2);
}

// As if the first partition had ended long ago.
void EndFirstPartition(AdminConnection& database) {
  database.Ask("alter table events detach partition pipewright_events.events_first");
  database.Ask("update pipewright_events.events_first set create_time = create_time - interval '60 days'");
  database.Ask(
      "do $$ begin execute format('alter table events attach partition pipewright_events.events_first for values from "
      "(minvalue) to (%L)', now() - interval '50 days'); end $$");
  database.Ask(
      "update pipewright_events.partitions set to_time = now() - interval '50 days' where name = "
      "'events_first'");
}

TEST_CASE("old events go by the partition, and a reader behind them is told", "[events]") {
  Log log;
  const EventPosition start = log.Edges().newest;
  Insert(log.database, 3);
  const EventPosition behind = log.Read(start)->reached;
  EndFirstPartition(log.database);
  REQUIRE(log.Read(start)->events.size() == 3);

  REQUIRE(log.store.Keep(absl::Hours(24 * 90)).ok());
  CHECK(log.Read(start)->events.size() == 3);
  // First readers are told, then the table goes.
  REQUIRE(log.store.Keep(absl::Hours(24 * 30)).ok());
  const auto expired = log.Read(start);
  CHECK(expired.status().code() == absl::StatusCode::kOutOfRange);
  CHECK(ReasonOf(expired) == Reason::kEventsExpired);
  CHECK(log.database.Ask("select to_regclass('pipewright_events.events_first') is not null") == "t");
  REQUIRE(log.store.Keep(absl::Hours(24 * 30)).ok());
  CHECK(log.database.Ask("select to_regclass('pipewright_events.events_first') is null") == "t");

  CHECK(log.Edges().oldest > start);
  CHECK(log.Read(log.Edges().oldest).ok());
  CHECK(log.Read(behind).ok());
}

TEST_CASE("a call that makes partitions leaves the old ones to the next, not to look at them under its locks",
          "[events]") {
  Log log;
  Insert(log.database, 1);
  EndFirstPartition(log.database);
  const std::string expired = "select expired from pipewright_events.partitions where name = 'events_first'";
  CHECK(log.database.Ask("select made > 0 from keep_events('30 days')") == "t");
  CHECK(log.database.Ask(expired) == "f");
  CHECK(log.database.Ask("select made from keep_events('30 days')") == "0");
  CHECK(log.database.Ask(expired) == "t");
}

TEST_CASE("a partition goes without being read through, and all its tenants' readers are told", "[events]") {
  Log log;
  for (const int tenant : {1, 2, 3, 2, 1}) {
    log.database.Ask(
        "insert into pipewright_events.events_first (tenant_id, sequence, id, create_time, type, resource, record_id, "
        "record_version, request_id, changes, record) select ('00000000-0000-0000-0000-00000000000' || $1)::uuid, n, "
        "gen_random_uuid(), now(), 'account.updated', 'account', gen_random_uuid(), 2, 'test', '{}', '{}' from "
        "generate_series(1, 100) n",
        {absl::StrCat(tenant)});
  }
  const std::string newest = log.database.Ask("select max(transaction_id) from events");
  EndFirstPartition(log.database);
  REQUIRE(log.store.Keep(absl::Hours(24 * 90)).ok());
  log.database.Ask("begin");
  const std::string read = "select seq_tup_read from pg_stat_xact_all_tables where relname = 'events_first'";
  const std::string before = log.database.Ask(read);
  log.database.Ask("select keep_events('30 days')");
  CHECK(log.database.Ask(read) == before);
  log.database.Ask("commit");
  CHECK(log.database.Ask("select dropped_through from event_retention") == newest);
}

TEST_CASE("keeping the events has a time limit of its own", "[events]") {
  Log log;
  Pool one({.url = log.empty.app_url()}, 1);
  PostgresEventStore store(one, AccountRecords(), [](const std::string&) {});
  const auto limit = [&] {
    std::string text;
    auto lease = one.Acquire(std::nullopt, absl::InfiniteFuture()).value();
    REQUIRE(lease
                ->Read(
                    {"select current_setting('statement_timeout')", 1}, {},
                    [&](Row row) {
                      text = std::string(row[0].text);
                      return absl::OkStatus();
                    },
                    nullptr)
                .ok());
    return text;
  };
  // Whatever the last user of the connection left behind.
  REQUIRE(store.Edges(kTenant, absl::Now() + absl::Seconds(1), nullptr).ok());
  REQUIRE(limit() == "1s");
  REQUIRE(store.Keep(absl::Hours(24 * 30)).ok());
  CHECK(limit() == "512s");
  REQUIRE(store.Ahead({}).ok());
  CHECK(limit() == "16s");
}

// As if the first partition had been dropped long ago: what a clock that is far behind writes has no partition.
void DropFirstPartition(AdminConnection& database) {
  database.Ask("drop table pipewright_events.events_first");
  database.Ask("delete from pipewright_events.partitions where name = 'events_first'");
}

TEST_CASE("old events without a partition of their own go as well, and a reader behind them is told", "[events]") {
  Log log;
  DropFirstPartition(log.database);
  REQUIRE(log.store.Keep(absl::Hours(24 * 30)).ok());
  const EventPosition start = log.Edges().newest;
  Insert(log.database, 1, "36 days");
  const EventPosition younger = log.Read(start)->reached;
  REQUIRE(log.store.Keep(absl::Hours(24 * 30)).ok());
  CHECK(log.Read(start)->events.size() == 1);
  Insert(log.database, 1, "38 days");
  REQUIRE(log.Read(start)->events.size() == 2);
  const EventPosition behind = log.Read(start)->reached;

  REQUIRE(log.store.Keep(absl::Hours(24 * 30)).ok());
  CHECK(log.database.Ask("select count(*) from pipewright_events.events_default") == "1");
  CHECK(ReasonOf(log.Read(start)) == Reason::kEventsExpired);
  CHECK(ReasonOf(log.Read(younger)) == Reason::kEventsExpired);
  CHECK(log.Read(behind).ok());
}

TEST_CASE("events are kept for a day at least", "[events]") {
  Log log;
  CHECK_FALSE(log.store.Keep(absl::Hours(1)).ok());
}

TEST_CASE("after a restore into another cluster old events come first, and old places mean nothing", "[events]") {
  Log log;
  Insert(log.database, 3);
  const integration::EventEdges before = log.Edges();
  // As that cluster counted, its transactions are all to come.
  log.database.Ask("update events set transaction_id = '1000000000000'");
  log.database.Ask("update event_retention set cluster = 1");
  CHECK(log.Read(before.oldest)->events.empty());
  REQUIRE(log.store.Keep(absl::Hours(24 * 30)).ok());
  Insert(log.database, 1);
  const auto page = log.Read(log.Edges().oldest);
  REQUIRE(page.ok());
  CHECK(page->events.size() == 4);
  CHECK(log.Edges().incarnation != before.incarnation);
}

TEST_CASE("after a dump was restored into its own cluster old places mean nothing", "[events]") {
  Log log;
  Insert(log.database, 3);
  const integration::EventEdges before = log.Edges();
  // Tables that are made anew are others.
  log.database.Ask("update event_retention set relation = 1");
  const std::string meanwhile = log.Edges().incarnation;
  CHECK(meanwhile != before.incarnation);
  REQUIRE(log.store.Keep(absl::Hours(24 * 30)).ok());
  const integration::EventEdges after = log.Edges();
  CHECK(after.incarnation != before.incarnation);
  CHECK(after.incarnation != meanwhile);
  CHECK(log.Read(after.oldest)->events.size() == 3);
  REQUIRE(log.store.Keep(absl::Hours(24 * 30)).ok());
  CHECK(log.Edges().incarnation == after.incarnation);
}

TEST_CASE("after a recovery to a point in time or a promotion old places mean nothing", "[events]") {
  Log log;
  Insert(log.database, 3);
  const integration::EventEdges before = log.Edges();
  const std::string transactions = log.database.Ask("select string_agg(transaction_id::text, ',') from events");
  // As the table stands in a cluster that goes on from a backup.
  log.database.Ask("update event_retention set timeline = '000000FF'");
  const std::string meanwhile = log.Edges().incarnation;
  CHECK(meanwhile != before.incarnation);
  CHECK(log.store.Ahead({{kTenant, before.newest}})->edges.incarnation == meanwhile);
  REQUIRE(log.store.Keep(absl::Hours(24 * 30)).ok());
  CHECK(log.Edges().incarnation != before.incarnation);
  CHECK(log.Edges().incarnation != meanwhile);
  CHECK(log.database.Ask("select string_agg(transaction_id::text, ',') from events") == transactions);
}

TEST_CASE("a place that the database has not come to is refused", "[events]") {
  Log log;
  const auto refused = log.Read({uint64_t{1} << 60, 0});
  CHECK(ReasonOf(refused) == Reason::kEventsExpired);
}

TEST_CASE("writing needs no partition made ahead, and one made later takes what it missed", "[events]") {
  Log log;
  const EventPosition start = log.Edges().newest;
  // A server whose clock is a fortnight ahead, or that finds nobody made partitions for weeks.
  log.database.Ask(
      "do $$ declare part text; begin for part in select name from pipewright_events.partitions where name <> "
      "'events_first' loop execute format('drop table pipewright_events.%I', part); end loop; delete from "
      "pipewright_events.partitions where name <> 'events_first'; end $$");
  Insert(log.database, 3, "-14 days");
  CHECK(log.database.Ask("select count(*) from pipewright_events.events_default") == "3");
  CHECK(log.Read(start)->events.size() == 3);
  REQUIRE(log.store.Keep(absl::Hours(24 * 30)).ok());
  CHECK(log.database.Ask("select count(*) from pipewright_events.events_default") == "0");
  const auto page = log.Read(start);
  REQUIRE(page.ok());
  CHECK(page->events.size() == 3);
  CHECK(log.database.Ask("select count(*) from pipewright_events.partitions") == "5");
}

}  // namespace
}  // namespace pipewright::postgres
