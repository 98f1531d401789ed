// What commands rely on of notes, held by the repositories in memory and on PostgreSQL alike.
#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/collaboration/note_commands.h"
#include "application/sales/account_commands.h"
#include "application/sales/contact_commands.h"
#include "application/sales/lead_commands.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/collaboration/note_table.h"
#include "tests/support/infrastructure/reach.h"
#include "tests/support/infrastructure/subject_world.h"
#include "tests/support/infrastructure/worlds.h"
#include "tests/support/status_matchers.h"

namespace pipewright::collaboration {
namespace {

using testing::FakeWorld;
using testing::PostgresWorld;

template <class World>
struct Notes : testing::SubjectWorld<World> {
  NoteCommands notes{this->world.ids()};

  NoteState Write(const Subject& subject, const std::string& text = "They like oak.") {
    CreateNote command;
    command.details.text = Change<std::string>::Set(text);
    command.details.subject = Change<Subject>::Set(subject);
    const auto created = testing::RunCommand(this->world, notes, command);
    INFO(created.status());
    REQUIRE(created.ok());
    return created->state();
  }
  NoteState Read(const NoteId& id) { return this->template Stored<Note>(id); }
};

std::string Mention(const UserId& user) { return absl::StrCat("[@x](user:", user.ToString(), ")"); }

TEMPLATE_TEST_CASE("a note comes back as it was stored, in all its parts", "[contract][note]", FakeWorld,
                   PostgresWorld) {
  Notes<TestType> test;
  const UserId mentioned = test.world.AddMember();
  const AccountId account = test.AddAccount();
  const std::string text = "# Oak \" backslash \\ and \xE2\x9C\xA8\n" + Mention(mentioned);
  const NoteId id = test.Write(Subject::Of(account), text).id;
  UpdateNote pin;
  pin.id = id;
  pin.changes.pinned = Change<bool>::Set(true);
  REQUIRE(testing::RunCommand(test.world, test.notes, pin).ok());
  NoteState read = test.Read(id);
  CHECK(read.version == 2);
  CHECK(read.text == text);
  CHECK(read.pinned);
  CHECK(read.subject == Subject::Of(account));
  CHECK(read.mentions == std::vector<UserId>{mentioned});
  CHECK(read.subject_owners == std::vector<UserId>{test.world.context().user()});
  CHECK_FALSE(read.converted_lead_id.has_value());
  CHECK(read.created_by == test.world.context().user());

  UpdateNote rewrite;
  rewrite.id = id;
  rewrite.changes.text = Change<std::string>::Set("Beech");
  rewrite.changes.subject = Change<Subject>::Set(Subject::Of(test.AddLead()));
  REQUIRE(testing::RunCommand(test.world, test.notes, rewrite).ok());
  read = test.Read(id);
  CHECK(read.mentions.empty());
  CHECK(read.subject == rewrite.changes.subject.value());
}

TEMPLATE_TEST_CASE("a note about a lead moves along when that is converted", "[contract][note]", FakeWorld,
                   PostgresWorld) {
  Notes<TestType> test;
  const LeadId lead = test.AddLead();
  const NoteId id = test.Write(Subject::Of(lead)).id;
  const NoteId other = test.Write(Subject::Of(test.AddLead())).id;
  const ContactId contact = test.AddContact(test.world.context().user());
  REQUIRE(test.world
              .Run([&](UnitOfWork& uow) -> absl::Status {
                ASSIGN_OR_RETURN(std::vector<Note> found, uow.Of<Note>().AboutLead(lead, 10));
                REQUIRE(found.size() == 1);
                found[0].FollowConversion(lead, {AccountId(), contact, std::nullopt});
                return uow.Of<Note>().SaveAll(absl::MakeSpan(found));
              })
              .ok());
  CHECK(test.Read(id).subject == Subject::Of(contact));
  CHECK(test.Read(id).converted_lead_id == lead);
  CHECK_FALSE(test.Read(other).converted_lead_id.has_value());
}

TEMPLATE_TEST_CASE("a note is read by whoever may read what it is about, and isn't there for others",
                   "[contract][note]", FakeWorld, PostgresWorld) {
  Notes<TestType> test;
  const UserId author = test.world.context().user();
  const UserId owner = test.world.AddMember();
  const UserId mentioned = test.world.AddMember();
  const UserId manager = test.world.AddMember();
  const UserId stranger = test.world.AddMember();
  const NoteState account = test.Write(Subject::Of(test.AddAccount(owner)), "Ask " + Mention(mentioned));
  const NoteState contact = test.Write(Subject::Of(test.AddContact(owner)));
  const NoteState lead = test.Write(Subject::Of(test.AddLead()));

  const auto reach = [&](const NoteState& note, const UserId& user, Scope notes, Scope subjects,
                         const std::vector<UserId>& unit = {}) {
    Grants grants({{"note", "*", notes}, {"account", "read", subjects}, {"contact", "read", subjects}});
    return testing::ReachOf<Note>(test.world, postgres::NoteTable(), note, user, std::move(grants), unit,
                                  [&](Note& found) {
                                    NoteChanges changes;
                                    changes.text = Change<std::string>::Set(NewId<NoteId>(test.world.ids()).ToString());
                                    return found.Edit(changes);
                                  });
  };
  // Its author, and whose scope reaches the author.
  for (const NoteState& note : {account, contact, lead}) {
    for (const Scope scope : {Scope::kOwn, Scope::kUnit, Scope::kAll}) {
      CHECK(reach(note, author, scope, Scope::kNone) == "read and change");
    }
    CHECK(reach(note, author, Scope::kNone, Scope::kAll) == "nothing");
    CHECK(reach(note, stranger, Scope::kAll, Scope::kNone) == "read and change");
    CHECK(reach(note, manager, Scope::kUnit, Scope::kNone, {author}) == "read and change");
    CHECK(reach(note, manager, Scope::kOwn, Scope::kNone, {author}) == "nothing");
    CHECK(reach(note, stranger, Scope::kUnit, Scope::kUnit) == "nothing");
  }
  // Whoever may read its subject: their own, their unit's, all of them; of that kind.
  for (const NoteState& note : {account, contact}) {
    CHECK(reach(note, owner, Scope::kOwn, Scope::kOwn) == "read");
    CHECK(reach(note, owner, Scope::kOwn, Scope::kNone) == "nothing");
    CHECK(reach(note, manager, Scope::kOwn, Scope::kUnit, {owner}) == "read");
    CHECK(reach(note, manager, Scope::kOwn, Scope::kOwn, {owner}) == "nothing");
    CHECK(reach(note, stranger, Scope::kOwn, Scope::kAll) == "read");
  }
  CHECK(reach(lead, owner, Scope::kOwn, Scope::kAll) == "nothing");
}

TEMPLATE_TEST_CASE("whom a note mentions reads it while it does", "[contract][note]", FakeWorld, PostgresWorld) {
  Notes<TestType> test;
  const UserId mentioned = test.world.AddMember();
  const NoteState note = test.Write(Subject::Of(test.AddAccount()), "Ask " + Mention(mentioned));
  const auto reach = [&](Scope scope) {
    return testing::ReachOf<Note>(test.world, postgres::NoteTable(), note, mentioned, Grants({{"note", "*", scope}}),
                                  {}, [](Note& found) {
                                    NoteChanges changes;
                                    changes.text = Change<std::string>::Set("Mine");
                                    return found.Edit(changes);
                                  });
  };
  CHECK(reach(Scope::kOwn) == "read");
  CHECK(reach(Scope::kUnit) == "read");
  CHECK(reach(Scope::kNone) == "nothing");
  UpdateNote update;
  update.id = note.id;
  update.changes.text = Change<std::string>::Set("Ask nobody");
  REQUIRE(testing::RunCommand(test.world, test.notes, update).ok());
  CHECK(reach(Scope::kOwn) == "nothing");
}

TEST_CASE("notes follow what they are about from owner to owner", "[note]") {
  Notes<PostgresWorld> test;
  const UserId before = test.world.AddMember();
  const UserId after = test.world.AddMember();
  const AccountId account = test.AddAccount(before);
  const NoteState note = test.Write(Subject::Of(account));
  const auto sees = [&](const UserId& user) {
    auto principal = std::make_shared<Principal>(*test.world.context().principal);
    principal->user = user;
    principal->grants = Grants({{"note", "read", Scope::kOwn}, {"account", "read", Scope::kOwn}});
    RequestContext call = test.world.context();
    call.principal = std::move(principal);
    postgres::PostgresReader<Note> reader(test.world.pool(), postgres::NoteTable());
    return reader.Get(call, note.id, std::nullopt).ok();
  };
  CHECK(sees(before));
  CHECK_FALSE(sees(after));
  sales::UpdateAccount give;
  give.id = account;
  give.changes.owner_id = Change<UserId>::Set(after);
  REQUIRE(testing::RunCommand(test.world, test.accounts, give).ok());
  CHECK_FALSE(sees(before));
  CHECK(sees(after));
}

}  // namespace
}  // namespace pipewright::collaboration
