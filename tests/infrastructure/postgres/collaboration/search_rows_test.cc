// The words that records are found by: kept in step with them, made for those that were there before, and out of the
// reach of other tenants.
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "application/sales/account_commands.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/collaboration/search_backfill.h"
#include "infrastructure/postgres/collaboration/search_statements.h"
#include "infrastructure/postgres/collaboration/search_tables.h"
#include "infrastructure/postgres/connection/connection.h"
#include "infrastructure/postgres/table/codec.h"
#include "infrastructure/postgres/write/transactor.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/worlds.h"

namespace pipewright::sales {
namespace {

using testing::AdminConnection;
using testing::PostgresWorld;
using testing::TestDatabase;

struct Searching {
  Searching() = default;
  explicit Searching(const testing::EmptyDatabase& database)
      : world(database.app_url(), database.owner_url()), admin(database.owner_url()) {}

  PostgresWorld world;
  FakePhones phones;
  AccountCommands accounts{world.ids(), phones};
  AdminConnection admin{TestDatabase::Get().owner_url()};

  std::string tenant() { return world.context().tenant().ToString(); }
  // What finds a word in what an account is called.
  std::string Titled(const std::string& word) {
    return absl::StrCat("'", tenant().substr(tenant().size() - 7), "At", word, "'");
  }
  Account Add(const std::string& name) {
    CreateAccount command;
    command.details.name = Change<std::string>::Set(name);
    return testing::RunCommand(world, accounts, command).value();
  }
  // So many newer ones with a word that the index must be asked, since not all can be looked at.
  void AddNewer(const std::string& word) {
    admin.Ask(
        "with added as (insert into search_documents (tenant_id, resource, record_id, words) select $1::uuid, "
        "'account', ('ffffffff-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid, $2::tsvector "
        "from generate_series(1, 2100) i returning 1) select count(*) from added",
        {tenant(), word});
  }
  // Without the digits of the tenant.
  std::string WordsOf(const Account& account) {
    const std::string words = admin.Ask("select words::text from search_documents where record_id = $1::uuid",
                                        {account.state().id.ToString()});
    return absl::StrReplaceAll(words, {{tenant().substr(tenant().size() - 7), ""}});
  }
  // What the function that looks through the index gives to the application role for a tenant.
  std::set<std::string> Candidates(const std::string& for_tenant, const std::vector<std::string>& queries) {
    AdminConnection app{TestDatabase::Get().app_url()};
    app.Ask("select set_config('app.tenant_id', $1, false)", {for_tenant});
    std::set<std::string> found;
    for (const auto& row : app.Rows("select record_id from search_candidates('account', '{}', $1::tsquery[], 100)",
                                    {postgres::ArrayLiteral(queries)})) {
      found.insert(row[0]);
    }
    return found;
  }
};

TEST_CASE("a record is found by its present words while it is live", "[search]") {
  Searching test;
  const Account acme = test.Add("Acme Desks");
  CHECK(test.WordsOf(acme) == absl::StrCat("'Ao", acme.state().code.substr(4), "' 'Aoacc' 'Atacme' 'Atdesks'"));
  UpdateAccount rename;
  rename.id = acme.state().id;
  rename.changes.name = Change<std::string>::Set("O'Hara's \\ Tables");
  REQUIRE(testing::RunCommand(test.world, test.accounts, rename).ok());
  CHECK(test.WordsOf(acme) ==
        absl::StrCat("'Ao", acme.state().code.substr(4), "' 'Aoacc' 'Athara' 'Ato' 'Ats' 'Attables'"));
  REQUIRE(testing::RunCommand(test.world, test.accounts, DeleteRecord<Account>{acme.state().id}).ok());
  CHECK(test.WordsOf(acme).empty());
  REQUIRE(testing::RunCommand(test.world, test.accounts, UndeleteRecord<Account>{acme.state().id}).ok());
  CHECK_FALSE(test.WordsOf(acme).empty());
}

TEST_CASE("a word is written down once for its parts of three letters", "[search]") {
  Searching test;
  test.Add("Meridian");
  test.Add("Meridian Meridian");
  CHECK(test.admin.Ask("select count(*) from search_words where tenant_id = $1::uuid and word = 'meridian'",
                       {test.tenant()}) == "9");
  CHECK(test.admin.Ask("select count(*) from search_words where tenant_id = $1::uuid and word = 'meridian' and "
                       "trigram in ('  m', ' me', 'mer', 'an ')",
                       {test.tenant()}) == "4");
}

TEST_CASE("a word that was taken back is brought by the next record that has it", "[search]") {
  Searching test;
  // One connection, which remembers the words that it has seen stored.
  postgres::Pool pool({TestDatabase::Get().app_url(), ""}, 1);
  postgres::PostgresTransactor transactor(pool, test.world.numbers(), test.world.clock(), test.world.ids());
  const auto run = [&](absl::FunctionRef<absl::Status(UnitOfWork&)> work) {
    return transactor.Run(test.world.context(), Transactor::Mode::kCommit, work);
  };
  const auto create = [&](UnitOfWork& uow) {
    CreateAccount command;
    command.details.name = Change<std::string>::Set("Meridian");
    return test.accounts.Handle(test.world.context(), command, uow).status();
  };
  const auto count = [&] {
    return test.admin.Ask("select count(*) from search_words where tenant_id = $1::uuid and word = 'meridian'",
                          {test.tenant()});
  };
  const absl::Status refusal = absl::InvalidArgumentError("thought better of it");
  const auto create_in_vain = [&](UnitOfWork& uow) -> absl::Status {
    RETURN_IF_ERROR(create(uow));
    // So that it is sent.
    CHECK(absl::IsNotFound(uow.Of<Account>().Get(NewId<AccountId>(test.world.ids())).status()));
    return refusal;
  };
  SECTION("with its transaction") { CHECK(run(create_in_vain) == refusal); }
  SECTION("with its part of a transaction that is kept") {
    AttemptOutcome outcome;
    const auto attempt = [&](UnitOfWork& uow) {
      return uow.Attempt(
          UnitOfWork::Writes::kInOrder, [&] { return create_in_vain(uow); }, outcome);
    };
    CHECK(run(attempt) == absl::OkStatus());
    CHECK(outcome.status == refusal);
  }
  CHECK(count() == "0");
  CHECK(run(create) == absl::OkStatus());
  CHECK(count() == "9");
}

TEST_CASE("what a record adds to the words that may be written wrong is bounded", "[search][attack]") {
  Searching test;
  std::string words = "ab 12x " + std::string(21, 'q');
  for (char first = 'a'; first <= 'z'; ++first) {
    for (char second = 'a'; second <= 'h'; ++second) absl::StrAppend(&words, " xyz", std::string{first, second});
  }
  UpdateAccount describe;
  describe.id = test.Add("Acme").state().id;
  describe.changes.description = Change<std::string>::Set(words);
  REQUIRE(testing::RunCommand(test.world, test.accounts, describe).ok());
  const auto count = [&](const std::string& which) {
    return test.admin.Ask("select count(distinct word) from search_words where tenant_id = $1::uuid" + which,
                          {test.tenant()});
  };
  CHECK(count("") == "100");
  CHECK(count(" and word in ('ab', '12x')") == "0");
  CHECK(count(" and char_length(word) > 20") == "0");
}

TEST_CASE("the migration has the words of records that were there before it made in slices", "[search]") {
  const testing::EmptyDatabase database;
  testing::MigrateDatabase(database.owner_url());
  Searching test(database);
  for (const char* const name : {"Acme", "Globex", "Initech", "Umbrella", "Hooli"}) test.Add(name);
  REQUIRE(testing::RunCommand(test.world, test.accounts, DeleteRecord<Account>{test.Add("Gone").state().id}).ok());
  const auto all = [&] {
    return test.admin.Ask("select string_agg(d::text, chr(10) order by record_id) from search_documents d");
  };
  const std::string written = all();
  testing::MigrateAgain(database.owner_url(), "_search",
                        "drop function search_candidates, search_backlog_next; drop table search_documents, "
                        "search_words, search_backlog;");
  CHECK(test.admin.Ask("select string_agg(resource, ' ') from search_backlog where tenant_id = $1::uuid",
                       {test.tenant()}) == "account");
  CHECK(all().empty());
  int slices = 0;
  while (test.admin.Ask("select count(*) from search_backlog where tenant_id = $1::uuid", {test.tenant()}) != "0") {
    const auto more = postgres::FillSearchRows(test.world.pool(), test.world.ids(), 2, absl::Now() + absl::Seconds(30));
    REQUIRE(more.ok());
    REQUIRE(++slices < 1000);
  }
  CHECK(all() == written);
}

TEST_CASE("the function that looks through the index gives a tenant's own records alone", "[search][attack]") {
  Searching victim;
  Searching attacker;
  const Account secret = victim.Add("Meridian");
  const Account own = attacker.Add("Meridian");
  const auto word = [](Searching& of) { return of.Titled("meridian"); };
  // With the victim's words: as the function is called, and with every word of everybody.
  CHECK(attacker.Candidates(attacker.tenant(), {word(victim)}).empty());
  const std::set<std::string> all =
      attacker.Candidates(attacker.tenant(), {absl::StrCat(word(victim), " | ", word(attacker), " | !'nothing'")});
  CHECK_FALSE(all.contains(secret.state().id.ToString()));
  CHECK(all == std::set<std::string>{own.state().id.ToString()});
  // And of so many that the index is asked.
  attacker.AddNewer(attacker.Titled("filler"));
  CHECK(attacker.Candidates(attacker.tenant(), {word(victim)}).empty());
  CHECK(attacker.Candidates(attacker.tenant(), {word(victim), word(victim)}).empty());
  CHECK(attacker.Candidates(attacker.tenant(), {absl::StrCat(word(victim), " | ", word(attacker))}) == all);
  // Without a tenant, nothing.
  CHECK(attacker.Candidates("", {word(victim)}).empty());
  // The tables themselves are under the policy.
  AdminConnection app{TestDatabase::Get().app_url()};
  app.Ask("select set_config('app.tenant_id', $1, false)", {attacker.tenant()});
  for (const char* const table : {"search_documents", "search_words", "search_backlog"}) {
    INFO(table);
    CHECK(app.Ask(absl::StrCat("select count(*) from ", table, " where tenant_id = $1::uuid"), {victim.tenant()}) ==
          "0");
  }
  CHECK_THROWS(app.Ask("insert into search_documents values ($1::uuid, 'account', $2::uuid, '''x''')",
                       {victim.tenant(), own.state().id.ToString()}));
  CHECK_THROWS(app.Ask("set role pipewright_search"));
}

TEST_CASE("a rare word is found beside a common one, in either order", "[search]") {
  Searching test;
  const Account both = test.Add("Common Quillon");
  test.Add("Quillon");
  const std::string common = test.Titled("common");
  const std::string rare = test.Titled("quillon");
  test.AddNewer(common);
  const std::set<std::string> found = {both.state().id.ToString()};
  CHECK(test.Candidates(test.tenant(), {common, rare}) == found);
  CHECK(test.Candidates(test.tenant(), {rare, common}) == found);
  CHECK(test.Candidates(test.tenant(), {rare}).size() == 2);
  CHECK(test.Candidates(test.tenant(), {common, common}).size() == 100);
  CHECK(test.Candidates(test.tenant(), {common, test.Titled("nothing")}).empty());
}

TEST_CASE("no statement of a search reads more fields than it has room for, and every kind has a letter of its own",
          "[search]") {
  std::set<char> letters;
  for (const auto& [kind, name] : KindsWith(KindRole::kSearched)) {
    INFO(name);
    const postgres::TableLayout& layout = postgres::SearchedLayout(kind);
    CHECK(layout.resource == ResourceOf(kind));
    REQUIRE(layout.search.has_value());
    CHECK(layout.search->titles.size() + layout.search->others.size() <= postgres::kSearchedFields);
    CHECK(letters.insert(SearchLetterOf(kind)).second);
  }
}

}  // namespace
}  // namespace pipewright::sales
