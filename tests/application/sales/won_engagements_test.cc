// Line items of the catalog's offerings, and the engagements that a won opportunity makes of them.
#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "application/catalog/engagement_commands.h"
#include "application/catalog/offering_commands.h"
#include "application/sales/account_commands.h"
#include "application/sales/opportunity_commands.h"
#include "application/sales/pipeline_commands.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

using catalog::EngagementState;
using catalog::EngagementStatus;
using catalog::Offering;

Money Euros(int64_t units) { return Money::FromUnitsAndNanos("EUR", units, 0).value(); }

struct Selling {
  FakeUnitOfWork uow;
  FakeIds ids;
  FakePhones phones;
  AccountCommands accounts{ids, phones};
  OpportunityCommands commands{ids};
  catalog::OfferingCommands offerings{ids};
  catalog::EngagementCommands engagements{ids};
  Pipeline pipeline = AddPipeline();
  AccountId account = AddAccount();
  OfferingId care = AddOffering("Care");
  OfferingId cover = AddOffering("Cover");

  Pipeline AddPipeline() {
    CreatePipeline command;
    command.details = StandardPipeline([] { return StageId(); });
    return PipelineCommands(ids).Handle(uow.context(), command, uow).value();
  }
  AccountId AddAccount() {
    CreateAccount command;
    command.details.name = Change<std::string>::Set("Acme");
    return accounts.Handle(uow.context(), command, uow).value().state().id;
  }
  OfferingId AddOffering(const std::string& name) {
    catalog::CreateOffering command;
    command.details.name = Change<std::string>::Set(name);
    return offerings.Handle(uow.context(), command, uow).value().state().id;
  }
  template <class Command>
  absl::StatusOr<OpportunityView> Do(const Command& command) {
    return commands.Handle(uow.context(), command, uow);
  }
  absl::StatusOr<OpportunityView> Open(const std::vector<LineItem>& items) {
    CreateOpportunity command;
    command.details.title = Change<std::string>::Set("Fifty desks");
    command.details.account_id = Change<AccountId>::Set(account);
    command.details.line_items = Change<std::vector<LineItem>>::Set(items);
    return Do(command);
  }
  WinOpportunity Win(const OpportunityId& id) const {
    WinOpportunity win;
    win.id = id;
    win.close_date = absl::CivilDay(2026, 5, 4);
    win.create_engagements = true;
    return win;
  }
  std::vector<EngagementState> Engagements() {
    std::vector<EngagementState> states;
    for (const auto& [id, state] : uow.engagements().rows()) states.push_back(state);
    return states;
  }
};

