#include "application/sales/opportunity_commands.h"

#include <catch2/catch.hpp>

#include "application/sales/account_commands.h"
#include "application/sales/contact_commands.h"
#include "application/sales/exchange_rate_commands.h"
#include "application/sales/lost_reason_commands.h"
#include "application/sales/pipeline_commands.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/application/former_member.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

RequestContext InBerlin() {
  RequestContext context = ContextOf();
  auto principal = std::make_shared<Principal>(*context.principal);
  absl::TimeZone berlin;
  REQUIRE(absl::LoadTimeZone("Europe/Berlin", &berlin));
  principal->time_zone = berlin;
  context.principal = std::move(principal);
  return context;
}

struct Opportunities {
  FakeUnitOfWork uow{InBerlin()};
  FakeIds ids;
  OpportunityCommands commands{ids};
  FakePhones phones;
  AccountCommands accounts{ids, phones};
  ContactCommands contacts{ids, phones};
  Pipeline pipeline = DefaultPipeline();
  AccountId account = AddAccount();

  AccountId AddAccount() {
    CreateAccount command;
    command.details.name = Change<std::string>::Set("Acme");
    return accounts.Handle(uow.context(), command, uow).value().state().id;
  }
  ContactId AddContact() {
    CreateContact command;
    command.details.last_name = Change<std::string>::Set("Berg");
    return contacts.Handle(uow.context(), command, uow).value().state().id;
  }
  void Delete(const ContactId& contact) {
    REQUIRE(contacts.Handle(uow.context(), DeleteRecord<Contact>{contact, {}}, uow).ok());
  }

  Pipeline DefaultPipeline() {
    CreatePipeline command;
    command.details = StandardPipeline([] { return StageId(); });
    return PipelineCommands(ids).Handle(uow.context(), command, uow).value();
  }
  StageId StageNo(size_t n) const { return pipeline.state().stages[n].id; }

  OpportunityId Open() {
    CreateOpportunity command;
    command.details.title = Change<std::string>::Set("Fifty desks");
    command.details.account_id = Change<AccountId>::Set(account);
    const auto opened = commands.Handle(uow.context(), command, uow);
    REQUIRE(opened.ok());
    return opened->state().id;
  }
  template <class Command>
  absl::StatusOr<OpportunityView> Do(const Command& command) {
    return commands.Handle(uow.context(), command, uow);
  }
};

TEST_CASE("an opportunity that names no pipeline opens in the default one and belongs to its opener", "[opportunity]") {
  Opportunities test;
  const OpportunityState& state = test.uow.opportunities().rows().at(test.Open());
  CHECK(state.pipeline_id == test.pipeline.state().id);
  CHECK(state.stage_id == test.StageNo(0));
  CHECK(state.owner_id == test.uow.context().user());
}

TEST_CASE("without any pipeline an opportunity can't open", "[opportunity]") {
  FakeUnitOfWork uow;
  FakeIds ids;
  CreateOpportunity command;
  command.details.title = Change<std::string>::Set("x");
  CHECK(ReasonOf(OpportunityCommands(ids).Handle(uow.context(), command, uow)) == Reason::kDefaultPipelineRequired);
}

TEST_CASE("an opportunity goes through its life, and every change of its stage is told as one", "[opportunity]") {
  Opportunities test;
  const OpportunityId id = test.Open();
  REQUIRE(test.Do(MoveOpportunityStage{id, std::nullopt, test.StageNo(2)}).ok());
  REQUIRE(test.Do(WinOpportunity{id, std::nullopt, std::nullopt}).ok());
  REQUIRE(test.Do(ReopenOpportunity{id, std::nullopt, test.StageNo(1)}).ok());
  LoseOpportunity lose;
  lose.id = id;
  lose.loss.reason = "PRICE";
  REQUIRE(test.Do(lose).ok());
  REQUIRE(test.Do(ReassignOpportunity{id, std::nullopt, NewId<UserId>(test.ids)}).ok());
  CHECK(test.uow.opportunities().events() ==
        std::vector<std::string>{"opportunity.created", "opportunity.stage_changed", "opportunity.stage_changed",
                                 "opportunity.won", "opportunity.stage_changed", "opportunity.reopened",
                                 "opportunity.stage_changed", "opportunity.lost", "opportunity.reassigned"});
}

