#include "application/sales/lead_conversion.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/collaboration/attachment_commands.h"
#include "application/collaboration/interaction_commands.h"
#include "application/collaboration/note_commands.h"
#include "application/organization/custom_field_commands.h"
#include "application/sales/lead_commands.h"
#include "application/sales/pipeline_commands.h"
#include "application/tasks/task_commands.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/custom_field_examples.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

const UserId kAnna(Uuid({9}));

RequestContext Converting(const Grants& grants = Grants({{"*", "*", Scope::kAll}})) {
  RequestContext context = ContextOf(grants);
  context.permission = {"lead", "convert"};
  return context;
}

struct Conversions {
  FakeUnitOfWork uow;
  FakeIds ids;
  FakePhones phones;
  LeadCommands leads{ids, phones};
  AccountCommands accounts{ids, phones};
  ContactCommands contacts{ids, phones};
  PipelineCommands pipelines{ids};
  tasks::TaskCommands tasks{ids};
  collaboration::NoteCommands notes{ids};
  collaboration::InteractionCommands interactions{ids};
  LeadConversion conversion{ids, phones};

  Conversions() {
    CreatePipeline pipeline;
    pipeline.details = StandardPipeline([] { return StageId(); });
    REQUIRE(pipelines.Handle(uow.context(), pipeline, uow).ok());
  }

  template <class Commands, class Command>
  auto Do(const Commands& commands, const Command& command) {
    return commands.Handle(uow.context(), command, uow);
  }

  static LeadChanges Maria() {
    LeadChanges details;
    details.name = Change<std::string>::Set("Maria da Berg");
    details.company = Change<std::string>::Set("Acme");
    details.title = Change<std::string>::Set("Head of Desks");
    details.email = Change<EmailAddress>::Set(EmailAddress::Parse("maria@acme.example").value());
    details.phone = Change<PhoneNumber>::Set(PhoneNumber::Parse("+49301234567").value());
    details.website = Change<std::string>::Set("https://acme.example");
    details.industry = Change<std::string>::Set("Retail");
    details.region = Change<std::string>::Set("North");
    details.source = Change<LeadSource>::Set(LeadSource::kEvent);
    details.score = Change<int64_t>::Set(60);
    details.description = Change<std::string>::Set("Wants desks");
    details.estimated_value = Change<Money>::Set(Money::FromUnitsAndNanos("EUR", 5000, 0).value());
    return details;
  }
  LeadId AddLead(const LeadChanges& details = Maria()) {
    CreateLead command;
    command.details = details;
    const auto created = Do(leads, command);
    INFO(created.status());
    REQUIRE(created.ok());
    return created->state().id;
  }
  LeadId AddNamed(const std::string& name) {
    LeadChanges details;
    details.name = Change<std::string>::Set(name);
    return AddLead(details);
  }
  AccountId AddAccount() {
    CreateAccount command;
    command.details.name = Change<std::string>::Set("Globex");
    return Do(accounts, command)->state().id;
  }
  ContactId AddContact(const std::optional<AccountId>& account = std::nullopt, const std::string& email = "") {
    CreateContact command;
    command.details.last_name = Change<std::string>::Set("Tal");
    if (account.has_value()) command.details.account_id = Change<AccountId>::Set(*account);
    if (!email.empty()) command.details.email = Change<EmailAddress>::Set(EmailAddress::Parse(email).value());
    return Do(contacts, command)->state().id;
  }
  TaskId AddTask(const LeadId& lead, tasks::TaskVisibility visibility = tasks::TaskVisibility::kPublic) {
    tasks::CreateTask command;
    command.details.title = Change<std::string>::Set("Call");
    command.details.subject = Change<Subject>::Set(Subject::Of(lead));
    command.details.visibility = Change<tasks::TaskVisibility>::Set(visibility);
    return Do(tasks, command)->task.id;
  }

  NoteId AddNote(const LeadId& lead) {
    collaboration::CreateNote command;
    command.details.text = Change<std::string>::Set("Wants oak.");
    command.details.subject = Change<Subject>::Set(Subject::Of(lead));
    return Do(notes, command)->state().id;
  }

