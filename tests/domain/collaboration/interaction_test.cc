#include "domain/collaboration/interaction.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "domain/shared/text.h"
#include "tests/support/status_matchers.h"

namespace pipewright::collaboration {
namespace {

const InteractionId kId(Uuid({1}));
const UserId kAuthor(Uuid({2}));
const UserId kOther(Uuid({3}));
const UserId kThird(Uuid({4}));
const AccountId kAccount(Uuid({5}));
const ContactId kContact(Uuid({6}));
const LeadId kLead(Uuid({7}));
const OpportunityId kOpportunity(Uuid({8}));
const TaskId kTask(Uuid({9}));
const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

InteractionChanges Call() {
  InteractionChanges changes;
  changes.type = Change<InteractionType>::Set(InteractionType::kCall);
  changes.title = Change<std::string>::Set("Desks");
  changes.account_id = Change<AccountId>::Set(kAccount);
  return changes;
}
absl::StatusOr<Interaction> Make(const InteractionChanges& changes) {
  return Interaction::Create(kId, kAuthor, changes, kNow);
}
Participant Member(const UserId& user) { return {.user_id = user}; }
Participant Person(const ContactId& contact) { return {.contact_id = contact}; }
Participant Stranger(const std::string& name, const std::string& email = "") {
  Participant stranger{.name = name};
  if (!email.empty()) stranger.email = EmailAddress::Parse(email).value();
  return stranger;
}
std::string RefusedOf(const std::vector<Participant>& participants) {
  InteractionChanges changes = Call();
  changes.participants = Change<std::vector<Participant>>::Set(participants);
  return FieldsOf(Make(changes));
}

TEST_CASE("a new interaction has a type, a title and something that it is about, and begins now unless it says when",
          "[interaction]") {
  const InteractionState call = Make(Call())->state();
  CHECK(call.type == InteractionType::kCall);
  CHECK(call.created_by == kAuthor);
  CHECK(call.start_time == kNow);
  CHECK_FALSE(call.direction.has_value());
  CHECK_FALSE(call.duration_seconds.has_value());
  CHECK(FieldsOf(Make({})) == "type,title,account_id");
  InteractionChanges earlier = Call();
  earlier.start_time = Change<absl::Time>::Set(kNow - absl::Hours(3));
  CHECK(Make(earlier)->state().start_time == kNow - absl::Hours(3));
}

TEST_CASE("any one of account, contact, opportunity and lead will do, and the last one stays", "[interaction]") {
  InteractionChanges changes = Call();
  changes.account_id = {};
  changes.lead_id = Change<LeadId>::Set(kLead);
  auto call = Make(changes);
  REQUIRE(call.ok());
  CHECK(Interaction::SubjectsOf(call->state()) == std::vector<Subject>{Subject::Of(kLead)});
  InteractionChanges none;
  none.lead_id = Change<LeadId>::Clear();
  CHECK(FieldsOf(call->Edit(none)) == "lead_id");
  none.contact_id = Change<ContactId>::Set(kContact);
  none.opportunity_id = Change<OpportunityId>::Set(kOpportunity);
  none.account_id = Change<AccountId>::Set(kAccount);
  REQUIRE(call->Edit(none).ok());
  CHECK(Interaction::SubjectsOf(call->state()) ==
        std::vector<Subject>{Subject::Of(kOpportunity), Subject::Of(kContact), Subject::Of(kAccount)});
}

TEST_CASE("the texts and the duration of an interaction have bounds", "[interaction]") {
  InteractionChanges changes = Call();
  changes.title = Change<std::string>::Set(std::string(kMaxTitleLength + 1, 'x'));
  changes.content = Change<std::string>::Set(std::string(kMaxLongTextLength + 1, 'x'));
  changes.outcome = Change<std::string>::Set(std::string(kMaxTitleLength + 1, 'x'));
  changes.duration_seconds = Change<int64_t>::Set(InteractionState::kMaxDurationSeconds + 1);
  CHECK(FieldsOf(Make(changes)) == "title,content,outcome,duration_seconds");
  changes = Call();
  changes.duration_seconds = Change<int64_t>::Set(-1);
  CHECK(FieldsOf(Make(changes)) == "duration_seconds");
  for (const int64_t seconds : {int64_t{0}, InteractionState::kMaxDurationSeconds}) {
    changes.duration_seconds = Change<int64_t>::Set(seconds);
    CHECK(Make(changes).ok());
  }
}

TEST_CASE("a participant is a member, a contact or somebody else, and nobody takes part twice", "[interaction]") {
  const std::string email = "olga@holm.example";
  CHECK(RefusedOf({Member(kOther), Member(kThird), Person(kContact), Stranger("Olga"), Stranger("Olga"),
                   Stranger("", email)}) == "");
  CHECK(RefusedOf({Member(kOther), {}}) == "participants[1]");
  CHECK(RefusedOf({{.user_id = kOther, .contact_id = kContact}}) == "participants[0]");
  CHECK(RefusedOf({{.contact_id = kContact, .name = "Olga"}}) == "participants[0]");
  CHECK(RefusedOf({Member(kOther), Member(kOther)}) == "participants[1]");
  CHECK(RefusedOf({Person(kContact), Stranger("Olga"), Person(kContact)}) == "participants[2]");
  CHECK(RefusedOf({Member(kOther), Person(ContactId(kOther.uuid()))}) == "participants[1]");
  CHECK(RefusedOf({Stranger("Olga", email), Stranger("Holm", email)}) == "participants[1]");
  CHECK(RefusedOf({Stranger(std::string(kMaxNameLength + 1, 'x'))}) == "participants[0].name");
  std::vector<Participant> many(InteractionState::kMaxParticipants, Stranger("Olga"));
  CHECK(RefusedOf(many) == "");
  many.push_back(Stranger("Olga"));
  CHECK(RefusedOf(many) == "participants");
}

TEST_CASE("an edit takes neither type, title nor start away", "[interaction]") {
  Interaction call = *Make(Call());
  const InteractionState before = call.state();
  InteractionChanges cleared;
  cleared.type = Change<InteractionType>::Clear();
  cleared.title = Change<std::string>::Clear();
  cleared.start_time = Change<absl::Time>::Clear();
  CHECK(FieldsOf(call.Edit(cleared)) == "type,start_time,title");
  CHECK(call.state() == before);
  InteractionChanges changes;
  changes.outcome = Change<std::string>::Set("no answer");
  changes.direction = Change<InteractionDirection>::Set(InteractionDirection::kOutbound);
  REQUIRE(call.Edit(changes).ok());
  CHECK(call.state().outcome == "no answer");
  CHECK(call.state().direction == InteractionDirection::kOutbound);
  CHECK(call.state().title == "Desks");
}

TEST_CASE("a follow-up is asked for once, and then its task is what changes", "[interaction]") {
  Interaction call = *Make(Call());
  CHECK_FALSE(call.WantsFollowUp());
  InteractionChanges later;
  later.follow_up_time = Change<absl::Time>::Set(kNow + absl::Hours(24));
  REQUIRE(call.Edit(later).ok());
  CHECK(call.WantsFollowUp());
  call.FollowUpBy(kTask);
  CHECK_FALSE(call.WantsFollowUp());
  CHECK(call.Edit(later).ok());
  later.follow_up_time = Change<absl::Time>::Set(kNow + absl::Hours(48));
  CHECK(FieldsOf(call.Edit(later)) == "follow_up_time");
  later.follow_up_time = Change<absl::Time>::Clear();
  CHECK(FieldsOf(call.Edit(later)) == "follow_up_time");
}

TEST_CASE("an interaction of a lead that was converted stays about it, and is about what it became", "[interaction]") {
  InteractionChanges changes = Call();
  changes.account_id = {};
  changes.lead_id = Change<LeadId>::Set(kLead);
  Interaction call = *Make(changes);
  call.FollowConversion(kLead, {kAccount, kContact, kOpportunity});
  CHECK(call.state().lead_id == kLead);
  CHECK(call.state().account_id == kAccount);
  CHECK(call.state().contact_id == kContact);
  CHECK(call.state().opportunity_id == kOpportunity);
  call.FollowConversion(kLead, {AccountId(Uuid({10})), ContactId(Uuid({11})), std::nullopt});
  CHECK(call.state().account_id == kAccount);
  CHECK(call.state().contact_id == kContact);
  CHECK(call.state().opportunity_id == kOpportunity);
}

TEST_CASE("an interaction is open to its author, to the members who took part, and to a scope that reaches its author",
          "[interaction]") {
  InteractionChanges changes = Call();
  changes.participants = Change<std::vector<Participant>>::Set({Member(kOther)});
  const InteractionState call = Make(changes)->state();
  const std::vector<UserId> nobody;
  const std::vector<UserId> authors = {kAuthor};
  for (const Scope scope : {Scope::kOwn, Scope::kUnit, Scope::kAll}) {
    CHECK(Interaction::AllowsChange(call, kAuthor, scope, nobody));
    CHECK(Interaction::AllowsRead(call, kOther, scope, nobody));
    CHECK(Interaction::AllowsChange(call, kOther, scope, nobody) == (scope == Scope::kAll));
    CHECK(Interaction::AllowsRead(call, kThird, scope, nobody) == (scope == Scope::kAll));
    CHECK(Interaction::AllowsChange(call, kThird, scope, authors) == (scope != Scope::kOwn));
  }
}

}  // namespace
}  // namespace pipewright::collaboration
