#include "domain/catalog/engagement.h"

#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <vector>

#include "tests/domain/catalog/catalog_examples.h"

namespace pipewright::catalog {
namespace {

using Names = std::vector<std::string>;

const absl::CivilDay kToday(2026, 3, 15);

EngagementChanges AcmeUsesCare() {
  EngagementChanges details;
  details.account_id = Change<AccountId>::Set(NthId<AccountId>(1));
  details.offering_id = Change<OfferingId>::Set(NthId<OfferingId>(2));
  return details;
}

absl::StatusOr<Engagement> Created(const EngagementChanges& details) {
  return Engagement::Create(NthId<EngagementId>(3), details, kToday);
}

Engagement Running(std::optional<absl::CivilDay> start = std::nullopt) {
  EngagementChanges details = AcmeUsesCare();
  if (start.has_value()) details.start_date = Change<absl::CivilDay>::Set(*start);
  Engagement engagement = Created(details).value();
  engagement.MarkStored(engagement.state());
  return engagement;
}

TEST_CASE("a new engagement is active, of an account with an offering", "[engagement]") {
  const Engagement engagement = Created(AcmeUsesCare()).value();
  CHECK(engagement.state().status == EngagementStatus::kActive);
  CHECK(engagement.state().account_id == NthId<AccountId>(1));
  CHECK(engagement.state().offering_id == NthId<OfferingId>(2));
  CHECK(EventsOf(engagement) == Names{"engagement.created"});
  CHECK(FieldsOf(Created({})) == "account_id,offering_id");
}

TEST_CASE("an engagement keeps an account and an offering", "[engagement]") {
  Engagement engagement = Running();
  EngagementChanges changes;
  changes.account_id = Change<AccountId>::Clear();
  changes.offering_id = Change<OfferingId>::Clear();
  CHECK(FieldsOf(engagement.Edit(changes)) == "account_id,offering_id");
  changes = {};
  changes.account_id = Change<AccountId>::Set(NthId<AccountId>(7));
  REQUIRE(engagement.Edit(changes).ok());
  CHECK(engagement.state().account_id == NthId<AccountId>(7));
  CHECK(engagement.state().offering_id == NthId<OfferingId>(2));
}

TEST_CASE("an engagement doesn't end before it starts", "[engagement]") {
  EngagementChanges details = AcmeUsesCare();
  details.start_date = Change<absl::CivilDay>::Set(kToday);
  details.end_date = Change<absl::CivilDay>::Set(kToday);
  CHECK(Created(details).ok());
  details.end_date = Change<absl::CivilDay>::Set(kToday - 1);
  CHECK(FieldsOf(Created(details)) == "end_date");

  Engagement engagement = Running(kToday);
  EngagementChanges changes;
  changes.end_date = details.end_date;
  CHECK(FieldsOf(engagement.Edit(changes)) == "end_date");
  CHECK_FALSE(engagement.state().end_date.has_value());
}

TEST_CASE("an engagement is not worth less than nothing", "[engagement]") {
  EngagementChanges details = AcmeUsesCare();
  details.value = Change<Money>::Set(Euro(-1));
  details.tags = Change<std::vector<std::string>>::Set({""});
  CHECK(FieldsOf(Created(details)) == "value,tags");
}

TEST_CASE("an engagement is paused, resumed and ended, each an event", "[engagement]") {
  Engagement engagement = Running();
  CHECK(ReasonOf(engagement.Resume()) == Reason::kInvalidEngagementState);
  REQUIRE(engagement.Pause().ok());
  CHECK(engagement.state().status == EngagementStatus::kPaused);
  CHECK(ReasonOf(engagement.Pause()) == Reason::kInvalidEngagementState);
  REQUIRE(engagement.Resume().ok());
  CHECK(engagement.state().status == EngagementStatus::kActive);
  REQUIRE(engagement.End(std::nullopt, kToday).ok());
  CHECK(engagement.state().end_date == kToday);
  CHECK(ReasonOf(engagement.End(std::nullopt, kToday)) == Reason::kInvalidEngagementState);
  CHECK(ReasonOf(engagement.Pause()) == Reason::kInvalidEngagementState);
  CHECK(ReasonOf(engagement.Resume()) == Reason::kInvalidEngagementState);
  CHECK(EventsOf(engagement) == Names{"engagement.paused", "engagement.resumed", "engagement.ended"});
}

TEST_CASE("a paused engagement can end", "[engagement]") {
  Engagement engagement = Running();
  REQUIRE(engagement.Pause().ok());
  REQUIRE(engagement.End(kToday + 3, kToday).ok());
  CHECK(engagement.state().status == EngagementStatus::kEnded);
  CHECK(engagement.state().end_date == kToday + 3);
}

TEST_CASE("ending takes the place of the planned end, and is never before the start", "[engagement]") {
  Engagement engagement = Running(kToday + 10);
  CHECK(FieldsOf(engagement.End(kToday, kToday)) == "end_date");
  CHECK(engagement.state().status == EngagementStatus::kActive);
  REQUIRE(engagement.End(std::nullopt, kToday).ok());
  CHECK(engagement.state().end_date == kToday + 10);
}

TEST_CASE("an ended engagement has an end, from its creation on", "[engagement]") {
  EngagementChanges details = AcmeUsesCare();
  details.status = Change<EngagementStatus>::Set(EngagementStatus::kEnded);
  Engagement engagement = Created(details).value();
  CHECK(engagement.state().end_date == kToday);
  EngagementChanges changes;
  changes.end_date = Change<absl::CivilDay>::Clear();
  CHECK(FieldsOf(engagement.Edit(changes)) == "end_date");
  changes.end_date = Change<absl::CivilDay>::Set(kToday - 5);
  CHECK(engagement.Edit(changes).ok());
}

TEST_CASE("an edit only repeats the status", "[engagement]") {
  Engagement engagement = Running();
  EngagementChanges changes;
  changes.status = Change<EngagementStatus>::Set(EngagementStatus::kPaused);
  CHECK(FieldsOf(engagement.Edit(changes)) == "status");
  changes.status = Change<EngagementStatus>::Set(EngagementStatus::kActive);
  CHECK(engagement.Edit(changes).ok());
}

TEST_CASE("an engagement is its owner's, or nobody's", "[engagement]") {
  EngagementChanges details = AcmeUsesCare();
  CHECK(Engagement::OwnersOf(Created(details)->state()).empty());
  details.owner_id = Change<UserId>::Set(NthId<UserId>(4));
  CHECK(Engagement::OwnersOf(Created(details)->state()) == std::vector<UserId>{NthId<UserId>(4)});
}

}  // namespace
}  // namespace pipewright::catalog
