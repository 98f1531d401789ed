#include "application/catalog/engagement_commands.h"

#include <catch2/catch.hpp>
#include <string>

#include "application/catalog/offering_commands.h"
#include "application/sales/account_commands.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/application/former_member.h"
#include "tests/support/status_matchers.h"

namespace pipewright::catalog {
namespace {

struct Engagements {
  FakeUnitOfWork uow;
  FakeIds ids;
  FakePhones phones;
  sales::AccountCommands accounts{ids, phones};
  OfferingCommands offerings{ids};
  EngagementCommands commands{ids};
  AccountId account = AddAccount();
  OfferingId offering = AddOffering();

  AccountId AddAccount() {
    sales::CreateAccount command;
    command.details.name = Change<std::string>::Set("Acme");
    return accounts.Handle(uow.context(), command, uow).value().state().id;
  }
  OfferingId AddOffering() {
    CreateOffering command;
    command.details.name = Change<std::string>::Set("Care");
    return offerings.Handle(uow.context(), command, uow).value().state().id;
  }
  template <auto kMethod>
  void Do(const OfferingId& id) {
    REQUIRE(offerings.Handle(uow.context(), Act<kMethod>{id, {}}, uow).ok());
  }
  void Delete(const OfferingId& id) {
    REQUIRE(offerings.Handle(uow.context(), DeleteRecord<Offering>{id, {}}, uow).ok());
  }

  CreateEngagement Creation() const {
    CreateEngagement command;
    command.details.account_id = Change<AccountId>::Set(account);
    command.details.offering_id = Change<OfferingId>::Set(offering);
    return command;
  }
  template <class Command>
  absl::StatusOr<Engagement> Do(const Command& command) {
    return commands.Handle(uow.context(), command, uow);
  }
};

std::string SubjectOf(const absl::Status& status) { return DetailsOf(status).preconditions.at(0).subject; }

TEST_CASE("a new engagement belongs to its creator unless somebody else is named", "[engagement]") {
  Engagements test;
  CHECK(test.Do(test.Creation())->state().owner_id == test.uow.context().user());
  CreateEngagement command = test.Creation();
  command.details.owner_id = Change<UserId>::Clear();
  CHECK_FALSE(test.Do(command)->state().owner_id.has_value());
}

TEST_CASE("an inactive offering takes no new engagements and keeps those it has", "[engagement]") {
  Engagements test;
  const EngagementId before = test.Do(test.Creation())->state().id;
  test.Do<&Offering::Deactivate>(test.offering);
  const auto refused = test.Do(test.Creation());
  CHECK(ReasonOf(refused) == Reason::kOfferingInactive);
  CHECK(SubjectOf(refused.status()) == "offering_id");
  UpdateEngagement update;
  update.id = before;
  update.changes.description = Change<std::string>::Set("Still in use");
  update.changes.offering_id = Change<OfferingId>::Set(test.offering);
  CHECK(test.Do(update).ok());
  test.Do<&Offering::Activate>(test.offering);
  CHECK(test.Do(test.Creation()).ok());
}

TEST_CASE("an engagement can't come to refer to an inactive or deleted offering", "[engagement]") {
  Engagements test;
  UpdateEngagement update;
  update.id = test.Do(test.Creation())->state().id;
  const OfferingId other = test.AddOffering();
  update.changes.offering_id = Change<OfferingId>::Set(other);
  test.Do<&Offering::Deactivate>(other);
  CHECK(ReasonOf(test.Do(update)) == Reason::kOfferingInactive);
  test.Do<&Offering::Activate>(other);
  test.Delete(other);
  const auto deleted = test.Do(update);
  CHECK(ReasonOf(deleted) == Reason::kRecordDeleted);
  CHECK(SubjectOf(deleted.status()) == "offering_id");
}

TEST_CASE("what an engagement refers to must be there", "[engagement]") {
  Engagements test;
  CreateEngagement command = test.Creation();
  command.details.offering_id = Change<OfferingId>::Set(OfferingId(Uuid({7})));
  CHECK(SubjectOf(test.Do(command).status()) == "offering_id");
  command = test.Creation();
  command.details.account_id = Change<AccountId>::Set(AccountId(Uuid({7})));
  const auto missing = test.Do(command);
  CHECK(ReasonOf(missing) == Reason::kReferenceNotFound);
  CHECK(SubjectOf(missing.status()) == "account_id");
  command = test.Creation();
  command.details.opportunity_id = Change<OpportunityId>::Set(OpportunityId(Uuid({7})));
  CHECK(SubjectOf(test.Do(command).status()) == "opportunity_id");
  command = test.Creation();
  command.details.owner_id = Change<UserId>::Set(FormerMember(test.uow).user());
  CHECK(SubjectOf(test.Do(command).status()) == "owner_id");
}

TEST_CASE("an engagement of a deleted offering can be changed, and read", "[engagement]") {
  Engagements test;
  const EngagementId id = test.Do(test.Creation())->state().id;
  test.Delete(test.offering);
  const auto paused = test.Do(Act<&Engagement::Pause>{id, {}});
  REQUIRE(paused.ok());
  CHECK(paused->state().offering_id == test.offering);
}

TEST_CASE("an engagement ends today, where the tenant is", "[engagement]") {
  Engagements test;
  auto principal = std::make_shared<Principal>(*test.uow.context().principal);
  REQUIRE(absl::LoadTimeZone("Europe/Berlin", &principal->time_zone));
  test.uow.next_call().principal = principal;
  const EngagementId id = test.Do(test.Creation())->state().id;
  test.uow.clock.now = absl::FromCivil(absl::CivilSecond(2026, 3, 31, 23, 30, 0), absl::UTCTimeZone());
  const auto ended = test.Do(EndEngagement{id, {}, {}});
  REQUIRE(ended.ok());
  CHECK(ended->state().end_date == absl::CivilDay(2026, 4, 1));
}

}  // namespace
}  // namespace pipewright::catalog