  // What a failed conversion stored is undone, as a unit of work undoes it.
  absl::StatusOr<ConvertedLead> Convert(const ConvertLead& command, const RequestContext& context = Converting()) {
    const RequestContext before = std::exchange(uow.next_call(), context);
    std::optional<absl::StatusOr<ConvertedLead>> converted;
    AttemptOutcome outcome;
    const auto handle = [&] {
      converted.emplace(conversion.Handle(context, command, uow));
      return converted->status();
    };
    REQUIRE(uow.Attempt(UnitOfWorkBase::Writes::kInOrder, handle, outcome).ok());
    uow.next_call() = before;
    return *std::move(converted);
  }
};

ConvertLead Of(const LeadId& lead) {
  ConvertLead command;
  command.id = lead;
  return command;
}

ConvertLead WithDesks(const LeadId& lead) {
  ConvertLead command = Of(lead);
  command.opportunity.emplace().title = "Fifty desks";
  return command;
}

TEST_CASE("a lead with a company becomes an account of it, a contact and an opportunity", "[lead][conversion]") {
  Conversions test;
  const LeadId id = test.AddLead();
  const auto converted = test.Convert(WithDesks(id));
  INFO(converted.status());
  REQUIRE(converted.ok());
  const AccountState& account = converted->account.state();
  CHECK(account.code == "ACC-000001");
  CHECK(account.kind == AccountKind::kBusiness);
  CHECK(account.name == "Acme");
  CHECK(account.website == "https://acme.example");
  CHECK(account.industry == "Retail");
  CHECK(account.region == "North");
  CHECK_FALSE(account.email.has_value());
  CHECK(account.owner_id == test.uow.context().user());
  const ContactState& contact = converted->contact.state();
  CHECK(contact.first_name == "Maria da");
  CHECK(contact.last_name == "Berg");
  CHECK(contact.account_id == account.id);
  CHECK(contact.email->value() == "maria@acme.example");
  CHECK(contact.phone->value() == "+49301234567");
  CHECK(contact.title == "Head of Desks");
  CHECK(contact.source == LeadSource::kEvent);
  CHECK(contact.score == 60);
  const OpportunityState& opportunity = converted->opportunity->state();
  CHECK(opportunity.title == "Fifty desks");
  CHECK(opportunity.description == "Wants desks");
  CHECK(opportunity.account_id == account.id);
  CHECK(opportunity.primary_contact_id == contact.id);
  CHECK(opportunity.amount == Money::FromUnitsAndNanos("EUR", 5000, 0).value());
  CHECK(opportunity.source == LeadSource::kEvent);

  const LeadState& lead = test.uow.leads().rows().at(id);
  CHECK(lead.status == LeadStatus::kConverted);
  CHECK(lead.converted_account_id == account.id);
  CHECK(lead.converted_contact_id == contact.id);
  CHECK(lead.converted_opportunity_id == opportunity.id);
  CHECK(lead.converted_by == test.uow.context().user());
  CHECK(lead.convert_time == test.uow.now());
  CHECK(test.uow.leads().events() == std::vector<std::string>{"lead.created", "lead.converted"});
  CHECK(ReasonOf(test.Convert(WithDesks(id))) == Reason::kLeadConverted);
  CHECK(test.uow.accounts().rows().size() == 1);
}

TEST_CASE("a lead without a company becomes an individual, without an opportunity when none is asked for",
          "[lead][conversion]") {
  Conversions test;
  LeadChanges details = Conversions::Maria();
  details.company = {};
  const auto converted = test.Convert(Of(test.AddLead(details)));
  INFO(converted.status());
  REQUIRE(converted.ok());
  CHECK(converted->account.state().kind == AccountKind::kIndividual);
  CHECK(converted->account.state().name == "Maria da Berg");
  CHECK(converted->account.state().email->value() == "maria@acme.example");
  CHECK(converted->account.state().phone->value() == "+49301234567");
  CHECK_FALSE(converted->opportunity.has_value());
  CHECK(test.uow.opportunities().rows().empty());
  CHECK_FALSE(converted->lead.state().converted_opportunity_id.has_value());
}

TEST_CASE("a lead of one word, and of no more than a name, is converted", "[lead][conversion]") {
  Conversions test;
  const auto converted = test.Convert(Of(test.AddNamed("Cher")));
  INFO(converted.status());
  REQUIRE(converted.ok());
  CHECK(converted->contact.state().first_name.empty());
  CHECK(converted->contact.state().last_name == "Cher");
}

