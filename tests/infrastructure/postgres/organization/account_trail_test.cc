// What happens to an account leaves entries, whoever brings it about.
#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/test_database.h"

namespace pipewright::postgres {
namespace {

using testing::AdminConnection;
using testing::TestDatabase;
using Rows = std::vector<std::vector<std::string>>;

// A person with a session, written as the server does.
struct Person {
  Person() {
    id = owner.Ask("select gen_random_uuid()");
    tenant = owner.Ask("select gen_random_uuid()");
    owner.Ask(
        "insert into users (id, version, create_time, update_time, email, given_name, family_name, password_hash, "
        "status, password_change_time) values ($1::uuid, 1, now(), now(), $1 || '@example.com', 'Olga', '', 'h', "
        "'ACTIVE', now())",
        {id});
    session = StartSession();
  }

  std::string StartSession() {
    return owner.Ask(
        "insert into sessions (id, user_id, default_tenant_id, refresh_hash, create_time, refresh_time, expire_time, "
        "client_address, user_agent) values (gen_random_uuid(), $1::uuid, $2::uuid, uuid_send(gen_random_uuid()), "
        "now(), now(), now() + interval '1 day', '203.0.113.9', 'tests') returning id",
        {id, tenant});
  }
  void EndSession(const std::string& reason) {
    owner.Ask("update sessions set end_time = now(), end_reason = $2 where id = $1::uuid", {session, reason});
  }

  Rows Entries() {
    return owner.Rows("select action, detail, client_address from account_entries where user_id = $1::uuid order by id",
                      {id});
  }
  Rows TenantEntries() {
    return owner.Rows(
        "select action, actor_user_id, record_id, changes, client_address from audit_entries where tenant_id = "
        "$1::uuid order by create_time, action desc",
        {tenant});
  }

