#include "application/collaboration/note_commands.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/sales/account_commands.h"
#include "domain/shared/errors.h"
#include "tests/support/application/fake_sign_in.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/status_matchers.h"

namespace pipewright::collaboration {
namespace {

const UserId kStranger(Uuid({8}));

struct Notes {
  FakeUnitOfWork uow;
  FakeIds ids;
  FakePhones phones;
  sales::AccountCommands accounts{ids, phones};
  NoteCommands notes{ids};

  AccountId AddAccount() {
    sales::CreateAccount command;
    command.details.name = Change<std::string>::Set("Acme");
    return accounts.Handle(uow.context(), command, uow).value().state().id;
  }
  static CreateNote About(const AccountId& account, const std::string& text = "They like oak.") {
    CreateNote command;
    command.details.text = Change<std::string>::Set(text);
    command.details.subject = Change<Subject>::Set(Subject::Of(account));
    return command;
  }
  absl::StatusOr<Note> Create(const CreateNote& command) { return notes.Handle(uow.context(), command, uow); }
  // The next calls are those of somebody else.
  void Become(const UserId& user, Grants grants) {
    auto principal = std::make_shared<Principal>(*uow.context().principal);
    principal->user = user;
    principal->grants = std::move(grants);
    uow.next_call().principal = principal;
  }
};

TEST_CASE("a note is about a record that is there, and mentions members", "[note]") {
  Notes test;
  const AccountId account = test.AddAccount();
  const auto missing = test.Create(Notes::About(AccountId(Uuid({7}))));
  CHECK(ReasonOf(missing) == Reason::kReferenceNotFound);
  CHECK(DetailsOf(missing.status()).preconditions[0].subject == "subject");
  test.uow.directory().strangers.insert(kStranger);
  const auto mention = test.Create(Notes::About(account, absl::StrCat("[@nobody](user:", kStranger.ToString(), ")")));
  CHECK(ReasonOf(mention) == Reason::kReferenceNotFound);
  CHECK(DetailsOf(mention.status()).preconditions[0].subject == "text");
  CHECK(test.Create(Notes::About(account)).ok());
}

TEST_CASE("a note says who owned its subject when it was written", "[note]") {
  Notes test;
  const UserId author = test.uow.context().user();
  const auto note = test.Create(Notes::About(test.AddAccount()));
  REQUIRE(note.ok());
  CHECK(note->state().subject_owners == std::vector<UserId>{author});
}

TEST_CASE("an update that changes nothing is none, whoever owns the subject by then", "[note]") {
  Notes test;
  const AccountId account = test.AddAccount();
  const auto note = test.Create(Notes::About(account));
  REQUIRE(note.ok());
  sales::UpdateAccount give;
  give.id = account;
  give.changes.owner_id = Change<UserId>::Set(kStranger);
  REQUIRE(test.accounts.Handle(test.uow.context(), give, test.uow).ok());
  UpdateNote update;
  update.id = note->state().id;
  update.changes.text = Change<std::string>::Set(note->state().text);
  CHECK(test.notes.Handle(test.uow.context(), update, test.uow)->state().subject_owners ==
        note->state().subject_owners);
  update.changes.pinned = Change<bool>::Set(true);
  CHECK(test.notes.Handle(test.uow.context(), update, test.uow)->state().subject_owners ==
        std::vector<UserId>{kStranger});
}

TEST_CASE("who may read the subject reads the note, and doesn't change it", "[note]") {
  Notes test;
  const AccountId account = test.AddAccount();
  const NoteId id = test.Create(Notes::About(account))->state().id;
  UpdateNote update;
  update.id = id;
  update.changes.pinned = Change<bool>::Set(true);
  test.uow.next_call().permission = {"note", "update"};
  test.Become(kStranger, Grants({{"note", "*", Scope::kOwn}, {"account", "read", Scope::kOwn}}));
  CHECK(ReasonOf(test.notes.Handle(test.uow.context(), update, test.uow)) == Reason::kRecordNotFound);
  test.Become(kStranger, Grants({{"note", "*", Scope::kOwn}, {"account", "read", Scope::kAll}}));
  CHECK(ReasonOf(test.notes.Handle(test.uow.context(), update, test.uow)) == Reason::kPermissionDenied);
  CHECK(test.uow.Of<Note>().Get(id).ok());
  test.Become(kStranger, Grants({{"account", "read", Scope::kAll}}));
  CHECK(ReasonOf(test.uow.Of<Note>().Get(id)) == Reason::kRecordNotFound);
}

}  // namespace
}  // namespace pipewright::collaboration