TEST_CASE("what is said of a conversion comes before what the lead says", "[lead][conversion]") {
  Conversions test;
  ConvertLead command = WithDesks(test.AddLead());
  command.account.emplace().name = "Acme Ltd";
  command.contact.emplace().last_name = "Berg-Tal";
  command.opportunity->amount = Money::FromUnitsAndNanos("USD", 7, 0).value();
  command.opportunity->expected_close_date = absl::CivilDay(2026, 12, 24);
  const auto converted = test.Convert(command);
  INFO(converted.status());
  REQUIRE(converted.ok());
  CHECK(converted->account.state().name == "Acme Ltd");
  CHECK(converted->contact.state().first_name.empty());
  CHECK(converted->contact.state().last_name == "Berg-Tal");
  CHECK(converted->opportunity->state().amount == command.opportunity->amount);
  CHECK(converted->opportunity->state().expected_close_date == absl::CivilDay(2026, 12, 24));
}

TEST_CASE("a lead becomes part of an account that is there, and the contact that is there", "[lead][conversion]") {
  Conversions test;
  const AccountId account = test.AddAccount();
  ConvertLead command = Of(test.AddLead());
  command.account_id = account;
  const auto into_account = test.Convert(command);
  REQUIRE(into_account.ok());
  CHECK(into_account->account.state().id == account);
  CHECK(into_account->contact.state().account_id == account);
  CHECK(test.uow.accounts().rows().size() == 1);

  // A contact's account is taken when none is named, and one without an account gets it.
  const ContactId there = test.AddContact(account);
  command = Of(test.AddNamed("Mario Tal"));
  command.contact_id = there;
  const auto as_contact = test.Convert(command);
  REQUIRE(as_contact.ok());
  CHECK(as_contact->account.state().id == account);
  CHECK(as_contact->contact.state().id == there);
  CHECK(as_contact->contact.state().version == 1);
  const ContactId alone = test.AddContact();
  command = Of(test.AddNamed("Mario Tal"));
  command.contact_id = alone;
  const auto with_account = test.Convert(command);
  REQUIRE(with_account.ok());
  CHECK(with_account->account.state().name == "Mario Tal");
  CHECK(test.uow.contacts().rows().at(alone).account_id == with_account->account.state().id);
}

TEST_CASE("a lead becomes no contact of another account, and no account is described where none is made",
          "[lead][conversion]") {
  Conversions test;
  ConvertLead command = Of(test.AddLead());
  command.account_id = test.AddAccount();
  command.contact_id = test.AddContact(test.AddAccount());
  CHECK(FieldsOf(test.Convert(command)) == "contact_id");
  command.account_id.reset();
  command.account.emplace().name = "Acme Ltd";
  CHECK(FieldsOf(test.Convert(command)) == "account");
  CHECK(test.uow.leads().rows().at(command.id).status == LeadStatus::kNew);
}

TEST_CASE("what a lead is to become part of must be there and live", "[lead][conversion]") {
  Conversions test;
  ConvertLead command = Of(test.AddLead());
  command.account_id = AccountId(Uuid({7}));
  CHECK(ReasonOf(test.Convert(command)) == Reason::kReferenceNotFound);
  command.account_id = test.AddAccount();
  REQUIRE(test.Do(test.accounts, DeleteRecord<Account>{*command.account_id, {}}).ok());
  const auto deleted = test.Convert(command);
  CHECK(ReasonOf(deleted) == Reason::kRecordDeleted);
  CHECK(DetailsOf(deleted.status()).preconditions[0].subject == "account_id");
  command.account_id.reset();
  command.contact_id = ContactId(Uuid({7}));
  CHECK(ReasonOf(test.Convert(command)) == Reason::kReferenceNotFound);
}

TEST_CASE("the contact that has a lead's e-mail address is named, for the caller to pass it", "[lead][conversion]") {
  Conversions test;
  const LeadId lead = test.AddLead();
  const ContactId there = test.AddContact(std::nullopt, "maria@acme.example");
  const auto refused = test.Convert(Of(lead));
  CHECK(refused.status().code() == absl::StatusCode::kAlreadyExists);
  CHECK(DetailsOf(refused.status()).metadata.at("contact_id") == there.ToString());
  CHECK(DetailsOf(refused.status()).resource_name == there.ToString());
  CHECK(test.uow.accounts().rows().empty());
  ConvertLead command = Of(lead);
  command.contact_id = there;
  CHECK(test.Convert(command).ok());
}

