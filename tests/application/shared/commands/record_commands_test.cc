#include "application/shared/commands/record_commands.h"

#include <catch2/catch.hpp>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "application/catalog/engagement_commands.h"
#include "application/catalog/offering_commands.h"
#include "application/collaboration/attachment_commands.h"
#include "application/collaboration/interaction_commands.h"
#include "application/collaboration/note_commands.h"
#include "application/organization/business_unit_commands.h"
#include "application/organization/custom_field_commands.h"
#include "application/sales/account_commands.h"
#include "application/sales/contact_commands.h"
#include "application/sales/exchange_rate_commands.h"
#include "application/sales/lead_commands.h"
#include "application/sales/lost_reason_commands.h"
#include "application/sales/opportunity_commands.h"
#include "application/sales/pipeline_commands.h"
#include "application/sales/vendor_commands.h"
#include "application/shared/commands/batch.h"
#include "application/tasks/task_commands.h"
#include "tests/support/application/fake_sign_in.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/application/former_member.h"
#include "tests/support/custom_field_examples.h"
#include "tests/support/status_matchers.h"

namespace pipewright {
namespace {

const Uuid kNothing({7});
const UserId kStranger(Uuid({8}));

// What the suite must know of a kind of record: how to make one, what is wrong with a field, and what it refers to.
struct Accounts {
  using Commands = sales::AccountCommands;
  using Create = sales::CreateAccount;
  using Update = sales::UpdateAccount;
  static constexpr auto kKind = RecordKind::kAccount;
  static Commands Make(IdGenerator& ids, const PhoneNumbers& phones) { return {ids, phones}; }
  static void Say(sales::AccountChanges& changes, const std::string& text) {
    changes.name = Change<std::string>::Set(text);
  }
  static void Refer(sales::AccountChanges& changes, const AccountId& account) {
    changes.parent_account_id = Change<AccountId>::Set(account);
  }
  static void Give(sales::AccountChanges& changes, const UserId& user) { changes.owner_id = Change<UserId>::Set(user); }
  static constexpr char kText[] = "name";
  static constexpr char kReference[] = "parent_account_id";
  static constexpr char kUser[] = "owner_id";
};

struct Contacts {
  using Commands = sales::ContactCommands;
  using Create = sales::CreateContact;
  using Update = sales::UpdateContact;
  static constexpr auto kKind = RecordKind::kContact;
  static Commands Make(IdGenerator& ids, const PhoneNumbers& phones) { return {ids, phones}; }
  static void Say(sales::ContactChanges& changes, const std::string& text) {
    changes.last_name = Change<std::string>::Set("Muster");
    changes.title = Change<std::string>::Set(text.empty() ? std::string(1000, 'x') : text);
  }
  static void Refer(sales::ContactChanges& changes, const AccountId& account) {
    changes.account_id = Change<AccountId>::Set(account);
  }
  static void Give(sales::ContactChanges& changes, const UserId& user) { changes.owner_id = Change<UserId>::Set(user); }
  static constexpr char kText[] = "title";
  static constexpr char kReference[] = "account_id";
  static constexpr char kUser[] = "owner_id";
};

struct Opportunities {
  using Commands = sales::OpportunityCommands;
  using Create = sales::CreateOpportunity;
  using Update = sales::UpdateOpportunity;
  static constexpr auto kKind = RecordKind::kOpportunity;
  static Commands Make(IdGenerator& ids, const PhoneNumbers&) { return Commands(ids); }
  static void Say(sales::OpportunityChanges& changes, const std::string& text) {
    changes.title = Change<std::string>::Set(text);
  }
  static void Refer(sales::OpportunityChanges& changes, const AccountId& account) {
    changes.account_id = Change<AccountId>::Set(account);
  }
  static void Give(sales::OpportunityChanges& changes, const UserId& user) {
    changes.team = Change<std::vector<sales::TeamMember>>::Set({{user, "", {}}});
  }
  static constexpr char kText[] = "title";
  static constexpr char kReference[] = "account_id";
  static constexpr char kUser[] = "team[0].user_id";
};

struct Tasks {
  using Commands = tasks::TaskCommands;
  using Create = tasks::CreateTask;
  using Update = tasks::UpdateTask;
  static constexpr auto kKind = RecordKind::kTask;
  static Commands Make(IdGenerator& ids, const PhoneNumbers&) { return Commands(ids); }
  static void Say(tasks::TaskChanges& changes, const std::string& text) {
    changes.title = Change<std::string>::Set(text);
  }
  static void Refer(tasks::TaskChanges& changes, const AccountId& account) {
    changes.subject = Change<Subject>::Set(Subject::Of(account));
  }
  static void Give(tasks::TaskChanges& changes, const UserId& user) {
    changes.collaborators = Change<std::vector<tasks::Collaborator>>::Set({{user, false}});
  }
  static constexpr char kText[] = "title";
  static constexpr char kReference[] = "subject";
  static constexpr char kUser[] = "collaborators[0].user_id";
};

// A tenant with a pipeline and an account to refer to.
struct Shop {
  FakeUnitOfWork uow;
  FakeIds ids;
  FakePhones phones;
  sales::AccountCommands accounts{ids, phones};
  sales::ContactCommands contacts{ids, phones};
  sales::LeadCommands leads{ids, phones};
  sales::VendorCommands vendors{ids, phones};
  sales::LostReasonCommands lost_reasons{ids};
  sales::ExchangeRateCommands exchange_rates{ids};
  sales::OpportunityCommands opportunities{ids};
  sales::PipelineCommands pipelines{ids};
  tasks::TaskCommands tasks{ids};
  collaboration::NoteCommands notes{ids};
  collaboration::InteractionCommands interactions{ids};
  collaboration::AttachmentCommands attachments{ids, 1000};
  organization::CustomFieldCommands fields{ids};
  catalog::OfferingCommands offerings{ids};
  catalog::EngagementCommands engagements{ids};
  FakeCallerCache callers;
  organization::BusinessUnitCommands units{callers, ids};
  PipelineId pipeline = NewPipeline();
  AccountId account = NewAccount();

