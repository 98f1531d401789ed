// What commands rely on of interactions, held by the repositories in memory and on PostgreSQL alike.
#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "application/collaboration/interaction_commands.h"
#include "application/sales/account_commands.h"
#include "application/sales/contact_commands.h"
#include "application/sales/lead_commands.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/collaboration/interaction_table.h"
#include "tests/support/infrastructure/reach.h"
#include "tests/support/infrastructure/subject_world.h"
#include "tests/support/infrastructure/worlds.h"
#include "tests/support/status_matchers.h"

namespace pipewright::collaboration {
namespace {

using testing::FakeWorld;
using testing::PostgresWorld;

const absl::Time kBegin = absl::FromUnixMicros(1'800'000'000'123'456);

template <class World>
struct Interactions : testing::SubjectWorld<World> {
  InteractionCommands interactions{this->world.ids()};

  static CreateInteraction Call() {
    CreateInteraction command;
    command.details.type = Change<InteractionType>::Set(InteractionType::kCall);
    command.details.title = Change<std::string>::Set("Desks");
    return command;
  }
  InteractionState Write(const CreateInteraction& command) {
    const auto created = testing::RunCommand(this->world, interactions, command);
    INFO(created.status());
    REQUIRE(created.ok());
    return created->state();
  }
  InteractionState Read(const InteractionId& id) { return this->template Stored<Interaction>(id); }
};

TEMPLATE_TEST_CASE("an interaction comes back as it was stored, in all its parts", "[contract][interaction]", FakeWorld,
                   PostgresWorld) {
  Interactions<TestType> test;
  const UserId me = test.world.context().user();
  const UserId member = test.world.AddMember();
  CreateInteraction create = test.Call();
  InteractionChanges& details = create.details;
  details.direction = Change<InteractionDirection>::Set(InteractionDirection::kInbound);
  details.content = Change<std::string>::Set("# Oak \" backslash \\ and \xE2\x9C\xA8");
  details.outcome = Change<std::string>::Set("wants a quote");
  details.start_time = Change<absl::Time>::Set(kBegin);
  details.duration_seconds = Change<int64_t>::Set(0);
  details.account_id = Change<AccountId>::Set(test.AddAccount(me));
  details.contact_id = Change<ContactId>::Set(test.AddContact(member));
  details.lead_id = Change<LeadId>::Set(test.AddLead());
  details.follow_up_time = Change<absl::Time>::Set(kBegin + absl::Hours(24));
  details.participants = Change<std::vector<Participant>>::Set(
      {{.name = "Olga \"O\" Holm"},
       {.user_id = member},
       {.contact_id = details.contact_id.value()},
       {.name = "Maria", .email = EmailAddress::Parse("maria@holm.example").value()}});
  const InteractionState written = test.Write(create);
  CHECK(test.Read(written.id) == written);
  CHECK(written.participants == details.participants.value());
  CHECK(written.start_time == kBegin);
  CHECK(written.duration_seconds == 0);
  CHECK(written.follow_up_task_id.has_value());
  CHECK(written.subject_owners == std::vector<SubjectOwners>{{RecordKind::kLead, {me}},
                                                             {RecordKind::kContact, {member}},
                                                             {RecordKind::kAccount, {me}}});

  UpdateInteraction update;
  update.id = written.id;
  update.changes.direction = Change<InteractionDirection>::Clear();
  update.changes.duration_seconds = Change<int64_t>::Clear();
  update.changes.contact_id = Change<ContactId>::Clear();
  update.changes.participants = Change<std::vector<Participant>>::Set({{.user_id = me}, {.user_id = member}});
  const auto updated = testing::RunCommand(test.world, test.interactions, update);
  INFO(updated.status());
  REQUIRE(updated.ok());
  CHECK(test.Read(written.id) == updated->state());
  CHECK_FALSE(updated->state().direction.has_value());
  CHECK(updated->state().subject_owners.size() == 2);
  CHECK(updated->state().version == 2);
}

TEMPLATE_TEST_CASE("interactions about a lead are found when that is converted", "[contract][interaction]", FakeWorld,
                   PostgresWorld) {
  Interactions<TestType> test;
  const UserId me = test.world.context().user();
  const LeadId lead = test.AddLead();
  CreateInteraction call = test.Call();
  call.details.lead_id = Change<LeadId>::Set(lead);
  const InteractionId id = test.Write(call).id;
  call.details.lead_id = Change<LeadId>::Set(test.AddLead());
  const InteractionId other = test.Write(call).id;
  const AccountId account = test.AddAccount(me);
  const ContactId contact = test.AddContact(me);
  REQUIRE(test.world
              .Run([&](UnitOfWork& uow) -> absl::Status {
                ASSIGN_OR_RETURN(std::vector<Interaction> found, uow.Of<Interaction>().AboutLead(lead, 10));
                REQUIRE(found.size() == 1);
                found[0].FollowConversion(lead, {account, contact, std::nullopt});
                return uow.Of<Interaction>().SaveAll(absl::MakeSpan(found));
              })
              .ok());
  CHECK(test.Read(id).lead_id == lead);
  CHECK(test.Read(id).account_id == account);
  CHECK(test.Read(id).contact_id == contact);
  CHECK_FALSE(test.Read(other).account_id.has_value());
}

TEMPLATE_TEST_CASE("an interaction is read by whoever took part or may read one of the things that it is about",
                   "[contract][interaction]", FakeWorld, PostgresWorld) {
  Interactions<TestType> test;
  const UserId author = test.world.context().user();
  const UserId account_owner = test.world.AddMember();
  const UserId contact_owner = test.world.AddMember();
  const UserId participant = test.world.AddMember();
  const UserId stranger = test.world.AddMember();
  CreateInteraction create = test.Call();
  create.details.account_id = Change<AccountId>::Set(test.AddAccount(account_owner));
  create.details.contact_id = Change<ContactId>::Set(test.AddContact(contact_owner));
  create.details.participants = Change<std::vector<Participant>>::Set(
      {{.user_id = participant}, {.contact_id = create.details.contact_id.value()}});
  const InteractionState call = test.Write(create);
  const auto reach = [&](const UserId& user, Scope interactions, Scope accounts, Scope contacts,
                         const std::vector<UserId>& unit = {}) {
    Grants grants({{"interaction", "*", interactions}, {"account", "read", accounts}, {"contact", "read", contacts}});
    return testing::ReachOf<Interaction>(
        test.world, postgres::InteractionTable(), call, user, std::move(grants), unit, [&](Interaction& found) {
          InteractionChanges changes;
          changes.outcome = Change<std::string>::Set(NewId<InteractionId>(test.world.ids()).ToString());
          return found.Edit(changes);
        });
  };
  for (const Scope scope : {Scope::kOwn, Scope::kUnit, Scope::kAll}) {
    CHECK(reach(author, scope, Scope::kNone, Scope::kNone) == "read and change");
    CHECK(reach(participant, scope, Scope::kNone, Scope::kNone) == (scope == Scope::kAll ? "read and change" : "read"));
  }
  CHECK(reach(participant, Scope::kNone, Scope::kAll, Scope::kAll) == "nothing");
  CHECK(reach(account_owner, Scope::kOwn, Scope::kOwn, Scope::kNone) == "read");
  CHECK(reach(account_owner, Scope::kOwn, Scope::kNone, Scope::kOwn) == "nothing");
  CHECK(reach(contact_owner, Scope::kOwn, Scope::kNone, Scope::kOwn) == "read");
  CHECK(reach(stranger, Scope::kOwn, Scope::kOwn, Scope::kOwn) == "nothing");
  CHECK(reach(stranger, Scope::kOwn, Scope::kAll, Scope::kNone) == "read");
  CHECK(reach(stranger, Scope::kUnit, Scope::kNone, Scope::kNone, {author}) == "read and change");
  CHECK(reach(stranger, Scope::kOwn, Scope::kUnit, Scope::kNone, {account_owner}) == "read");
}

}  // namespace
}  // namespace pipewright::collaboration
