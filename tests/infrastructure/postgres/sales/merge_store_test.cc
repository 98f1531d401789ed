// Merges on PostgreSQL: how many references they lead elsewhere, and what goes on beside them.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/sales/account_commands.h"
#include "application/sales/contact_commands.h"
#include "application/sales/merge_commands.h"
#include "application/shared/commands/record_filters.h"
#include "domain/shared/status_macros.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/side_by_side.h"
#include "tests/support/infrastructure/worlds.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

using testing::AdminConnection;
using testing::PostgresWorld;
using testing::RunSideBySide;
using testing::SideBySide;
using testing::TestDatabase;

struct Merging {
  PostgresWorld world;
  FakePhones phones;
  AccountCommands accounts{world.ids(), phones};
  ContactCommands contacts{world.ids(), phones};
  MergeCommands merges{world.ids()};
  AdminConnection admin{TestDatabase::Get().owner_url()};

  Merging() { admin.Ask("select set_config('app.tenant_id', $1, false)", {world.context().tenant().ToString()}); }

  AccountId AddAccount(const char* name) {
    CreateAccount command;
    command.details.name = Change<std::string>::Set(name);
    return testing::RunCommand(world, accounts, command).value().state().id;
  }
  CreateContact ContactOf(const AccountId& account) {
    CreateContact command;
    command.details.last_name = Change<std::string>::Set("Berg");
    command.details.account_id = Change<AccountId>::Set(account);
    return command;
  }
  // So many contacts of an account, past the API.
  void AddContacts(const AccountId& account, int count) {
    admin.Ask(
        "insert into contacts (tenant_id, id, version, create_time, update_time, account_id, first_name, last_name, "
        "title, department, status, primary_contact) select $1::uuid, gen_random_uuid(), 1, now(), now(), $2::uuid, "
        "'', "
        "'Berg', '', '', 'ACTIVE', false from generate_series(1, $3::int)",
        {world.context().tenant().ToString(), account.ToString(), absl::StrCat(count)});
  }
  int ContactsOf(const AccountId& account) {
    return std::stoi(admin.Ask("select count(*) from contacts where tenant_id = $1::uuid and account_id = $2::uuid",
                               {world.context().tenant().ToString(), account.ToString()}));
  }
  std::string Count(const std::string& what) {
    return admin.Ask("select count(*) from " + what + " where tenant_id = $1::uuid",
                     {world.context().tenant().ToString()});
  }

  static MergeRecords<Account> Into(const AccountId& survivor, std::vector<AccountId> losers) {
    MergeRecords<Account> command;
    command.survivor = survivor;
    for (const AccountId& loser : losers) command.losers.push_back({loser, std::nullopt});
    return command;
  }
};

