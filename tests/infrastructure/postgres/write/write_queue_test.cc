// What waits is joined, and never in a way that foreign keys or later statements would notice.
#include "infrastructure/postgres/write/write_queue.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "infrastructure/postgres/write/write_session.h"
#include "tests/support/application/fake_ports.h"
#include "tests/support/infrastructure/test_database.h"

namespace pipewright::postgres {
namespace {

SharedRowStatement Insert(const std::string& table, const std::string& owner = "", bool leaf = false,
                          bool free = false) {
  RowStatement statement = InsertStatement(table, {{"id", "uuid"}, {"name", "text"}});
  if (!owner.empty()) statement.owner = owner;
  statement.leaf = leaf;
  statement.free = free;
  return std::make_shared<RowStatement>(std::move(statement));
}

SharedRowStatement Update(const std::string& table, const std::string& column) {
  return std::make_shared<RowStatement>(UpdateStatement(table, {{column, "text"}}));
}

// The statements to send.
std::vector<std::string> Sent(WriteQueue& queue) {
  std::vector<std::string> sent;
  for (const Step& step : queue.Take("tenant")) sent.push_back(step.sql);
  return sent;
}

const SharedRowStatement kAccounts = Insert("accounts");
const SharedRowStatement kContacts = Insert("contacts");
const SharedRowStatement kPipelines = Insert("pipelines");
const SharedRowStatement kStages = Insert("pipeline_stages", "pipelines");
const SharedRowStatement kTags = Insert("account_tags", "accounts", /*leaf=*/true);
const SharedRowStatement kEvents = Insert("events", "", /*leaf=*/true, /*free=*/true);
const SharedRowStatement kRename = Update("accounts", "name");
const SharedRowStatement kReward = Update("accounts", "rating");

void Add(WriteQueue& queue, const SharedRowStatement& statement, const std::string& key, bool set_wise = false) {
  queue.Add(statement, key, {key, std::string("x")}, set_wise);
}

TEST_CASE("a row alone is sent by the statement of one row", "[write_queue]") {
  WriteQueue queue;
  queue.Add(kAccounts, "a", {std::string("a"), std::nullopt}, false);
  const std::vector<Step> steps = queue.Take("tenant");
  REQUIRE(steps.size() == 1);
  CHECK(steps[0].sql == "insert into accounts (tenant_id, id, name) values ($1::uuid, $2::uuid, $3::text)");
  CHECK(steps[0].params == std::vector<Param>{"tenant", "a", std::nullopt});
  CHECK(queue.empty());
}

TEST_CASE("rows of a kind are one statement, each with its trail", "[write_queue]") {
  WriteQueue queue;
  for (const char* id : {"1", "2", "3"}) {
    Add(queue, kAccounts, id);
    Add(queue, kTags, id);
    Add(queue, kEvents, "");
  }
  CHECK(Sent(queue) == std::vector<std::string>{kAccounts->many, kTags->many, kEvents->many});
}

TEST_CASE("many rows go as arrays, in their order, with quotes and nulls", "[write_queue]") {
  WriteQueue queue;
  queue.Add(kAccounts, "1", {std::string("1"), std::string(R"(a "b" \ c, {d})")}, false);
  queue.Add(kAccounts, "2", {std::string("2"), std::nullopt}, false);
  queue.Add(kAccounts, "3", {std::string("3"), std::string("NULL")}, false);
  const std::vector<Step> steps = queue.Take("tenant");
  REQUIRE(steps.size() == 1);
  CHECK(steps[0].sql ==
        "insert into accounts (tenant_id, id, name) select $1::uuid, u.* from unnest($2::uuid[], $3::text[]) as u");
  CHECK(steps[0].params == std::vector<Param>{"tenant", R"({"1","2","3"})", R"({"a \"b\" \\ c, {d}",NULL,"NULL"})"});
}

TEST_CASE("a row doesn't pass what it may refer to", "[write_queue]") {
  WriteQueue queue;
  Add(queue, kContacts, "c1");
  Add(queue, kAccounts, "a1");
  Add(queue, kContacts, "c2");  // of account a1, perhaps
  CHECK(Sent(queue) == std::vector<std::string>{kContacts->one, kAccounts->one, kContacts->one});

  Add(queue, kTags, "a0");
  Add(queue, kAccounts, "a1");
  Add(queue, kTags, "a1");
  CHECK(Sent(queue) == std::vector<std::string>{kTags->one, kAccounts->one, kTags->one});
}

TEST_CASE("a record passes the rows of others of its kind, even if those are referred to", "[write_queue]") {
  WriteQueue queue;
  for (const char* id : {"1", "2"}) {
    Add(queue, kPipelines, id);
    Add(queue, kStages, id);
  }
  CHECK(Sent(queue) == std::vector<std::string>{kPipelines->many, kStages->many});
  Add(queue, kAccounts, "1");
  Add(queue, kStages, "1");
  Add(queue, kAccounts, "2");
  CHECK(Sent(queue) == std::vector<std::string>{kAccounts->one, kStages->one, kAccounts->one});
}

TEST_CASE("events keep their order and pass everything", "[write_queue]") {
  WriteQueue queue;
  Add(queue, kEvents, "1");
  Add(queue, kAccounts, "1");
  Add(queue, kContacts, "1");
  Add(queue, kEvents, "2");
  const std::vector<Step> steps = queue.Take("tenant");
  REQUIRE(steps.size() == 3);
  CHECK(steps[0].params[1] == Param(R"({"1","2"})"));
}

TEST_CASE("updates stay in order unless the writer can fall back", "[write_queue]") {
  WriteQueue queue;
  Add(queue, kRename, "1");
  Add(queue, kRename, "2");
  CHECK(Sent(queue) == std::vector<std::string>{kRename->one, kRename->one});
  Add(queue, kAccounts, "1");
  Add(queue, kRename, "2");
  Add(queue, kAccounts, "3");  // may take a value that the change gives away
  CHECK(Sent(queue) == std::vector<std::string>{kAccounts->one, kRename->one, kAccounts->one});
  Add(queue, kRename, "1", /*set_wise=*/true);
  Add(queue, kReward, "2", true);
  Add(queue, kRename, "3", true);
  Add(queue, kReward, "4", true);
  CHECK(Sent(queue) == std::vector<std::string>{kRename->many, kReward->many});
}

TEST_CASE("a record's own changes stay one after the other", "[write_queue]") {
  WriteQueue queue;
  Add(queue, kRename, "1", true);
  Add(queue, kRename, "1", true);
  CHECK(Sent(queue) == std::vector<std::string>{kRename->one, kRename->one});
  Add(queue, kAccounts, "1", true);
  Add(queue, kRename, "1", true);
  Add(queue, kAccounts, "2", true);
  Add(queue, kRename, "2", true);
  CHECK(Sent(queue) == std::vector<std::string>{kAccounts->many, kRename->many});
  Add(queue, kRename, "1", true);
  Add(queue, kReward, "1", true);
  Add(queue, kRename, "1", true);
  CHECK(Sent(queue) == std::vector<std::string>{kRename->one, kReward->one, kRename->one});
}

TEST_CASE("nothing passes a statement of its own", "[write_queue]") {
  WriteQueue queue;
  Add(queue, kEvents, "1");
  queue.Add({"select 1", {}, nullptr});
  Add(queue, kEvents, "2");
  CHECK(Sent(queue) == std::vector<std::string>{kEvents->one, "select 1", kEvents->one});
}

TEST_CASE("a statement takes a thousand rows at most", "[write_queue]") {
  WriteQueue queue;
  for (int i = 0; i < 2500; ++i) {
    Add(queue, kAccounts, absl::StrCat(i));
    Add(queue, kEvents, absl::StrCat(i));
  }
  // The last rows of a kind are joined with each other, not with those that are full.
  CHECK(Sent(queue) == std::vector<std::string>{kAccounts->many, kEvents->many, kAccounts->many, kEvents->many,
                                                kAccounts->many, kEvents->many});
}

TEST_CASE("a statement takes no row more when its rows are four MiB", "[write_queue]") {
  WriteQueue queue;
  for (int i = 0; i < 10; ++i) {
    queue.Add(kEvents, "", {absl::StrCat(i), std::string(size_t{1} << 20, 'x')}, false);
  }
  CHECK(queue.bytes() > size_t{10} << 20);
  CHECK(Sent(queue) == std::vector<std::string>{kEvents->many, kEvents->many, kEvents->many});
  CHECK(queue.bytes() == 0);
}

TEST_CASE("what waits to be sent is sent when it is much", "[write_queue]") {
  auto connection = Connection::Open({testing::TestDatabase::Get().app_url(), ""}).value();
  const RequestContext context = ContextOf();
  FakeIds ids;
  WriteSession session(*connection, context, ids, absl::Now());
  const uint64_t before = Connection::statements_run();
  for (int i = 0; i < 4; ++i) session.Write("select octet_length($1::text)", {std::string(size_t{1} << 20, 'x')});
  CHECK(Connection::statements_run() == before);
  for (int i = 0; i < 16; ++i) session.Write("select octet_length($1::text)", {std::string(size_t{1} << 20, 'x')});
  CHECK(Connection::statements_run() > before);
  // What the database refuses meanwhile is told by whatever comes next, and nothing waits for it any more.
  for (int i = 0; i < 20; ++i) session.Write("select $1::text::int", {std::string(size_t{1} << 20, 'x')});
  CHECK_FALSE(session.Commit().ok());
  connection->Rollback();
}

}  // namespace
}  // namespace pipewright::postgres
