#include "application/shared/call/access_rule.h"

#include <catch2/catch.hpp>
#include <utility>
#include <vector>

#include "domain/collaboration/note.h"

namespace pipewright {
namespace {

using collaboration::Note;
using collaboration::NoteState;

const UserId kAuthor(Uuid({1}));
const UserId kOwner(Uuid({2}));
const UserId kManager(Uuid({3}));
const UserId kStranger(Uuid({4}));

Principal Caller(const UserId& user, Scope notes, Scope accounts, std::vector<UserId> unit = {}) {
  Principal caller;
  caller.user = user;
  caller.grants = Grants({{"note", "read", notes}, {"account", "read", accounts}});
  caller.unit_users = std::move(unit);
  return caller;
}

TEST_CASE("an event of a record is shown to whoever may read it, or could read what it is about then") {
  NoteState note;
  note.created_by = kAuthor;
  note.subject = Subject::Of(AccountId(Uuid({5})));
  note.subject_owners = {kOwner};
  const auto shown = [&](const Principal& caller) { return AccessRule<Note>::AllowsEvent(note, caller); };
  CHECK(shown(Caller(kAuthor, Scope::kOwn, Scope::kNone)));
  CHECK(shown(Caller(kOwner, Scope::kOwn, Scope::kOwn)));
  CHECK_FALSE(shown(Caller(kOwner, Scope::kOwn, Scope::kNone)));
  CHECK_FALSE(shown(Caller(kOwner, Scope::kNone, Scope::kOwn)));
  CHECK_FALSE(shown(Caller(kManager, Scope::kOwn, Scope::kOwn, {kOwner})));
  CHECK(shown(Caller(kManager, Scope::kOwn, Scope::kUnit, {kOwner})));
  CHECK(shown(Caller(kManager, Scope::kUnit, Scope::kNone, {kAuthor})));
  CHECK_FALSE(shown(Caller(kStranger, Scope::kUnit, Scope::kUnit)));
  CHECK(shown(Caller(kStranger, Scope::kOwn, Scope::kAll)));
  CHECK(shown(Caller(kStranger, Scope::kAll, Scope::kNone)));
  note.subject = Subject::Of(LeadId(Uuid({5})));
  CHECK_FALSE(shown(Caller(kOwner, Scope::kOwn, Scope::kAll)));
}

}  // namespace
}  // namespace pipewright