TEST_CASE("a contact with the lead's e-mail address that the caller may not read is not named", "[lead][conversion]") {
  Conversions test;
  const LeadId lead = test.AddLead();
  const ContactId there = test.AddContact(std::nullopt, "maria@acme.example");
  const auto refused = test.Convert(
      Of(lead), Converting(Grants(
                    {{"lead", "*", Scope::kAll}, {"account", "*", Scope::kAll}, {"contact", "create", Scope::kAll}})));
  CHECK_THAT(std::string(refused.status().message()), !Catch::Contains(there.ToString()));
}

TEST_CASE("a conversion makes nothing that the caller's roles don't grant", "[lead][conversion]") {
  for (const char* missing : {"account", "contact", "opportunity"}) {
    CAPTURE(missing);
    Conversions test;
    std::vector<Grants::Grant> grants = {{"*", "read", Scope::kAll}, {"lead", "*", Scope::kAll}};
    for (const char* resource : {"account", "contact", "opportunity"}) {
      if (std::string(resource) != missing) grants.push_back({resource, "create", Scope::kAll});
    }
    const LeadId lead = test.AddLead();
    const auto refused = test.Convert(WithDesks(lead), Converting(Grants(grants)));
    CHECK(refused.status().code() == absl::StatusCode::kPermissionDenied);
    CHECK(DetailsOf(refused.status()).metadata.at("permission") == absl::StrCat(missing, ":create"));
    CHECK(test.uow.leads().rows().at(lead).status == LeadStatus::kNew);
    if (std::string(missing) == "opportunity") CHECK(test.Convert(Of(lead), Converting(Grants(grants))).ok());
  }
}

TEST_CASE("a contact gets an account by a conversion only from who may change contacts", "[lead][conversion]") {
  Conversions test;
  ConvertLead command = Of(test.AddLead());
  command.contact_id = test.AddContact();
  const RequestContext caller = Converting(Grants({{"*", "read", Scope::kAll},
                                                   {"lead", "*", Scope::kAll},
                                                   {"account", "create", Scope::kAll},
                                                   {"contact", "create", Scope::kAll}}));
  const auto refused = test.Convert(command, caller);
  CHECK(refused.status().code() == absl::StatusCode::kPermissionDenied);
  CHECK(DetailsOf(refused.status()).metadata.at("permission") == "contact:update");
}

TEST_CASE("who may convert but not convert this lead can't", "[lead][conversion]") {
  Conversions test;
  const LeadId lead = test.AddLead();
  RequestContext stranger = Converting();
  auto principal = std::make_shared<Principal>(*stranger.principal);
  principal->user = kAnna;
  principal->grants = Grants({{"*", "read", Scope::kAll},
                              {"lead", "convert", Scope::kOwn},
                              {"account", "create", Scope::kAll},
                              {"contact", "create", Scope::kAll}});
  stranger.principal = principal;
  CHECK(test.Convert(Of(lead), stranger).status().code() == absl::StatusCode::kPermissionDenied);
  CHECK(test.uow.leads().rows().at(lead).status == LeadStatus::kNew);
}

TEST_CASE("what is wrong with what a lead becomes is named where it was said", "[lead][conversion]") {
  Conversions test;
  const organization::CustomFieldCommands fields(test.ids);
  const auto require = [&](RecordKind kind) {
    auto details = organization::FieldOf(kind, "tier", CustomFieldType::kText);
    details.required = Change<bool>::Set(true);
    REQUIRE(test.Do(fields, organization::CreateCustomFieldDefinition{std::nullopt, details, {}}).ok());
  };
  const LeadId lead = test.AddLead();
  ConvertLead command = WithDesks(lead);
  require(RecordKind::kAccount);
  CHECK(FieldsOf(test.Convert(command)) == "account.custom_fields.tier");
  command.account.emplace().custom_fields.values = {{"tier", std::string("gold")}};
  command.contact.emplace().first_name = "Maria";
  command.contact->last_name = std::string(101, 'x');
  CHECK(FieldsOf(test.Convert(command)) == "contact.last_name");
  command.contact->last_name = "Berg";
  require(RecordKind::kContact);
  CHECK(FieldsOf(test.Convert(command)) == "contact.custom_fields.tier");
  command.contact->custom_fields = command.account->custom_fields;
  require(RecordKind::kOpportunity);
  CHECK(FieldsOf(test.Convert(command)) == "opportunity.custom_fields.tier");
  command.opportunity->custom_fields = command.account->custom_fields;
  CHECK(test.uow.leads().rows().at(lead).status == LeadStatus::kNew);
}