TEST_CASE("an opportunity moves to a live pipeline only", "[opportunity]") {
  Opportunities test;
  const OpportunityId id = test.Open();
  CreatePipeline create;
  create.details = StandardPipeline([] { return StageId(); });
  create.details.default_pipeline = Change<bool>::Set(false);
  const PipelineCommands pipelines(test.ids);
  const Pipeline other = pipelines.Handle(test.uow.context(), create, test.uow).value();
  MoveOpportunityPipeline move{id, std::nullopt, NewId<PipelineId>(test.ids), std::nullopt};
  const absl::Status refused = test.Do(move).status();
  CHECK(ReasonOf(refused) == Reason::kReferenceNotFound);
  CHECK(DetailsOf(refused).preconditions[0].subject == "pipeline_id");
  move.pipeline_id = other.state().id;
  REQUIRE(test.Do(move).ok());
  CHECK(test.uow.opportunities().rows().at(id).stage_id == other.state().stages[0].id);
  CHECK(test.uow.opportunities().events() ==
        std::vector<std::string>{"opportunity.created", "opportunity.stage_changed", "opportunity.pipeline_changed"});
  const DeleteRecord<Pipeline> remove{other.state().id, std::nullopt};
  CHECK(ReasonOf(pipelines.Handle(test.uow.context(), remove, test.uow)) == Reason::kRecordInUse);
}

TEST_CASE("an opportunity is lost for a reason of the tenant's list, once there is one", "[opportunity][lost_reason]") {
  Opportunities test;
  LoseOpportunity lose;
  lose.id = test.Open();
  lose.loss.reason = "too dear";
  const OpportunityId before = test.Open();
  REQUIRE(test.Do(LoseOpportunity{before, std::nullopt, lose.loss}).ok());
  CreateLostReason create;
  create.details.name = Change<std::string>::Set("Price");
  const LostReasonCommands reasons(test.ids);
  const auto created = reasons.Handle(test.uow.context(), create, test.uow);
  REQUIRE(created.ok());
  CHECK(ReasonOf(test.Do(lose)) == Reason::kUnknownLostReason);
  CHECK(test.uow.opportunities().rows().at(lose.id).status == OpportunityStatus::kOpen);
  lose.loss.reason = "";
  CHECK(ReasonOf(test.Do(lose)) == Reason::kLostReasonRequired);
  lose.loss.reason = "price";
  REQUIRE(test.Do(lose).ok());
  CHECK(test.uow.opportunities().rows().at(lose.id).lost_reason == "Price");
  CHECK(test.uow.opportunities().rows().at(before).lost_reason == "too dear");
  // History is imported as it is.
  CreateOpportunity import;
  import.details.title = Change<std::string>::Set("Old desks");
  import.details.stage_id = Change<StageId>::Set(test.StageNo(5));
  import.details.lost_reason = Change<std::string>::Set("too dear");
  CHECK(test.Do(import).ok());
}

