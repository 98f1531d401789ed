// The rows that timelines are read from: the migration makes the same ones as the writes do.
#include <catch2/catch.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "application/collaboration/interaction_commands.h"
#include "application/collaboration/note_commands.h"
#include "application/sales/account_commands.h"
#include "application/sales/contact_commands.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/side_by_side.h"
#include "tests/support/infrastructure/worlds.h"

namespace pipewright::collaboration {
namespace {

using testing::AdminConnection;

struct Written {
  Written() = default;
  Written(const std::string& app_url, const std::string& owner_url) : world(app_url, owner_url) {}

  testing::PostgresWorld world;
  FakePhones phones;
  sales::AccountCommands accounts{world.ids(), phones};
  sales::ContactCommands contacts{world.ids(), phones};
  NoteCommands notes{world.ids()};
  InteractionCommands interactions{world.ids()};

  AccountId AddAccount() {
    sales::CreateAccount command;
    command.details.name = Change<std::string>::Set("Acme");
    return testing::RunCommand(world, accounts, command)->state().id;
  }
  ContactId AddContact(const AccountId& account) {
    sales::CreateContact command;
    command.details.last_name = Change<std::string>::Set("Muster");
    command.details.account_id = Change<AccountId>::Set(account);
    return testing::RunCommand(world, contacts, command)->state().id;
  }
  NoteId AddNote(const Subject& subject) {
    CreateNote command;
    command.details.text = Change<std::string>::Set("They like oak.");
    command.details.subject = Change<Subject>::Set(subject);
    return testing::RunCommand(world, notes, command)->state().id;
  }
};

std::string Rows(AdminConnection& database) {
  return absl::StrCat(
      database.Ask("select string_agg(e::text, chr(10) order by resource, record_id) from timeline_entries e"), "\n",
      database.Ask("select string_agg(concat_ws(' ', id, account_id, timeline_type), chr(10) order by id) from "
                   "audit_entries"));
}

TEST_CASE("the migration makes the rows of what was there before timelines", "[timeline]") {
  const testing::EmptyDatabase database;
  testing::MigrateDatabase(database.owner_url());
  Written test(database.app_url(), database.owner_url());
  const AccountId account = test.AddAccount();
  const ContactId contact = test.AddContact(account);
  test.AddNote(RecordRef::Of(account));
  test.AddNote(RecordRef::Of(contact));
  const NoteId gone = test.AddNote(RecordRef::Of(contact));
  REQUIRE(testing::RunCommand(test.world, test.notes, DeleteRecord<Note>{gone}).ok());
  CreateInteraction call;
  call.details.type = Change<InteractionType>::Set(InteractionType::kCall);
  call.details.title = Change<std::string>::Set("Desks");
  call.details.contact_id = Change<ContactId>::Set(contact);
  call.details.follow_up_time = Change<absl::Time>::Set(absl::FromUnixSeconds(1'900'000'000));
  REQUIRE(testing::RunCommand(test.world, test.interactions, call).ok());

  AdminConnection admin(database.owner_url());
  const std::string written = Rows(admin);
  CHECK(admin.Ask("select count(*) from timeline_entries where account_id = $1::uuid", {account.ToString()}) == "4");
  testing::MigrateAgain(database.owner_url(), "_timeline",
                        "drop table timeline_entries; drop index audit_entries_account_id_idx; alter table "
                        "audit_entries drop column account_id, drop column timeline_type; create index "
                        "audit_entries_record_idx on audit_entries (tenant_id, resource, record_id, id);");
  CHECK(Rows(admin) == written);
}

TEST_CASE("what is written about a contact while it moves to another account goes along", "[timeline]") {
  Written test;
  const AccountId old_account = test.AddAccount();
  const AccountId new_account = test.AddAccount();
  const ContactId contact = test.AddContact(old_account);
  CreateNote write;
  write.details.text = Change<std::string>::Set("They like oak.");
  write.details.subject = Change<Subject>::Set(RecordRef::Of(contact));
  sales::UpdateContact move;
  move.id = contact;
  move.changes.account_id = Change<AccountId>::Set(new_account);
  const auto both = testing::RunSideBySide(
      test.world,
      [&](UnitOfWork& uow) -> absl::Status {
        RETURN_IF_ERROR(test.notes.Handle(test.world.context(), write, uow).status());
        return uow.Of<sales::Account>().Get(old_account).status();  // so that the note is sent
      },
      [&](UnitOfWork& uow) { return test.contacts.Handle(test.world.context(), move, uow).status(); });
  CHECK(both.first == absl::OkStatus());
  CHECK(both.second == absl::OkStatus());
  AdminConnection admin(testing::TestDatabase::Get().owner_url());
  CHECK(admin.Ask("select account_id from timeline_entries where contact_id = $1::uuid", {contact.ToString()}) ==
        new_account.ToString());
}

}  // namespace
}  // namespace pipewright::collaboration