TEST_CASE("thousands of references are led elsewhere, each with its audit entry and event, and back", "[merge]") {
  Merging test;
  const AccountId acme = test.AddAccount("Acme");
  const AccountId twin = test.AddAccount("Acme Ltd");
  test.AddContacts(twin, 1'234);
  const auto merge = testing::RunCommand(test.world, test.merges, Merging::Into(acme, {twin}));
  INFO(merge.status());
  REQUIRE(merge.ok());
  CHECK(merge->state().repointed == std::vector<RepointedField>{{"contact", "account_id", 1'234}});
  CHECK(test.ContactsOf(acme) == 1'234);
  CHECK(test.ContactsOf(twin) == 0);
  CHECK(test.admin.Ask("select count(distinct record_id) from audit_entries where tenant_id = $1::uuid and resource = "
                       "'contact' and action = 'contact.updated'",
                       {test.world.context().tenant().ToString()}) == "1234");
  CHECK(test.admin.Ask("select count(*) from events where tenant_id = $1::uuid and type = 'contact.updated' and "
                       "record_version = 2",
                       {test.world.context().tenant().ToString()}) == "1234");

  const auto undone = testing::RunCommand(test.world, test.merges, UndoMerge{merge->state().id, std::nullopt});
  INFO(undone.status());
  REQUIRE(undone.ok());
  CHECK(test.ContactsOf(twin) == 1'234);
}

TEST_CASE("a merge that would lead too many references elsewhere does nothing", "[merge]") {
  Merging test;
  const AccountId acme = test.AddAccount("Acme");
  const AccountId twin = test.AddAccount("Acme Ltd");
  test.AddContacts(twin, static_cast<int>(Merge::kMaxRepointed) + 1);
  const std::string events = test.Count("events");
  const auto refused = testing::RunCommand(test.world, test.merges, Merging::Into(acme, {twin}));
  CHECK(ReasonOf(refused) == Reason::kTooManyReferences);
  CHECK(test.Count("events") == events);
  CHECK(test.Count("merges") == "0");
  CHECK(test.ContactsOf(acme) == 0);
}

TEST_CASE("what comes to refer to a loser while it is merged is led elsewhere too, or refused",
          "[merge][concurrency]") {
  Merging test;
  const AccountId acme = test.AddAccount("Acme");
  const AccountId twin = test.AddAccount("Acme Ltd");
  SECTION("before") {
    const SideBySide both =
        RunSideBySide(test.world, test.contacts, test.ContactOf(twin), test.merges, Merging::Into(acme, {twin}));
    CHECK(both.first == absl::OkStatus());
    CHECK(both.second == absl::OkStatus());
    CHECK(test.ContactsOf(acme) == 1);
  }
  SECTION("after") {
    const SideBySide both =
        RunSideBySide(test.world, test.merges, Merging::Into(acme, {twin}), test.contacts, test.ContactOf(twin));
    CHECK(both.first == absl::OkStatus());
    CHECK(ReasonOf(both.second) == Reason::kRecordDeleted);
  }
  CHECK(test.ContactsOf(twin) == 0);
}

TEST_CASE("a change of a record at the same time and a merge that leads it elsewhere both stay",
          "[merge][concurrency]") {
  Merging test;
  const AccountId acme = test.AddAccount("Acme");
  const AccountId twin = test.AddAccount("Acme Ltd");
  const Contact berg = testing::RunCommand(test.world, test.contacts, test.ContactOf(twin)).value();
  UpdateContact update;
  update.id = berg.state().id;
  update.changes.title = Change<std::string>::Set("Head of Desks");
  // Sent, but not committed, when the merge comes: what is queued only would lose against it, and be repeated.
  const SideBySide both = RunSideBySide(
      test.world,
      [&](UnitOfWork& uow) -> absl::Status {
        RETURN_IF_ERROR(test.contacts.Handle(test.world.context(), update, uow).status());
        return uow.filters().Holding(RecordRef::Of(update.id), {filter::Condition()}).status();
      },
      [&](UnitOfWork& uow) {
        return test.merges.Handle(test.world.context(), Merging::Into(acme, {twin}), uow).status();
      });
  CHECK(both.first == absl::OkStatus());
  CHECK(both.second == absl::OkStatus());
  CHECK(test.admin.Ask("select account_id || ' ' || title from contacts where tenant_id = $1::uuid",
                       {test.world.context().tenant().ToString()}) == acme.ToString() + " Head of Desks");
}

TEST_CASE("of two merges that share a record the later one sees what the first has done", "[merge][concurrency]") {
  Merging test;
  const AccountId a = test.AddAccount("Acme");
  const AccountId b = test.AddAccount("Acme Ltd");
  const AccountId c = test.AddAccount("ACME");
  test.AddContacts(b, 3);
  test.AddContacts(c, 5);
  SECTION("the shared one is gone") {
    const SideBySide both =
        RunSideBySide(test.world, test.merges, Merging::Into(a, {b}), test.merges, Merging::Into(b, {c}));
    CHECK(both.first == absl::OkStatus());
    CHECK(ReasonOf(both.second) == Reason::kRecordDeleted);
    CHECK(test.ContactsOf(a) == 3);
    CHECK(test.ContactsOf(c) == 5);
  }
  SECTION("the shared one survived") {
    const SideBySide both =
        RunSideBySide(test.world, test.merges, Merging::Into(b, {c}), test.merges, Merging::Into(a, {b}));
    CHECK(both.first == absl::OkStatus());
    CHECK(both.second == absl::OkStatus());
    CHECK(test.ContactsOf(a) == 8);
  }
  SECTION("each would take the other") {
    const SideBySide both =
        RunSideBySide(test.world, test.merges, Merging::Into(a, {b}), test.merges, Merging::Into(b, {a}));
    CHECK(both.first == absl::OkStatus());
    CHECK(ReasonOf(both.second) == Reason::kRecordDeleted);
  }
  CHECK(test.ContactsOf(b) == 0);
}

}  // namespace
}  // namespace pipewright::sales