TEST_CASE("what is closed keeps its worth in the base currency by the rate of its close date", "[opportunity]") {
  Opportunities test;  // whose tenant counts in euros
  const ExchangeRateCommands rates(test.ids);
  const auto set_rate = [&](absl::CivilDay from, const char* rate) {
    CreateExchangeRate create;
    create.details.currency_code = Change<Currency>::Set(Currency::Parse("USD").value());
    create.details.valid_from_date = Change<absl::CivilDay>::Set(from);
    create.details.rate = Change<Rate>::Set(Rate::Parse(rate).value());
    REQUIRE(rates.Handle(test.uow.context(), create, test.uow).ok());
  };
  const auto open_with = [&](const char* currency) {
    CreateOpportunity command;
    command.details.title = Change<std::string>::Set("Fifty desks");
    command.details.account_id = Change<AccountId>::Set(test.account);
    command.details.amount = Change<Money>::Set(Money::FromUnitsAndNanos(currency, 1000, 0).value());
    return test.Do(command)->state().id;
  };
  const auto kept = [&](const OpportunityId& id) {
    const auto& amount = test.uow.opportunities().rows().at(id).base_amount;
    return amount.has_value() ? amount->ToString() : "none";
  };
  set_rate(absl::CivilDay(2026, 1, 1), "0.9");
  set_rate(absl::CivilDay(2026, 2, 1), "0.8");

  const OpportunityId euros = open_with("EUR");
  REQUIRE(test.Do(WinOpportunity{euros, std::nullopt, std::nullopt}).ok());
  CHECK(kept(euros) == "1000.00 EUR");
  CHECK(test.uow.exchange_rates().questions() == 0);

  const OpportunityId dollars = open_with("USD");
  CHECK(kept(dollars) == "none");
  REQUIRE(test.Do(WinOpportunity{dollars, std::nullopt, absl::CivilDay(2026, 1, 31)}).ok());
  CHECK(kept(dollars) == "900.00 EUR");
  REQUIRE(test.Do(ReopenOpportunity{dollars, std::nullopt, test.StageNo(0)}).ok());
  CHECK(kept(dollars) == "none");
  LoseOpportunity lose;
  lose.id = dollars;
  lose.loss.reason = "PRICE";
  lose.loss.close_date = absl::CivilDay(2026, 2, 1);
  REQUIRE(test.Do(lose).ok());
  CHECK(kept(dollars) == "800.00 EUR");

  // Before the first rate there is none; an edit that comes after it was added finds it.
  const OpportunityId early = open_with("USD");
  REQUIRE(test.Do(WinOpportunity{early, std::nullopt, absl::CivilDay(2025, 12, 31)}).ok());
  CHECK(kept(early) == "none");
  set_rate(absl::CivilDay(2025, 1, 1), "0.7");
  CHECK(kept(early) == "none");
  UpdateOpportunity update;
  update.id = early;
  REQUIRE(test.Do(update).ok());
  CHECK(kept(early) == "700.00 EUR");
  update.changes.amount = Change<Money>::Set(Money::FromUnitsAndNanos("USD", 2000, 0).value());
  REQUIRE(test.Do(update).ok());
  CHECK(kept(early) == "1400.00 EUR");
  // Nor does what was kept in a former base currency stand in the way.
  const auto in_euros = test.uow.context().principal;
  auto in_dollars = std::make_shared<Principal>(*in_euros);
  in_dollars->base_currency = Currency::Parse("USD").value();
  test.uow.next_call().principal = in_dollars;
  update.changes = {};
  REQUIRE(test.Do(update).ok());
  CHECK(kept(early) == "2000.00 USD");
  test.uow.next_call().principal = in_euros;

  CreateOpportunity import;
  import.details.title = Change<std::string>::Set("Old desks");
  import.details.amount = Change<Money>::Set(Money::FromUnitsAndNanos("USD", 10, 0).value());
  import.details.stage_id = Change<StageId>::Set(test.StageNo(5));
  import.details.lost_reason = Change<std::string>::Set("PRICE");
  import.details.actual_close_date = Change<absl::CivilDay>::Set(absl::CivilDay(2026, 1, 1));
  CHECK(kept(test.Do(import)->state().id) == "9.00 EUR");
}

TEST_CASE("today is the day in the tenant's time zone", "[opportunity]") {
  Opportunities test;
  const OpportunityId id = test.Open();
  test.uow.clock.now = absl::FromCivil(absl::CivilSecond(2026, 3, 31, 23, 30, 0), absl::UTCTimeZone());
  const auto won = test.Do(WinOpportunity{id, std::nullopt, std::nullopt});
  REQUIRE(won.ok());
  CHECK(won->state().actual_close_date == absl::CivilDay(2026, 4, 1));
}

TEST_CASE("a stale etag keeps an opportunity where it is", "[opportunity]") {
  Opportunities test;
  const OpportunityId id = test.Open();
  REQUIRE(test.Do(MoveOpportunityStage{id, Etag(1), test.StageNo(1)}).ok());
  const auto stale = test.Do(MoveOpportunityStage{id, Etag(1), test.StageNo(2)});
  CHECK(stale.status().code() == absl::StatusCode::kAborted);
  CHECK(test.uow.opportunities().rows().at(id).stage_id == test.StageNo(1));
}

TEST_CASE("a deleted opportunity can't be moved until it is undeleted", "[opportunity]") {
  Opportunities test;
  const OpportunityId id = test.Open();
  REQUIRE(test.Do(DeleteRecord<Opportunity>{id, std::nullopt}).ok());
  const MoveOpportunityStage move{id, std::nullopt, test.StageNo(1)};
  CHECK(ReasonOf(test.Do(move)) == Reason::kRecordDeleted);
  REQUIRE(test.Do(UndeleteRecord<Opportunity>{id, std::nullopt}).ok());
  CHECK(test.Do(move).ok());
}