TEST_CASE("a lead that was given up or isn't the one that was seen is not converted", "[lead][conversion]") {
  Conversions test;
  ConvertLead command = Of(test.AddLead());
  command.etag = Etag(7);
  CHECK(ReasonOf(test.Convert(command)) == Reason::kStaleEtag);
  command.etag.reset();
  REQUIRE(test.Do(test.leads, LoseLead{command.id, {}, "bought elsewhere"}).ok());
  CHECK(ReasonOf(test.Convert(command)) == Reason::kInvalidLeadState);
  REQUIRE(test.Do(test.leads, DeleteRecord<Lead>{command.id, {}}).ok());
  CHECK(ReasonOf(test.Convert(command)) == Reason::kRecordDeleted);
  command.id = LeadId(Uuid({7}));
  CHECK(ReasonOf(test.Convert(command)) == Reason::kRecordNotFound);
}

TEST_CASE("what a lead becomes belongs to its owner", "[lead][conversion]") {
  Conversions test;
  LeadChanges details = Conversions::Maria();
  details.owner_id = Change<UserId>::Set(kAnna);
  const auto converted = test.Convert(WithDesks(test.AddLead(details)));
  INFO(converted.status());
  REQUIRE(converted.ok());
  CHECK(converted->account.state().owner_id == kAnna);
  CHECK(converted->contact.state().owner_id == kAnna);
  CHECK(converted->opportunity->state().owner_id == kAnna);
}

// Tasks.

TEST_CASE("a lead's tasks go along to the opportunity, and remember the lead", "[lead][conversion][task]") {
  Conversions test;
  const LeadId lead = test.AddLead();
  const TaskId open = test.AddTask(lead);
  const TaskId done = test.AddTask(lead);
  REQUIRE(test.Do(test.tasks, Act<&tasks::Task::Complete>{done, {}}).ok());
  const TaskId deleted = test.AddTask(lead);
  REQUIRE(test.Do(test.tasks, DeleteRecord<tasks::Task>{deleted, {}}).ok());
  const TaskId others = test.AddTask(test.AddNamed("Mario Tal"));
  const auto converted = test.Convert(WithDesks(lead));
  INFO(converted.status());
  REQUIRE(converted.ok());
  for (const TaskId& moved : {open, done, deleted}) {
    const tasks::TaskState& task = test.uow.tasks().rows().at(moved);
    CHECK(task.subject == Subject::Of(converted->opportunity->state().id));
    CHECK(task.converted_lead_id == lead);
    CHECK(task.version == (moved == open ? 2 : 3));
  }
  CHECK(test.uow.tasks().rows().at(done).status == tasks::TaskStatus::kCompleted);
  CHECK_FALSE(test.uow.tasks().rows().at(others).converted_lead_id.has_value());
  const std::vector<std::string>& events = test.uow.tasks().events();
  CHECK(std::count(events.begin(), events.end(), "task.updated") == 3);
}

TEST_CASE("without an opportunity a lead's tasks go along to the contact, those too that the caller doesn't see",
          "[lead][conversion][task]") {
  Conversions test;
  const LeadId lead = test.AddLead();
  const TaskId private_task = test.AddTask(lead, tasks::TaskVisibility::kPrivate);
  RequestContext other = Converting();
  auto principal = std::make_shared<Principal>(*other.principal);
  principal->user = kAnna;
  other.principal = principal;
  const auto converted = test.Convert(Of(lead), other);
  INFO(converted.status());
  REQUIRE(converted.ok());
  CHECK(test.uow.tasks().rows().at(private_task).subject == Subject::Of(converted->contact.state().id));
}

