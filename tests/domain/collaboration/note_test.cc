#include "domain/collaboration/note.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/collaboration/mentions.h"
#include "domain/shared/text.h"
#include "tests/support/status_matchers.h"

namespace pipewright::collaboration {
namespace {

const NoteId kId(Uuid({1}));
const UserId kAuthor(Uuid({2}));
const UserId kOther(Uuid({3}));
const UserId kThird(Uuid({4}));
const Subject kAccount = Subject::Of(AccountId(Uuid({5})));

std::string Mention(const UserId& user) { return absl::StrCat("[@somebody](user:", user.ToString(), ")"); }

NoteChanges Saying(const std::string& text) {
  NoteChanges changes;
  changes.text = Change<std::string>::Set(text);
  changes.subject = Change<Subject>::Set(kAccount);
  return changes;
}

NoteState Written(const std::string& text = "They like oak.") {
  return Note::Create(kId, kAuthor, Saying(text)).value().state();
}

TEST_CASE("a new note has a text and a subject, and isn't pinned") {
  const NoteState note = Written();
  CHECK(note.text == "They like oak.");
  CHECK(note.subject == kAccount);
  CHECK_FALSE(note.pinned);
  CHECK(note.mentions.empty());
  CHECK(note.created_by == kAuthor);
  CHECK(FieldsOf(Note::Create(kId, kAuthor, {})) == "text,subject");
  CHECK(FieldsOf(Note::Create(kId, kAuthor, Saying(" \n"))) == "text");
  CHECK(FieldsOf(Note::Create(kId, kAuthor, Saying(std::string(kMaxLongTextLength + 1, 'x')))) == "text");
}

TEST_CASE("an edit changes what it names, and takes neither text nor subject away") {
  Note note = Note::Restore(Written("For " + Mention(kOther)));
  NoteChanges changes;
  changes.pinned = Change<bool>::Set(true);
  REQUIRE(note.Edit(changes).ok());
  CHECK(note.state().pinned);
  CHECK(note.state().mentions == std::vector<UserId>{kOther});
  NoteChanges moved;
  moved.text = Change<std::string>::Set("For " + Mention(kThird));
  moved.subject = Change<Subject>::Set(Subject::Of(LeadId(Uuid({6}))));
  REQUIRE(note.Edit(moved).ok());
  CHECK(note.state().mentions == std::vector<UserId>{kThird});
  CHECK(note.state().subject == Subject::Of(LeadId(Uuid({6}))));
  CHECK(note.events().size() == 2);
  const NoteState before = note.state();
  NoteChanges cleared;
  cleared.text = Change<std::string>::Clear();
  cleared.subject = Change<Subject>::Clear();
  cleared.pinned = Change<bool>::Clear();
  CHECK(FieldsOf(note.Edit(cleared)) == "text,subject");
  CHECK(note.state().text == before.text);
  CHECK(note.state().pinned);
}

TEST_CASE("a note of a lead that was converted is about what it became") {
  Note note = Note::Restore(Written());
  const LeadId lead(Uuid({6}));
  const ContactId contact(Uuid({7}));
  const OpportunityId opportunity(Uuid({8}));
  note.FollowConversion(lead, {AccountId(), contact, opportunity});
  CHECK(note.state().subject == Subject::Of(opportunity));
  CHECK(note.state().converted_lead_id == lead);
  CHECK(note.events().size() == 1);
  note.FollowConversion(lead, {AccountId(), contact, std::nullopt});
  CHECK(note.state().subject == Subject::Of(contact));
}

TEST_CASE("a note is open to its author, to whom it mentions, and to a scope that reaches its author") {
  const NoteState note = Written("Ask " + Mention(kOther));
  const std::vector<UserId> nobody;
  const std::vector<UserId> authors = {kAuthor};
  for (const Scope scope : {Scope::kOwn, Scope::kUnit, Scope::kAll}) {
    CHECK(Note::AllowsChange(note, kAuthor, scope, nobody));
    CHECK(Note::AllowsRead(note, kOther, scope, nobody));
    CHECK(Note::AllowsChange(note, kOther, scope, nobody) == (scope == Scope::kAll));
    CHECK(Note::AllowsRead(note, kThird, scope, nobody) == (scope == Scope::kAll));
    CHECK(Note::AllowsChange(note, kThird, scope, authors) == (scope != Scope::kOwn));
    CHECK(Note::AllowsRead(note, kThird, scope, authors) == (scope != Scope::kOwn));
  }
}

TEST_CASE("mentions are the links to users, each once, in their order") {
  CHECK(MentionsIn("").value().empty());
  CHECK(MentionsIn("user:x, [a](https://example.com/user:x) and [b]( user:x)").value().empty());
  const std::string text = absl::StrCat(Mention(kThird), " and ", Mention(kOther), ", again ", Mention(kThird), "\n`",
                                        Mention(kAuthor), "`");
  CHECK(MentionsIn(text).value() == std::vector<UserId>{kThird, kOther, kAuthor});
}

TEST_CASE("a mention without an id is refused") {
  const std::string id = kOther.ToString();
  for (const std::string& text :
       {std::string("[@x](user:)"), std::string("[@x](user:maria)"), std::string("[@x](user:"), "[@x](user:" + id,
        "[@x](user:" + id + " )", "[@x](user:" + id + "0)", "[@x](user:" + id.substr(1) + ")"}) {
    CAPTURE(text);
    CHECK(MentionsIn(text).status().code() == absl::StatusCode::kInvalidArgument);
    CHECK(FieldsOf(Note::Create(kId, kAuthor, Saying(text))) == "text");
  }
}

TEST_CASE("a text mentions so many people and no more") {
  std::string text;
  for (size_t i = 0; i < kMaxMentions; ++i) text += Mention(UserId(Uuid({9, static_cast<uint8_t>(i)})));
  CHECK(MentionsIn(text).value().size() == kMaxMentions);
  CHECK(MentionsIn(text + text).ok());
  CHECK(FieldsOf(Note::Create(kId, kAuthor, Saying(text + Mention(kOther)))) == "text");
}

}  // namespace
}  // namespace pipewright::collaboration