TEST_CASE("what an opportunity refers to anew must be there and live, and is named", "[opportunity]") {
  Opportunities test;
  const OpportunityId id = test.Open();
  const auto refused_about = [&](const OpportunityChanges& changes, Reason reason) {
    UpdateOpportunity command;
    command.id = id;
    command.changes = changes;
    const absl::Status refused = test.Do(command).status();
    CHECK(ReasonOf(refused) == reason);
    return refused.ok() ? "" : DetailsOf(refused).preconditions[0].subject;
  };
  const ContactId gone = test.AddContact();
  test.Delete(gone);
  OpportunityChanges account;
  account.account_id = Change<AccountId>::Set(AccountId(Uuid({7})));
  CHECK(refused_about(account, Reason::kReferenceNotFound) == "account_id");
  OpportunityChanges contact;
  contact.primary_contact_id = Change<ContactId>::Set(gone);
  CHECK(refused_about(contact, Reason::kRecordDeleted) == "primary_contact_id");
  OpportunityChanges roles;
  roles.contact_roles = Change<std::vector<ContactRole>>::Set(
      {{test.AddContact(), ContactRoleKind::kChampion}, {gone, ContactRoleKind::kChampion}});
  CHECK(refused_about(roles, Reason::kRecordDeleted) == "contact_roles[1].contact_id");
}

TEST_CASE("an opportunity keeps what it refers to when that is deleted, and can still be edited", "[opportunity]") {
  Opportunities test;
  const OpportunityId id = test.Open();
  const ContactId contact = test.AddContact();
  UpdateOpportunity command;
  command.id = id;
  command.changes.primary_contact_id = Change<ContactId>::Set(contact);
  command.changes.contact_roles = Change<std::vector<ContactRole>>::Set({{contact, ContactRoleKind::kChampion}});
  REQUIRE(test.Do(command).ok());
  test.Delete(contact);
  command.changes.next_step = Change<std::string>::Set("Call again");
  CHECK(test.Do(command).ok());
  CHECK(test.Do(WinOpportunity{id, std::nullopt, std::nullopt}).ok());
  REQUIRE(test.accounts.Handle(test.uow.context(), DeleteRecord<Account>{test.account, {}}, test.uow).ok());
  command.changes.next_step = Change<std::string>::Set("Send the bill");
  CHECK(test.Do(command).ok());
}

TEST_CASE("nothing is won for a deleted account, whoever may read that", "[opportunity]") {
  Opportunities test;
  const OpportunityId id = test.Open();
  LoseOpportunity lose;
  lose.id = id;
  lose.loss.reason = "PRICE";
  REQUIRE(test.Do(lose).ok());
  const AccountId gone = test.account;
  REQUIRE(test.accounts.Handle(test.uow.context(), DeleteRecord<Account>{gone, {}}, test.uow).ok());
  REQUIRE(test.Do(ReopenOpportunity{id, std::nullopt, test.StageNo(0)}).ok());

  const WinOpportunity win{id, std::nullopt, std::nullopt};
  const auto everything = test.uow.context().principal;
  auto seller = std::make_shared<Principal>(*everything);
  seller->grants = Grants({{"opportunity", "*", Scope::kAll}, {"pipeline", "read", Scope::kAll}});
  for (const std::shared_ptr<const Principal>& caller : {everything, std::shared_ptr<const Principal>(seller)}) {
    test.uow.next_call().principal = caller;
    const absl::Status refused = test.Do(win).status();
    CHECK(absl::IsFailedPrecondition(refused));
    CHECK(ReasonOf(refused) == Reason::kRecordDeleted);
    CHECK(DetailsOf(refused).preconditions[0].subject == "account/" + gone.ToString());
    CHECK_THAT(std::string(refused.message()), Catch::Contains("UndeleteAccount"));
  }
  CHECK(test.uow.opportunities().rows().at(id).status == OpportunityStatus::kOpen);

  test.uow.next_call().principal = everything;
  UpdateOpportunity command;
  command.id = id;
  command.changes.account_id = Change<AccountId>::Set(test.AddAccount());
  REQUIRE(test.Do(command).ok());
  CHECK(test.Do(win).ok());
}

