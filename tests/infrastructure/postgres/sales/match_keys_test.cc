// The keys by which duplicates are found: kept in step with the records, and made for those that were there before.
#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "application/sales/account_commands.h"
#include "application/sales/contact_commands.h"
#include "application/sales/duplicates.h"
#include "application/sales/lead_commands.h"
#include "infrastructure/postgres/sales/match_key_backfill.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/worlds.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

using testing::AdminConnection;
using testing::EmptyDatabase;
using testing::FakeWorld;
using testing::PostgresWorld;
using testing::TestDatabase;

template <class World>
struct Matching {
  World world;
  FakePhones phones;
  AccountCommands accounts{world.ids(), phones};
  ContactCommands contacts{world.ids(), phones};

  CreateAccount Named(const std::string& name) {
    CreateAccount command;
    command.details.name = Change<std::string>::Set(name);
    return command;
  }
  Account Add(const CreateAccount& command) { return testing::RunCommand(world, accounts, command).value(); }
  std::vector<Duplicate<Account>> Like(const AccountState& account) {
    std::vector<Duplicate<Account>> found;
    const absl::Status asked = world.Run([&](UnitOfWork& uow) -> absl::Status {
      ASSIGN_OR_RETURN(found, DuplicatesOf(account, uow));
      return absl::OkStatus();
    });
    INFO(asked);
    REQUIRE(asked.ok());
    return found;
  }
};

TEMPLATE_TEST_CASE("a duplicate is found by what it has in common, the surest first", "[contract][duplicates]",
                   FakeWorld, PostgresWorld) {
  Matching<TestType> test;
  CreateAccount rich = test.Named("Acme Desks GmbH");
  rich.details.email = Change<EmailAddress>::Set(EmailAddress::Parse("info@acme.example").value());
  const Account acme = test.Add(rich);
  const Account other = test.Add(test.Named("Globex"));
  AccountState like;
  like.name = "ACME Desks";
  like.email = EmailAddress::Parse("info@acme.example").value();
  const auto found = test.Like(like);
  REQUIRE(found.size() == 1);
  CHECK(found[0].record.id == acme.state().id);
  CHECK(found[0].match.reasons ==
        std::vector<MatchReason>{MatchReason::kName, MatchReason::kEmail, MatchReason::kDomain});
  CHECK(test.Like(acme.state()).empty());  // nobody is a duplicate of itself
  CHECK(test.Like(other.state()).empty());
}

TEMPLATE_TEST_CASE("a creation that rejects duplicates is refused with their ids, and passes without the check",
                   "[contract][duplicates]", FakeWorld, PostgresWorld) {
  Matching<TestType> test;
  const Account acme = test.Add(test.Named("Acme GmbH"));
  CreateAccount again = test.Named("acme");
  again.reject_duplicates = true;
  const auto refused = testing::RunCommand(test.world, test.accounts, again);
  CHECK(ReasonOf(refused) == Reason::kDuplicateFound);
  CHECK(DetailsOf(refused.status()).metadata.at("duplicates") == absl::StrCat(acme.state().id.ToString(), "=75"));
  again.reject_duplicates = false;
  CHECK(testing::RunCommand(test.world, test.accounts, again).ok());
}

TEMPLATE_TEST_CASE("who may read only their own is told of their own duplicates only", "[contract][duplicates]",
                   FakeWorld, PostgresWorld) {
  Matching<TestType> test;
  test.Add(test.Named("Acme GmbH"));
  RequestContext own = test.world.context();
  auto principal = std::make_shared<Principal>(*own.principal);
  principal->user = test.world.AddMember();
  principal->grants = Grants({{"account", "*", Scope::kOwn}});
  own.principal = std::move(principal);
  CreateAccount again = test.Named("Acme");
  again.reject_duplicates = true;
  CHECK(testing::RunCommandAs(test.world, own, test.accounts, again).status() == absl::OkStatus());
  CHECK(ReasonOf(testing::RunCommandAs(test.world, own, test.accounts, again)) == Reason::kDuplicateFound);
}

// The keys of a tenant's records, each with its record.
std::string Keys(const std::string& owner_url, const RequestContext& context, const std::string& kind) {
  AdminConnection admin(owner_url);
  admin.Ask("select set_config('app.tenant_id', $1, false)", {context.tenant().ToString()});
  std::vector<std::string> lines;
  for (const auto& row : admin.Rows(absl::StrCat("select value, ", kind, "_id from ", kind,
                                                 "_match_keys where tenant_id = $1::uuid order by 1, 2"),
                                    {context.tenant().ToString()})) {
    lines.push_back(absl::StrJoin(row, " "));
  }
  return absl::StrJoin(lines, "\n");
}