TEST_CASE("a lead with more tasks than go along at once is not converted", "[lead][conversion][task]") {
  Conversions test;
  const LeadId lead = test.AddLead();
  for (size_t i = 0; i < LeadConversion::kMaxFollowers; ++i) test.AddTask(lead);
  const TaskId one_more = test.AddTask(lead);
  CHECK(ReasonOf(test.Convert(Of(lead))) == Reason::kTooManyLeadTasks);
  tasks::UpdateTask elsewhere;
  elsewhere.id = one_more;
  elsewhere.changes.subject = Change<Subject>::Clear();
  REQUIRE(test.Do(test.tasks, elsewhere).ok());
  const auto converted = test.Convert(Of(lead));
  INFO(converted.status());
  REQUIRE(converted.ok());
  CHECK(test.uow.tasks().rows().at(one_more).version == 2);
  CHECK_FALSE(test.uow.tasks().rows().at(one_more).converted_lead_id.has_value());
}

TEST_CASE("a lead's notes go along, and no more of them than go along at once", "[lead][conversion][note]") {
  Conversions test;
  const LeadId lead = test.AddLead();
  for (size_t i = 0; i < LeadConversion::kMaxFollowers; ++i) test.AddNote(lead);
  const NoteId one_more = test.AddNote(lead);
  CHECK(ReasonOf(test.Convert(Of(lead))) == Reason::kTooManyLeadNotes);
  collaboration::UpdateNote elsewhere;
  elsewhere.id = one_more;
  elsewhere.changes.subject = Change<Subject>::Set(Subject::Of(test.AddAccount()));
  REQUIRE(test.Do(test.notes, elsewhere).ok());
  const auto converted = test.Convert(Of(lead));
  INFO(converted.status());
  REQUIRE(converted.ok());
  for (const auto& [id, note] : test.uow.notes().rows()) {
    CHECK((note.converted_lead_id == lead) == (id != one_more));
    CHECK((note.subject == Subject::Of(converted->contact.state().id)) == (id != one_more));
  }
}

TEST_CASE("a lead's attachments go along, and no more of them than go along at once",
          "[lead][conversion][attachment]") {
  Conversions test;
  const collaboration::AttachmentCommands attachments(test.ids, 1000);
  const LeadId lead = test.AddLead();
  collaboration::CreateAttachment file;
  file.details.file_name = Change<std::string>::Set("offer.pdf");
  file.details.size = Change<int64_t>::Set(1);
  file.details.subject = Change<Subject>::Set(Subject::Of(lead));
  for (size_t i = 0; i < LeadConversion::kMaxFollowers; ++i) REQUIRE(test.Do(attachments, file).ok());
  const AttachmentId one_more = test.Do(attachments, file)->state().id;
  CHECK(ReasonOf(test.Convert(Of(lead))) == Reason::kTooManyLeadAttachments);
  collaboration::UpdateAttachment elsewhere;
  elsewhere.id = one_more;
  elsewhere.changes.subject = Change<Subject>::Set(Subject::Of(test.AddAccount()));
  REQUIRE(test.Do(attachments, elsewhere).ok());
  const auto converted = test.Convert(Of(lead));
  INFO(converted.status());
  REQUIRE(converted.ok());
  for (const auto& [id, attachment] : test.uow.attachments().rows()) {
    CHECK((attachment.subject == Subject::Of(converted->contact.state().id)) == (id != one_more));
  }
}

TEST_CASE("a lead's interactions are about what it became too, and no more of them than that at once",
          "[lead][conversion][interaction]") {
  Conversions test;
  const LeadId lead = test.AddLead();
  collaboration::CreateInteraction call;
  call.details.type = Change<collaboration::InteractionType>::Set(collaboration::InteractionType::kCall);
  call.details.title = Change<std::string>::Set("Desks");
  call.details.lead_id = Change<LeadId>::Set(lead);
  for (size_t i = 0; i < LeadConversion::kMaxFollowers; ++i) REQUIRE(test.Do(test.interactions, call).ok());
  const InteractionId one_more = test.Do(test.interactions, call)->state().id;
  CHECK(ReasonOf(test.Convert(Of(lead))) == Reason::kTooManyLeadInteractions);
  collaboration::UpdateInteraction elsewhere;
  elsewhere.id = one_more;
  elsewhere.changes.lead_id = Change<LeadId>::Clear();
  elsewhere.changes.account_id = Change<AccountId>::Set(test.AddAccount());
  REQUIRE(test.Do(test.interactions, elsewhere).ok());
  const auto converted = test.Convert(Of(lead));
  INFO(converted.status());
  REQUIRE(converted.ok());
  for (const auto& [id, interaction] : test.uow.interactions().rows()) {
    CHECK((interaction.lead_id == lead) == (id != one_more));
    CHECK((interaction.account_id == converted->account.state().id) == (id != one_more));
  }
}