TEST_CASE("whoever is in the team works on an opportunity, and only its owner deletes it or gives it away",
          "[opportunity]") {
  Opportunities test;
  const OpportunityId id = test.Open();
  const UserId helper(Uuid({9}));
  UpdateOpportunity edit;
  edit.id = id;
  edit.changes.team = Change<std::vector<TeamMember>>::Set({{helper, "", {}}});
  REQUIRE(test.Do(edit).ok());
  edit.changes = {};
  edit.changes.next_step = Change<std::string>::Set("Call");
  const UserId owner = test.uow.context().user();
  const auto call = [&](const UserId& user, const char* action, Scope scope = Scope::kOwn,
                        std::vector<UserId> unit = {}) {
    auto principal = std::make_shared<Principal>(*test.uow.context().principal);
    principal->user = user;
    principal->grants = Grants({{"opportunity", "*", scope}, {"pipeline", "read", Scope::kAll}});
    principal->unit_users = std::move(unit);
    test.uow.next_call().principal = std::move(principal);
    test.uow.next_call().permission = {"opportunity", action};
  };
  const DeleteRecord<Opportunity> remove{id, std::nullopt};
  const ReassignOpportunity give{id, std::nullopt, helper};

  call(helper, "update");
  CHECK(test.Do(edit).ok());
  CHECK(test.Do(MoveOpportunityStage{id, std::nullopt, test.StageNo(1)}).ok());
  // By whatever call.
  CHECK(ReasonOf(test.Do(give)) == Reason::kPermissionDenied);
  call(helper, "reassign");
  CHECK(ReasonOf(test.Do(give)) == Reason::kPermissionDenied);
  call(helper, "delete");
  CHECK(ReasonOf(test.Do(remove)) == Reason::kPermissionDenied);
  const UserId manager(Uuid({8}));
  call(manager, "delete", Scope::kUnit, {manager, helper});
  CHECK(ReasonOf(test.Do(remove)) == Reason::kPermissionDenied);
  call(manager, "delete", Scope::kUnit, {manager, owner});
  CHECK(test.Do(remove).ok());
  CHECK(test.Do(UndeleteRecord<Opportunity>{id, std::nullopt}).ok());
  call(owner, "delete");
  CHECK(test.Do(remove).ok());
  CHECK(test.Do(UndeleteRecord<Opportunity>{id, std::nullopt}).ok());
  call(owner, "reassign");
  CHECK(test.Do(give).ok());
}

TEST_CASE("an account with open opportunities is not deleted, and the refusal tells a few of them", "[opportunity]") {
  Opportunities test;
  const DeleteRecord<Account> remove{test.account, std::nullopt};
  const auto refusal = [&] {
    absl::Status refused = test.accounts.Handle(test.uow.context(), remove, test.uow).status();
    CHECK(absl::IsFailedPrecondition(refused));
    CHECK(ReasonOf(refused) == Reason::kRecordInUse);
    return refused;
  };
  const OpportunityId first = test.Open();
  absl::Status refused = refusal();
  CHECK_THAT(
      std::string(refused.message()),
      Catch::StartsWith("the account has open opportunities (1: " + first.ToString() + "): win, lose or delete them"));
  REQUIRE(DetailsOf(refused).preconditions.size() == 2);
  CHECK(DetailsOf(refused).preconditions[0].subject == "account/" + test.account.ToString());
  CHECK(DetailsOf(refused).preconditions[1].subject == "opportunity/" + first.ToString());

  std::vector<OpportunityId> all = {first};
  for (int i = 0; i < 24; ++i) all.push_back(test.Open());
  refused = refusal();
  CHECK_THAT(std::string(refused.message()), Catch::StartsWith("the account has open opportunities (25: "));
  CHECK(DetailsOf(refused).preconditions.size() == 6);

  const auto everything = test.uow.context().principal;
  auto clerk = std::make_shared<Principal>(*everything);
  clerk->grants = Grants({{"account", "*", Scope::kAll}});
  test.uow.next_call().principal = clerk;
  refused = refusal();
  CHECK_THAT(std::string(refused.message()), Catch::StartsWith("the account has open opportunities (25): "));
  CHECK(DetailsOf(refused).preconditions.size() == 1);
  test.uow.next_call().principal = everything;

  REQUIRE(test.Do(WinOpportunity{all.back(), std::nullopt, std::nullopt}).ok());
  all.pop_back();
  for (const OpportunityId& id : all) REQUIRE(test.Do(DeleteRecord<Opportunity>{id, std::nullopt}).ok());
  CHECK(test.accounts.Handle(test.uow.context(), remove, test.uow).ok());
}