TEST_CASE("keys follow their record through changes, deletion and return", "[duplicates]") {
  Matching<PostgresWorld> test;
  const std::string& url = TestDatabase::Get().owner_url();
  const AccountId id = test.Add(test.Named("Acme")).state().id;
  const auto line = [&](const std::string& key) { return absl::StrCat(key, " ", id.ToString()); };
  const std::string named = absl::StrJoin({line("begin:acme"), line("end:acme"), line("name:acme")}, "\n");
  CHECK(Keys(url, test.world.context(), "account") == named);
  UpdateAccount update{id, std::nullopt, {}, {}};
  update.changes.website = Change<std::string>::Set("https://acme.example");
  REQUIRE(testing::RunCommand(test.world, test.accounts, update).ok());
  CHECK(Keys(url, test.world.context(), "account") ==
        absl::StrJoin({line("begin:acme"), line("domain:acme.example"), line("end:acme"), line("name:acme")}, "\n"));
  update.changes.website = Change<std::string>::Clear();
  REQUIRE(testing::RunCommand(test.world, test.accounts, update).ok());
  CHECK(Keys(url, test.world.context(), "account") == named);
  REQUIRE(testing::RunCommand(test.world, test.accounts, DeleteRecord<Account>{id, std::nullopt}).ok());
  CHECK(Keys(url, test.world.context(), "account").empty());
  REQUIRE(testing::RunCommand(test.world, test.accounts, UndeleteRecord<Account>{id, std::nullopt}).ok());
  CHECK(Keys(url, test.world.context(), "account") == named);
}

TEST_CASE("records that were there before get the keys that they would have", "[duplicates]") {
  // Of its own: the backlog is that of all tenants.
  const EmptyDatabase database;
  testing::MigrateDatabase(database.owner_url());
  PostgresWorld world(database.app_url(), database.owner_url());
  const FakePhones phones;
  const AccountCommands accounts{world.ids(), phones};
  const ContactCommands contacts{world.ids(), phones};
  const LeadCommands leads{world.ids(), phones};
  for (int i = 0; i < 5; ++i) {
    CreateAccount account;
    account.details.name = Change<std::string>::Set(absl::StrCat("Acme ", i, " GmbH"));
    REQUIRE(testing::RunCommand(world, accounts, account).ok());
    CreateContact contact;
    contact.details.last_name = Change<std::string>::Set(absl::StrCat("Berg ", i));
    contact.details.email = Change<EmailAddress>::Set(EmailAddress::Parse(absl::StrCat("b", i, "@x.example")).value());
    REQUIRE(testing::RunCommand(world, contacts, contact).ok());
    CreateLead lead;
    lead.details.name = Change<std::string>::Set(absl::StrCat("Tal ", i));
    REQUIRE(testing::RunCommand(world, leads, lead).ok());
  }
  CHECK(*postgres::FillMatchKeys(world.pool(), world.ids(), 2, absl::Now() + absl::Seconds(30)) == false);
  const std::string of_accounts = Keys(database.owner_url(), world.context(), "account");
  const std::string of_contacts = Keys(database.owner_url(), world.context(), "contact");
  const std::string of_leads = Keys(database.owner_url(), world.context(), "lead");
  REQUIRE_FALSE(of_accounts.empty());
  REQUIRE_FALSE(of_leads.empty());

  AdminConnection admin(database.owner_url());
  const std::string tenant = world.context().tenant().ToString();
  admin.Ask("select set_config('app.tenant_id', $1, false)", {tenant});
  admin.Ask("delete from account_match_keys where tenant_id = $1::uuid", {tenant});
  admin.Ask("delete from contact_match_keys where tenant_id = $1::uuid", {tenant});
  admin.Ask("delete from lead_match_keys where tenant_id = $1::uuid", {tenant});
  admin.Ask(
      "insert into match_key_backlog (tenant_id, resource) values ($1::uuid, 'account'), ($1::uuid, 'contact'), "
      "($1::uuid, 'lead')",
      {tenant});
  int slices = 0;
  while (true) {
    const auto more = postgres::FillMatchKeys(world.pool(), world.ids(), 2, absl::Now() + absl::Seconds(30));
    INFO(more.status());
    REQUIRE(more.ok());
    if (!*more) break;
    REQUIRE(++slices < 20);
  }
  CHECK(slices == 9);  // of 2, 2 and 1 records of each kind
  CHECK(Keys(database.owner_url(), world.context(), "account") == of_accounts);
  CHECK(Keys(database.owner_url(), world.context(), "contact") == of_contacts);
  CHECK(Keys(database.owner_url(), world.context(), "lead") == of_leads);
}

}  // namespace
}  // namespace pipewright::sales