TEST_CASE("with reuse the surest account and contact are taken, where none is named", "[lead][conversion]") {
  Conversions test;
  const auto first = test.Convert(Of(test.AddLead()));
  REQUIRE(first.ok());
  ConvertLead command = Of(test.AddLead());
  command.reuse_duplicates = true;
  command.account.emplace().name = "Only for a new one";
  const auto second = test.Convert(command);
  INFO(second.status());
  REQUIRE(second.ok());
  CHECK(second->account.state().id == first->account.state().id);
  CHECK(second->contact.state().id == first->contact.state().id);
  CHECK(test.uow.accounts().rows().size() == 1);

  // Nothing like it: new ones, described as asked.
  LeadChanges other = Conversions::Maria();
  other.name = Change<std::string>::Set("Paul Tal");
  other.company = Change<std::string>::Set("Globex");
  other.email = Change<EmailAddress>();
  other.phone = Change<PhoneNumber>();
  other.website = Change<std::string>();
  command.id = test.AddLead(other);
  const auto third = test.Convert(command);
  REQUIRE(third.ok());
  CHECK(third->account.state().name == "Only for a new one");
}

TEST_CASE("reuse takes no contact of another account than the one that is named", "[lead][conversion]") {
  Conversions test;
  const auto first = test.Convert(Of(test.AddLead()));
  REQUIRE(first.ok());
  LeadChanges by_phone = Conversions::Maria();
  by_phone.email = Change<EmailAddress>();
  ConvertLead command = Of(test.AddLead(by_phone));
  command.reuse_duplicates = true;
  command.account_id = test.AddAccount();
  const auto second = test.Convert(command);
  INFO(second.status());
  REQUIRE(second.ok());
  CHECK(second->account.state().id == *command.account_id);
  CHECK(second->contact.state().id != first->contact.state().id);
}

TEST_CASE("a person's account is taken for more than the name", "[lead][conversion]") {
  Conversions test;
  REQUIRE(test.Convert(Of(test.AddNamed("Maria Berg"))).ok());
  ConvertLead command = Of(test.AddNamed("Maria Berg"));
  command.reuse_duplicates = true;
  REQUIRE(test.Convert(command).ok());
  CHECK(test.uow.accounts().rows().size() == 2);
  // Nor does a company become a person's.
  LeadChanges company;
  company.name = Change<std::string>::Set("Paul Tal");
  company.company = Change<std::string>::Set("Maria Berg");
  command.id = test.AddLead(company);
  const auto converted = test.Convert(command);
  REQUIRE(converted.ok());
  CHECK(converted->account.state().kind == AccountKind::kBusiness);
  CHECK(test.uow.accounts().rows().size() == 3);
}

TEST_CASE("reuse passes over a contact whose account can't be used", "[lead][conversion]") {
  Conversions test;
  LeadChanges by_phone = Conversions::Maria();
  by_phone.email = Change<EmailAddress>();
  const auto first = test.Convert(Of(test.AddLead(by_phone)));
  REQUIRE(first.ok());
  REQUIRE(test.Do(test.accounts, DeleteRecord<Account>{first->account.state().id, std::nullopt}).ok());
  ConvertLead command = Of(test.AddLead(by_phone));
  command.reuse_duplicates = true;
  const auto second = test.Convert(command);
  INFO(second.status());
  REQUIRE(second.ok());
  CHECK(second->contact.state().id != first->contact.state().id);
}

TEST_CASE("reuse takes the right to read accounts and contacts", "[lead][conversion]") {
  Conversions test;
  ConvertLead command = Of(test.AddLead());
  command.reuse_duplicates = true;
  const Grants grants({{"lead", "*", Scope::kAll}, {"contact", "*", Scope::kAll}, {"account", "create", Scope::kAll}});
  CHECK(test.Convert(command, Converting(grants)).status().code() == absl::StatusCode::kPermissionDenied);
  CHECK(test.uow.leads().rows().at(command.id).status != LeadStatus::kConverted);
}

}  // namespace
}  // namespace pipewright::sales