  template <class Commands, class Command>
  auto Do(const Commands& commands, const Command& command) {
    return commands.Handle(uow.context(), command, uow);
  }
  PipelineId NewPipeline() {
    sales::CreatePipeline command;
    command.details = sales::StandardPipeline([this] { return NewId<StageId>(ids); });
    return Do(pipelines, command).value().state().id;
  }
  AccountId NewAccount() {
    sales::CreateAccount command;
    command.details.name = Change<std::string>::Set("Acme");
    return Do(accounts, command).value().state().id;
  }
  CustomFieldDefinitionId NewReferenceField(RecordKind entity, const std::string& key, RecordKind kind) {
    auto details = organization::FieldOf(entity, key, CustomFieldType::kReference);
    details.reference_kind = Change<RecordKind>::Set(kind);
    return Do(fields, organization::CreateCustomFieldDefinition{std::nullopt, details, {}}).value().state().id;
  }
};

const AccountId& IdOf(const sales::Account& account) { return account.state().id; }
const ContactId& IdOf(const sales::Contact& contact) { return contact.state().id; }
const OpportunityId& IdOf(const sales::OpportunityView& view) { return view.state().id; }
const LeadId& IdOf(const sales::Lead& lead) { return lead.state().id; }
const VendorId& IdOf(const sales::Vendor& vendor) { return vendor.state().id; }
const TaskId& IdOf(const tasks::TaskView& view) { return view.task.id; }

// The field or record that a refusal is about.
template <class T>
std::string About(const absl::StatusOr<T>& refused) {
  const ErrorDetails details = DetailsOf(refused.status());
  return details.preconditions.empty() ? "" : details.preconditions[0].subject;
}

// Repairs what is wrong with the changes one after the other, and says what is told each time.
template <class Kind, class Command, class Changes>
void CheckOrder(Shop& shop, const typename Kind::Commands& commands, Command& command, Changes& changes) {
  Kind::Say(changes, "");
  Kind::Refer(changes, AccountId(kNothing));
  Kind::Give(changes, kStranger);
  command.custom_fields.values = {{"nope", 1.0}, {"partner", kNothing.ToString()}};
  CHECK(FieldsOf(shop.Do(commands, command)) == std::string(Kind::kText) + ",custom_fields.nope");
  Kind::Say(changes, "Fifty desks");
  CHECK(FieldsOf(shop.Do(commands, command)) == "custom_fields.nope");
  command.custom_fields.values.erase("nope");
  auto refused = shop.Do(commands, command);
  CHECK(ReasonOf(refused) == Reason::kReferenceNotFound);
  CHECK(About(refused) == Kind::kReference);
  Kind::Refer(changes, shop.account);
  refused = shop.Do(commands, command);
  CHECK(ReasonOf(refused) == Reason::kReferenceNotFound);
  CHECK(About(refused) == "custom_fields.partner");
  command.custom_fields.values["partner"] = shop.account.ToString();
  refused = shop.Do(commands, command);
  CHECK(ReasonOf(refused) == Reason::kReferenceNotFound);
  CHECK(About(refused) == Kind::kUser);
  Kind::Give(changes, shop.uow.context().user());
}

TEMPLATE_TEST_CASE("every kind of record is checked in the same order", "[record_commands]", Accounts, Contacts,
                   Opportunities, Tasks) {
  Shop shop;
  shop.uow.directory().strangers.insert(kStranger);
  shop.NewReferenceField(TestType::kKind, "partner", RecordKind::kAccount);
  const auto commands = TestType::Make(shop.ids, shop.phones);

  typename TestType::Create create;
  CheckOrder<TestType>(shop, commands, create, create.details);
  const auto created = shop.Do(commands, create);
  INFO(created.status());
  REQUIRE(created.ok());

  // Another one, which refers to nothing yet.
  typename TestType::Create other;
  TestType::Say(other.details, "Chairs");
  const auto id = IdOf(shop.Do(commands, other).value());
  typename TestType::Update update;
  TestType::Say(update.changes, "");
  TestType::Refer(update.changes, AccountId(kNothing));
  update.custom_fields.values = {{"nope", 1.0}};
  update.id = decltype(update.id)(kNothing);
  update.etag = Etag(7);
  CHECK(ReasonOf(shop.Do(commands, update)) == Reason::kRecordNotFound);
  update.id = id;
  CHECK(ReasonOf(shop.Do(commands, update)) == Reason::kStaleEtag);
  update.etag = Etag(1);
  CheckOrder<TestType>(shop, commands, update, update.changes);
  const auto updated = shop.Do(commands, update);
  INFO(updated.status());
  CHECK(updated.ok());
}

TEST_CASE("that a record stands below itself is told after what it refers to", "[record_commands]") {
  Shop shop;
  sales::CreateAccount below;
  below.details.name = Change<std::string>::Set("Muster Branch");
  below.details.parent_account_id = Change<AccountId>::Set(shop.account);
  sales::UpdateAccount update;
  update.id = shop.account;
  update.changes.parent_account_id = Change<AccountId>::Set(IdOf(shop.Do(shop.accounts, below).value()));
  shop.uow.directory().strangers.insert(kStranger);
  update.changes.owner_id = Change<UserId>::Set(kStranger);
  CHECK(ReasonOf(shop.Do(shop.accounts, update)) == Reason::kReferenceNotFound);
  update.changes.owner_id = {};
  CHECK(ReasonOf(shop.Do(shop.accounts, update)) == Reason::kCycle);
}

// One live record of each kind that others refer to.
std::map<RecordKind, Uuid> OneOfEach(Shop& shop) {
  std::map<RecordKind, Uuid> records;
  const auto add = [&](const auto& id) { records[KindOf(id)] = id.uuid(); };
  add(shop.account);
  sales::CreateContact contact;
  contact.details.last_name = Change<std::string>::Set("Muster");
  add(IdOf(shop.Do(shop.contacts, contact).value()));
  sales::CreateLead lead;
  lead.details.name = Change<std::string>::Set("Maria Muster");
  add(IdOf(shop.Do(shop.leads, lead).value()));
  sales::CreateOpportunity opportunity;
  opportunity.details.title = Change<std::string>::Set("Fifty desks");
  add(IdOf(shop.Do(shop.opportunities, opportunity).value()));
  sales::CreateVendor vendor;
  vendor.details.name = Change<std::string>::Set("Holm");
  add(IdOf(shop.Do(shop.vendors, vendor).value()));
  tasks::CreateTask task;
  task.details.title = Change<std::string>::Set("Call");
  add(IdOf(shop.Do(shop.tasks, task).value()));
  collaboration::CreateNote note;
  note.details.text = Change<std::string>::Set("They like oak.");
  note.details.subject = Change<Subject>::Set(Subject::Of(shop.account));
  add(shop.Do(shop.notes, note).value().state().id);
  collaboration::CreateInteraction interaction;
  interaction.details.type = Change<collaboration::InteractionType>::Set(collaboration::InteractionType::kCall);
  interaction.details.title = Change<std::string>::Set("Desks");
  interaction.details.account_id = Change<AccountId>::Set(shop.account);
  add(shop.Do(shop.interactions, interaction).value().state().id);
  collaboration::CreateAttachment attachment;
  attachment.details.file_name = Change<std::string>::Set("offer.pdf");
  attachment.details.size = Change<int64_t>::Set(1);
  attachment.details.subject = Change<Subject>::Set(Subject::Of(shop.account));
  add(shop.Do(shop.attachments, attachment).value().state().id);
  shop.NewPipeline();  // which isn't the default one, but the other stays it
  for (const auto& [id, pipeline] : shop.uow.pipelines().rows()) {
    if (!pipeline.default_pipeline) add(id);
  }
  add(shop.NewReferenceField(RecordKind::kTask, "partner", RecordKind::kAccount));
  catalog::CreateOffering offering;
  offering.details.name = Change<std::string>::Set("Care");
  const OfferingId care = shop.Do(shop.offerings, offering).value().state().id;
  add(care);
  catalog::CreateEngagement engagement;
  engagement.details.account_id = Change<AccountId>::Set(shop.account);
  engagement.details.offering_id = Change<OfferingId>::Set(care);
  add(shop.Do(shop.engagements, engagement).value().state().id);
  sales::CreateLostReason reason;
  reason.details.name = Change<std::string>::Set("Price");
  add(shop.Do(shop.lost_reasons, reason).value().state().id);
  sales::CreateExchangeRate rate;
  rate.details.currency_code = Change<Currency>::Set(Currency::Parse("USD").value());
  rate.details.valid_from_date = Change<absl::CivilDay>::Set(absl::CivilDay(2026, 1, 1));
  rate.details.rate = Change<Rate>::Set(Rate::Parse("0.92").value());
  add(shop.Do(shop.exchange_rates, rate).value().state().id);
  organization::CreateBusinessUnit unit;
  unit.details.name = Change<std::string>::Set("North");
  add(shop.Do(shop.units, unit).value().state().id);
  records[RecordKind::kUser] = kStranger.uuid();
  return records;
}

void DeleteAll(Shop& shop, std::map<RecordKind, Uuid>& records) {
  const auto gone = [&]<class A>(const auto& commands, DeleteRecord<A> command) {
    command.id = typename Repository<A>::IdType(records.at(KindOf(command.id)));
    const auto deleted = shop.Do(commands, command);
    INFO(deleted.status());
    REQUIRE(deleted.ok());
  };
  gone(shop.engagements, DeleteRecord<catalog::Engagement>());
  gone(shop.offerings, DeleteRecord<catalog::Offering>());
  gone(shop.tasks, DeleteRecord<tasks::Task>());
  gone(shop.notes, DeleteRecord<collaboration::Note>());
  gone(shop.interactions, DeleteRecord<collaboration::Interaction>());
  gone(shop.attachments, DeleteRecord<collaboration::Attachment>());
  gone(shop.opportunities, DeleteRecord<sales::Opportunity>());
  gone(shop.leads, DeleteRecord<sales::Lead>());
  gone(shop.contacts, DeleteRecord<sales::Contact>());
  gone(shop.accounts, DeleteRecord<sales::Account>());
  gone(shop.vendors, DeleteRecord<sales::Vendor>());
  gone(shop.lost_reasons, DeleteRecord<sales::LostReason>());
  gone(shop.exchange_rates, DeleteRecord<sales::ExchangeRate>());
  gone(shop.pipelines, DeleteRecord<sales::Pipeline>());
  gone(shop.fields, DeleteRecord<organization::CustomFieldDefinition>());
  gone(shop.units, DeleteRecord<organization::BusinessUnit>());
  records[RecordKind::kUser] = FormerMember(shop.uow).user().uuid();
}

TEST_CASE("a reference of any kind leads to a live record that the caller may read", "[references]") {
  Shop shop;
  std::map<RecordKind, Uuid> records = OneOfEach(shop);
  for (const auto& [kind, name] : NamesOf(RecordKind{})) {
    CAPTURE(name);
    REQUIRE(records.contains(kind));
    CHECK(CheckReference("field", {kind, records.at(kind)}, shop.uow).ok());
  }

  shop.uow.directory().strangers.insert(UserId(kNothing));
  for (const auto& [kind, name] : NamesOf(RecordKind{})) {
    CAPTURE(name);
    const absl::Status missing = CheckReference("field", {kind, kNothing}, shop.uow);
    CHECK(DetailsOf(missing).reason == Reason::kReferenceNotFound);
    CHECK(DetailsOf(missing).preconditions[0].subject == "field");
    CHECK(missing.message() == "field refers to a record that does not exist");
  }

  auto nobody = std::make_shared<Principal>(*shop.uow.context().principal);
  nobody->grants = Grants();
  const auto everything = std::exchange(shop.uow.next_call().principal, nobody);
  for (const auto& [kind, name] : NamesOf(RecordKind{})) {
    if (kind == RecordKind::kUser) continue;  // whom everybody may name
    CAPTURE(name);
    const absl::Status hidden = CheckReference("field", {kind, records.at(kind)}, shop.uow);
    CHECK(hidden == CheckReference("field", {kind, kNothing}, shop.uow));
  }
  shop.uow.next_call().principal = everything;

  DeleteAll(shop, records);
  for (const auto& [kind, name] : NamesOf(RecordKind{})) {
    CAPTURE(name);
    const absl::Status deleted = CheckReference("field", {kind, records.at(kind)}, shop.uow);
    CHECK(DetailsOf(deleted).reason == Reason::kRecordDeleted);
    CHECK(DetailsOf(deleted).preconditions[0].subject == "field");
  }
  CHECK(CheckReference("a", {RecordKind::kAccount, records.at(RecordKind::kAccount)}, shop.uow).message() ==
        "a refers to a deleted account: undelete it, or name another");
  CHECK(CheckReference("u", {RecordKind::kUser, records.at(RecordKind::kUser)}, shop.uow).message() ==
        "u refers to somebody who is no member any more: name another");
}

TEST_CASE("a plain action wants the record live and its etag fresh", "[record_commands]") {
  Shop shop;
  const Act<&sales::Account::Deactivate> off{shop.account, Etag(1)};
  REQUIRE(shop.Do(shop.accounts, off).ok());
  CHECK(ReasonOf(shop.Do(shop.accounts, off)) == Reason::kStaleEtag);
  CHECK(ReasonOf(shop.Do(shop.accounts, Act<&sales::Account::Deactivate>{shop.account, Etag(2)})) ==
        Reason::kInvalidAccountState);
  CHECK(shop.Do(shop.accounts, Act<&sales::Account::Activate>{shop.account, {}}).ok());
  REQUIRE(shop.Do(shop.accounts, DeleteRecord<sales::Account>{shop.account, {}}).ok());
  CHECK(ReasonOf(shop.Do(shop.accounts, Act<&sales::Account::Deactivate>{shop.account, {}})) == Reason::kRecordDeleted);
  CHECK(ReasonOf(shop.Do(shop.accounts, Act<&sales::Account::Deactivate>{AccountId(kNothing), {}})) ==
        Reason::kRecordNotFound);
}

TEST_CASE("an action that takes the time is given the unit of work's", "[record_commands]") {
  Shop shop;
  tasks::CreateTask create;
  create.details.title = Change<std::string>::Set("Call");
  const TaskId id = shop.Do(shop.tasks, create)->task.id;
  shop.uow.clock.now += absl::Hours(1);
  CHECK(shop.Do(shop.tasks, Act<&tasks::Task::Complete>{id, {}})->task.completed_time == shop.uow.now());
}

TEST_CASE("plain actions and undeletions come in batches too", "[record_commands][batch]") {
  Shop shop;
  const std::vector<AccountId> ids = {shop.account, shop.NewAccount()};
  const auto run = [&]<class Command>(Command command) {
    std::vector<Command> commands;
    for (const AccountId& id : ids) {
      command.id = id;
      commands.push_back(command);
    }
    const auto answers =
        RunBatch(shop.uow.context(), shop.accounts, absl::MakeConstSpan(commands), OnFailure::kStop, shop.uow);
    REQUIRE(answers.ok());
    for (const auto& answer : *answers) CHECK(answer.ok());
  };
  run(Act<&sales::Account::Deactivate>());
  run(DeleteRecord<sales::Account>());
  run(UndeleteRecord<sales::Account>());
  for (const AccountId& id : ids) CHECK(shop.uow.accounts().rows().at(id).status == sales::AccountStatus::kInactive);
}

}  // namespace
}  // namespace pipewright