LineItem Item(const std::optional<OfferingId>& offering, int64_t euros, const std::string& title = "") {
  return {title, 10'000, Euros(euros), {}, offering};
}

std::string SubjectOf(const absl::Status& status) { return DetailsOf(status).preconditions.at(0).subject; }

TEST_CASE("a line item without a title is called as its offering is then", "[opportunity][catalog]") {
  Selling test;
  const auto opened = test.Open({Item(test.care, 10), Item(test.cover, 20, "Our own words"), Item({}, 30, "Desks")});
  REQUIRE(opened.ok());
  CHECK(opened->state().line_items[0].title == "Care");
  CHECK(opened->state().line_items[1].title == "Our own words");
  catalog::UpdateOffering rename;
  rename.id = test.care;
  rename.changes.name = Change<std::string>::Set("Great care");
  REQUIRE(test.offerings.Handle(test.uow.context(), rename, test.uow).ok());
  CHECK(test.uow.opportunities().rows().at(opened->state().id).line_items[0].title == "Care");

  UpdateOpportunity update;
  update.id = opened->state().id;
  update.changes.line_items = Change<std::vector<LineItem>>::Set({Item(test.care, 11)});
  CHECK(test.Do(update)->state().line_items[0].title == "Great care");
}

TEST_CASE("a line item without title and offering is refused", "[opportunity][catalog]") {
  Selling test;
  CHECK(FieldsOf(test.Open({Item(test.care, 10), Item({}, 10)})) == "line_items[1].title");
}

TEST_CASE("a line item refers to an offering that is there, and keeps one that is deleted", "[opportunity][catalog]") {
  Selling test;
  for (const char* const title : {"", "Desks"}) {
    const auto missing = test.Open({Item(test.care, 1), Item(OfferingId(Uuid({7})), 10, title)});
    CHECK(ReasonOf(missing) == Reason::kReferenceNotFound);
    CHECK(SubjectOf(missing.status()) == "line_items[1].offering_id");
  }
  UpdateOpportunity update;
  update.id = test.Open({Item(test.care, 10)})->state().id;
  const DeleteRecord<Offering> remove{test.care, {}};
  REQUIRE(test.offerings.Handle(test.uow.context(), remove, test.uow).ok());
  CHECK(ReasonOf(test.Open({Item(test.care, 10)})) == Reason::kRecordDeleted);
  update.changes.line_items = Change<std::vector<LineItem>>::Set({Item(test.care, 12)});
  CHECK(test.Do(update)->state().line_items[0].title == "Care");
}

TEST_CASE("a won opportunity makes an engagement for each offering of its line items", "[opportunity][catalog]") {
  Selling test;
  const OpportunityId id =
      test.Open({Item(test.care, 10), Item({}, 99, "Desks"), Item(test.cover, 20), Item(test.care, 5)})->state().id;
  REQUIRE(test.Do(test.Win(id)).ok());
  const auto engagements = test.Engagements();
  REQUIRE(engagements.size() == 2);
  for (const EngagementState& engagement : engagements) {
    CHECK(engagement.status == EngagementStatus::kActive);
    CHECK(engagement.account_id == test.account);
    CHECK(engagement.opportunity_id == id);
    CHECK(engagement.start_date == absl::CivilDay(2026, 5, 4));
    CHECK_FALSE(engagement.end_date.has_value());
    CHECK(engagement.owner_id == test.uow.context().user());
    CHECK(engagement.value == (engagement.offering_id == test.care ? Euros(15) : Euros(20)));
  }
  CHECK(engagements[0].offering_id != engagements[1].offering_id);
  CHECK(test.uow.engagements().events() == std::vector<std::string>{"engagement.created", "engagement.created"});
}

TEST_CASE("a won opportunity makes no engagements unless it is told to", "[opportunity][catalog]") {
  Selling test;
  const OpportunityId id = test.Open({Item(test.care, 10)})->state().id;
  REQUIRE(test.Do(WinOpportunity{id, {}, {}}).ok());
  CHECK(test.Engagements().empty());
}

TEST_CASE("winning again makes engagements only for what is new", "[opportunity][catalog]") {
  Selling test;
  const OpportunityId id = test.Open({Item(test.care, 10)})->state().id;
  REQUIRE(test.Do(test.Win(id)).ok());
  REQUIRE(test.Do(ReopenOpportunity{id, {}, test.pipeline.state().stages[0].id}).ok());
  UpdateOpportunity update;
  update.id = id;
  update.changes.line_items = Change<std::vector<LineItem>>::Set({Item(test.care, 10), Item(test.cover, 20)});
  REQUIRE(test.Do(update).ok());
  REQUIRE(test.Do(test.Win(id)).ok());
  CHECK(test.Engagements().size() == 2);
}

TEST_CASE("an inactive offering of a line item takes no engagement, and is named by its item",
          "[opportunity][catalog]") {
  Selling test;
  const OpportunityId id = test.Open({Item({}, 9, "Desks"), Item(test.care, 10)})->state().id;
  const Act<&Offering::Deactivate> deactivate{test.care, {}};
  REQUIRE(test.offerings.Handle(test.uow.context(), deactivate, test.uow).ok());
  const auto refused = test.Do(test.Win(id));
  CHECK(ReasonOf(refused) == Reason::kOfferingInactive);
  CHECK(SubjectOf(refused.status()) == "line_items[1].offering_id");
}

TEST_CASE("engagements are made only by who may create them", "[opportunity][catalog]") {
  Selling test;
  const OpportunityId id = test.Open({Item(test.care, 10)})->state().id;
  auto principal = std::make_shared<Principal>(*test.uow.context().principal);
  principal->grants = Grants({{"*", "read", Scope::kAll}, {"opportunity", "*", Scope::kAll}});
  test.uow.next_call().principal = principal;
  test.uow.next_call().permission = {"opportunity", "update"};
  const auto refused = test.Do(test.Win(id));
  CHECK(refused.status().code() == absl::StatusCode::kPermissionDenied);
  CHECK(DetailsOf(refused.status()).metadata["permission"] == "engagement:create");
  CHECK(test.uow.opportunities().rows().at(id).status == OpportunityStatus::kOpen);
  CHECK(test.Do(WinOpportunity{id, {}, {}}).ok());
}

TEST_CASE("who may create engagements of their own makes none for somebody else", "[opportunity][catalog]") {
  Selling test;
  const auto open_of = [&](const UserId& owner) {
    CreateOpportunity open;
    open.details.title = Change<std::string>::Set("Fifty desks");
    open.details.account_id = Change<AccountId>::Set(test.account);
    open.details.line_items = Change<std::vector<LineItem>>::Set({Item(test.care, 10)});
    open.details.owner_id = Change<UserId>::Set(owner);
    return test.Do(open)->state().id;
  };
  const OpportunityId mine = open_of(test.uow.context().user());
  const OpportunityId other = open_of(UserId(Uuid({9})));
  auto principal = std::make_shared<Principal>(*test.uow.context().principal);
  principal->grants =
      Grants({{"*", "read", Scope::kAll}, {"opportunity", "*", Scope::kAll}, {"engagement", "create", Scope::kOwn}});
  test.uow.next_call().principal = principal;
  test.uow.next_call().permission = {"opportunity", "update"};
  CHECK(test.Do(test.Win(other)).status().code() == absl::StatusCode::kPermissionDenied);
  CHECK(test.Do(test.Win(mine)).ok());
  CHECK(test.uow.context().permission.ToString() == "opportunity:update");
}

}  // namespace
}  // namespace pipewright::sales