TEST_CASE("nobody who has left the tenant is given an opportunity or a place in its team", "[opportunity]") {
  Opportunities test;
  const OpportunityId id = test.Open();
  const UserId left = FormerMember(test.uow).user();
  CHECK(ReasonOf(test.Do(ReassignOpportunity{id, std::nullopt, left})) == Reason::kRecordDeleted);
  UpdateOpportunity command;
  command.id = id;
  command.changes.team =
      Change<std::vector<TeamMember>>::Set({{left, "Lead", Percentage::OfBasisPoints(10'000).value()}});
  const auto refused = test.Do(command);
  CHECK(ReasonOf(refused) == Reason::kRecordDeleted);
  CHECK(DetailsOf(refused.status()).preconditions[0].subject == "team[0].user_id");
  CreateOpportunity create;
  create.details.title = Change<std::string>::Set("Fifty desks");
  create.details.owner_id = Change<UserId>::Set(left);
  const auto given = test.Do(create);
  CHECK(ReasonOf(given) == Reason::kRecordDeleted);
  CHECK(DetailsOf(given.status()).preconditions[0].subject == "owner_id");
}

TEST_CASE("an opportunity comes back only to a live pipeline", "[opportunity]") {
  Opportunities test;
  const OpportunityId id = test.Open();
  const PipelineCommands pipelines(test.ids);
  CreatePipeline other;
  other.details = StandardPipeline([] { return StageId(); });
  other.details.name = Change<std::string>::Set("Other");
  REQUIRE(pipelines.Handle(test.uow.context(), other, test.uow).ok());
  REQUIRE(test.commands.Handle(test.uow.context(), DeleteRecord<Opportunity>{id, {}}, test.uow).ok());
  const PipelineId pipeline = test.pipeline.state().id;
  REQUIRE(pipelines.Handle(test.uow.context(), DeleteRecord<Pipeline>{pipeline, {}}, test.uow).ok());
  const auto refused = test.commands.Handle(test.uow.context(), UndeleteRecord<Opportunity>{id, {}}, test.uow).status();
  CHECK(ReasonOf(refused) == Reason::kRecordDeleted);
  REQUIRE(DetailsOf(refused).preconditions.size() == 1);
  CHECK(DetailsOf(refused).preconditions[0].subject == "pipeline_id");
  CHECK(refused.message() == "pipeline_id refers to a deleted pipeline: undelete that first");
  REQUIRE(pipelines.Handle(test.uow.context(), UndeleteRecord<Pipeline>{pipeline, {}}, test.uow).ok());
  CHECK(test.commands.Handle(test.uow.context(), UndeleteRecord<Opportunity>{id, {}}, test.uow).ok());
}

TEST_CASE("a stage with an entry filter takes what matches it as it would be, and nothing else", "[opportunity]") {
  Opportunities test;
  const OpportunityId id = test.Open();
  UpdatePipeline ask;
  ask.id = test.pipeline.state().id;
  std::vector<Stage> stages = test.pipeline.state().stages;
  stages[1].entry_filter = "amount > 0";
  ask.changes.stages = Change<std::vector<Stage>>::Set(stages);
  REQUIRE(PipelineCommands(test.ids).Handle(test.uow.context(), ask, test.uow).ok());

  const MoveOpportunityStage move{id, std::nullopt, test.StageNo(1)};
  std::vector<StageId> seen;
  bool matches = false;
  test.uow.filters().holds = [&](const RecordRef& record, const filter::Condition& condition) {
    CHECK(record == RecordRef::Of(id));
    CHECK(condition.field == "amount");
    seen.push_back(test.uow.opportunities().rows().at(id).stage_id);
    return matches;
  };
  AttemptOutcome outcome;
  REQUIRE(test.uow
              .Attempt(
                  UnitOfWork::Writes::kInOrder, [&] { return test.Do(move).status(); }, outcome)
              .ok());
  CHECK(ReasonOf(outcome.status) == Reason::kStageFilterNotMet);
  CHECK(seen == std::vector<StageId>{test.StageNo(1)});
  CHECK(test.uow.opportunities().rows().at(id).stage_id == test.StageNo(0));
  matches = true;
  CHECK(test.Do(move).ok());

  // Stages without a filter ask nothing.
  CHECK(test.Do(MoveOpportunityStage{id, std::nullopt, test.StageNo(2)}).ok());
  CHECK(seen.size() == 2);
}

TEST_CASE("the stage of another pipeline asks for what its filter says too", "[opportunity]") {
  Opportunities test;
  const OpportunityId id = test.Open();
  CreatePipeline create;
  create.details = StandardPipeline([] { return StageId(); });
  create.details.default_pipeline = Change<bool>::Set(false);
  std::vector<Stage> stages = create.details.stages.value();
  stages[0].entry_filter = "amount > 0";
  create.details.stages = Change<std::vector<Stage>>::Set(stages);
  const Pipeline other = PipelineCommands(test.ids).Handle(test.uow.context(), create, test.uow).value();
  const MoveOpportunityPipeline move{id, std::nullopt, other.state().id, std::nullopt};
  bool matches = false;
  std::vector<StageId> seen;
  test.uow.filters().holds = [&](const RecordRef& record, const filter::Condition&) {
    CHECK(record == RecordRef::Of(id));
    seen.push_back(test.uow.opportunities().rows().at(id).stage_id);
    return matches;
  };
  AttemptOutcome outcome;
  REQUIRE(test.uow
              .Attempt(
                  UnitOfWork::Writes::kInOrder, [&] { return test.Do(move).status(); }, outcome)
              .ok());
  CHECK(ReasonOf(outcome.status) == Reason::kStageFilterNotMet);
  CHECK(seen == std::vector<StageId>{other.state().stages[0].id});
  CHECK(test.uow.opportunities().rows().at(id).pipeline_id == test.pipeline.state().id);
  matches = true;
  CHECK(test.Do(move).ok());
  // A stage without a filter asks nothing.
  const OpportunityId second = test.Open();
  matches = false;
  CHECK(test.Do(MoveOpportunityPipeline{second, std::nullopt, other.state().id, other.state().stages[1].id}).ok());
}

TEST_CASE("winning, losing and reopening ask the stage that is entered too", "[opportunity]") {
  Opportunities test;
  UpdatePipeline ask;
  ask.id = test.pipeline.state().id;
  std::vector<Stage> stages = test.pipeline.state().stages;
  for (Stage& stage : stages) stage.entry_filter = "amount > 0";
  ask.changes.stages = Change<std::vector<Stage>>::Set(stages);
  const OpportunityId id = test.Open();
  REQUIRE(PipelineCommands(test.ids).Handle(test.uow.context(), ask, test.uow).ok());
  const auto refused = [&](const auto& command) {
    test.uow.filters().holds = [](const RecordRef&, const filter::Condition&) { return false; };
    AttemptOutcome outcome;
    REQUIRE(test.uow
                .Attempt(
                    UnitOfWork::Writes::kInOrder, [&] { return test.Do(command).status(); }, outcome)
                .ok());
    test.uow.filters().holds = [](const RecordRef&, const filter::Condition&) { return true; };
    return ReasonOf(outcome.status) == Reason::kStageFilterNotMet && test.Do(command).ok();
  };
  LoseOpportunity lose;
  lose.id = id;
  lose.loss.reason = "PRICE";
  CHECK(refused(lose));
  CHECK(refused(ReopenOpportunity{id, std::nullopt, test.StageNo(0)}));
  CHECK(refused(WinOpportunity{id, std::nullopt, std::nullopt}));
}

TEST_CASE("an entry filter that can't be read any more refuses the move and says what to do", "[opportunity]") {
  Opportunities test;
  const OpportunityId id = test.Open();
  UpdatePipeline ask;
  ask.id = test.pipeline.state().id;
  std::vector<Stage> stages = test.pipeline.state().stages;
  stages[1].entry_filter = "amount > 0";
  ask.changes.stages = Change<std::vector<Stage>>::Set(stages);
  REQUIRE(PipelineCommands(test.ids).Handle(test.uow.context(), ask, test.uow).ok());
  test.uow.filters().catalog = FieldCatalog("opportunity");
  const absl::Status refused = test.Do(MoveOpportunityStage{id, std::nullopt, test.StageNo(1)}).status();
  CHECK(ReasonOf(refused) == Reason::kStageFilterNotMet);
  CHECK_THAT(std::string(refused.message()), Catch::Contains("change the pipeline"));
}

}  // namespace
}  // namespace pipewright::sales