  AdminConnection owner{TestDatabase::Get().owner_url()};
  std::string id;
  std::string tenant;
  std::string session;
};

TEST_CASE("signing up, signing in and the end of a session are entries of the person and of the tenant", "[trail]") {
  Person olga;
  olga.EndSession("TOKEN_REUSED");
  CHECK(olga.Entries() == Rows{{"REGISTERED", "", ""},
                               {"SIGNED_IN", "", "203.0.113.9"},
                               {"SESSION_ENDED", "TOKEN_REUSED", "203.0.113.9"}});
  CHECK(olga.TenantEntries() ==
        Rows{{"session.started", olga.id, olga.session, "{}", "203.0.113.9"},
             {"session.ended", olga.id, olga.session, R"({"end_reason" : [null, "TOKEN_REUSED"]})", "203.0.113.9"}});
  // It ends once.
  olga.owner.Ask("update sessions set end_reason = 'REVOKED' where id = $1::uuid", {olga.session});
  CHECK(olga.Entries().size() == 3);
}

TEST_CASE("a refresh is no entry, or there would be one for every quarter of an hour", "[trail]") {
  Person olga;
  olga.owner.Ask("update sessions set refresh_time = now(), end_reason = null where id = $1::uuid", {olga.session});
  CHECK(olga.Entries().size() == 2);
}

TEST_CASE("a changed password and a changed status are entries, a renewed hash is none", "[trail]") {
  Person olga;
  olga.owner.Ask("update users set password_hash = 'renewed', last_sign_in_time = now() where id = $1::uuid",
                 {olga.id});
  CHECK(olga.Entries().size() == 2);
  olga.owner.Ask(
      "update users set password_hash = 'new', password_change_time = now() + interval '1 s' where id = $1::uuid",
      {olga.id});
  olga.owner.Ask("update users set status = 'LOCKED' where id = $1::uuid", {olga.id});
  const Rows entries = olga.Entries();
  REQUIRE(entries.size() == 4);
  CHECK(entries[2] == std::vector<std::string>{"PASSWORD_CHANGED", "", ""});
  CHECK(entries[3] == std::vector<std::string>{"STATUS_CHANGED", "ACTIVE LOCKED", ""});
}

TEST_CASE("who is made an operator has an entry of it", "[trail]") {
  Person olga;
  olga.owner.Ask("insert into platform_operators (user_id, create_time) values ($1::uuid, now())", {olga.id});
  CHECK(olga.Entries().back() == std::vector<std::string>{"MADE_OPERATOR", "", ""});
}

TEST_CASE("a failed sign-in is an entry, and one from a place in an hour", "[trail]") {
  Person olga;
  AdminConnection app(TestDatabase::Get().app_url());
  const auto fail = [&](const std::string& person, const std::string& tried, const std::string& address) {
    app.Ask("select note_failed_sign_in(nullif($1, '')::uuid, $2, $3, 'tests')", {person, tried, address});
  };
  for (int i = 0; i < 3; ++i) fail(olga.id, "", "203.0.113.1");
  fail(olga.id, "", "203.0.113.2");
  CHECK(olga.Entries().size() == 4);
  CHECK(olga.Entries()[2] == std::vector<std::string>{"SIGN_IN_FAILED", "", "203.0.113.1"});
  CHECK(olga.Entries()[3] == std::vector<std::string>{"SIGN_IN_FAILED", "", "203.0.113.2"});

  // At an address that nobody has it is one of the installation.
  for (int i = 0; i < 3; ++i) fail("", olga.id, "203.0.113.1");
  fail("", olga.id, "203.0.113.2");
  CHECK(olga.owner.Rows("select action, client_address from installation_entries where subject = $1 order by id",
                        {olga.id}) == Rows{{"SIGN_IN_FAILED", "203.0.113.1"}, {"SIGN_IN_FAILED", "203.0.113.2"}});
}

TEST_CASE("guesses at addresses of nobody are a thousand entries an hour", "[trail]") {
  AdminConnection app(TestDatabase::Get().app_url());
  // Not kept, or it would be the hour of other tests.
  app.Ask("begin");
  app.Ask(
      "select count(note_failed_sign_in(null, gen_random_uuid()::text, '203.0.113.1', 'tests')) from "
      "generate_series(1, 1010)");
  CHECK(app.Ask("select count(*) from installation_entries where action = 'SIGN_IN_FAILED' and create_time > now() - "
                "interval '1 hour'") == "1000");
  app.Ask("rollback");
}

TEST_CASE("a signing key's beginning, retirement and end are entries of the installation", "[trail]") {
  AdminConnection owner(TestDatabase::Get().owner_url());
  const std::string key = owner.Ask("select gen_random_uuid()");
  owner.Ask(
      "insert into signing_keys (id, state, private_key, public_key, create_time, retire_time) values ($1, 'RETIRED', "
      "'', '', now(), now())",
      {key});
  owner.Ask("update signing_keys set retire_time = now() where id = $1", {key});
  owner.Ask("delete from signing_keys where id = $1", {key});
  CHECK(owner.Rows("select action from installation_entries where subject = $1 order by id", {key}) ==
        Rows{{"SIGNING_KEY_RETIRED"}, {"SIGNING_KEY_DROPPED"}});
}

TEST_CASE("an entry of an account can't be made up, changed or taken away by the server's role", "[trail]") {
  Person olga;
  AdminConnection app(TestDatabase::Get().app_url());
  for (const char* const statement :
       {"insert into account_entries (user_id, action, detail, client_address, user_agent) values ($1::uuid, "
        "'SIGNED_IN', '', '', '')",
        "update account_entries set action = 'REGISTERED' where user_id = $1::uuid",
        "delete from account_entries where user_id = $1::uuid"}) {
    CAPTURE(statement);
    CHECK_THROWS_AS(app.Ask(statement, {olga.id}), std::runtime_error);
  }
  CHECK(olga.Entries().size() == 2);
}

}  // namespace
}  // namespace pipewright::postgres
