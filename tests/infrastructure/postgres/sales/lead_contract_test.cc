// What commands rely on of leads and their conversion, held by the repositories in memory and on PostgreSQL alike.
#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <vector>

#include "application/sales/lead_commands.h"
#include "application/sales/lead_conversion.h"
#include "application/sales/pipeline_commands.h"
#include "application/tasks/task_commands.h"
#include "domain/sales/contact_repository.h"
#include "domain/shared/lead_follower_repository.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"
#include "domain/tasks/task.h"
#include "tests/support/infrastructure/side_by_side.h"
#include "tests/support/infrastructure/worlds.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

using testing::FakeWorld;
using testing::PostgresWorld;

template <class World>
struct Leads {
  World world;
  FakePhones phones;
  LeadCommands leads{world.ids(), phones};
  ContactCommands contacts{world.ids(), phones};
  PipelineCommands pipelines{world.ids()};
  tasks::TaskCommands tasks{world.ids()};
  LeadConversion conversion{world.ids(), phones};

  template <class Commands, class Command>
  auto Do(const Commands& commands, const Command& command) {
    return testing::RunCommand(world, commands, command);
  }

  LeadId Create(LeadChanges details = {}) {
    CreateLead command;
    command.details = std::move(details);
    command.details.name = Change<std::string>::Set("Maria Berg");
    const auto created = Do(leads, command);
    INFO(created.status());
    REQUIRE(created.ok());
    return created->state().id;
  }
  LeadId CreateWithEmail(const std::string& email) {
    LeadChanges details;
    details.email = Change<EmailAddress>::Set(EmailAddress::Parse(email).value());
    return Create(details);
  }
  TaskId AddTask(const LeadId& lead) {
    tasks::CreateTask command;
    command.details.title = Change<std::string>::Set("Call");
    command.details.subject = Change<Subject>::Set(Subject::Of(lead));
    return Do(tasks, command)->task.id;
  }
  ConvertLead WithDesks(const LeadId& lead) {
    CreatePipeline pipeline;
    pipeline.details = StandardPipeline([] { return StageId(); });
    REQUIRE(Do(pipelines, pipeline).ok());
    ConvertLead command;
    command.id = lead;
    command.opportunity.emplace().title = "Fifty desks";
    return command;
  }

  LeadState Read(const LeadId& id) {
    std::optional<LeadState> read;
    REQUIRE(world
                .Run([&](UnitOfWork& uow) -> absl::Status {
                  ASSIGN_OR_RETURN(const Lead lead, uow.Of<Lead>().GetEvenDeleted(id));
                  read = lead.state();
                  return absl::OkStatus();
                })
                .ok());
    return *std::move(read);
  }
  tasks::TaskState ReadTask(const TaskId& id) {
    std::optional<tasks::TaskState> read;
    REQUIRE(world
                .Run([&](UnitOfWork& uow) -> absl::Status {
                  ASSIGN_OR_RETURN(const tasks::Task task, uow.Of<tasks::Task>().GetEvenDeleted(id));
                  read = task.state();
                  return absl::OkStatus();
                })
                .ok());
    return *std::move(read);
  }
};

TEMPLATE_TEST_CASE("a lead comes back as it was stored, in all its parts", "[contract][lead]", FakeWorld,
                   PostgresWorld) {
  Leads<TestType> test;
  LeadChanges details;
  details.company = Change<std::string>::Set("Acme");
  details.title = Change<std::string>::Set("Head of Desks");
  details.email = Change<EmailAddress>::Set(EmailAddress::Parse("maria@acme.example").value());
  details.phone = Change<PhoneNumber>::Set(PhoneNumber::Parse("+49301234567").value());
  details.website = Change<std::string>::Set("https://acme.example");
  details.source = Change<LeadSource>::Set(LeadSource::kPartner);
  details.industry = Change<std::string>::Set("Retail");
  details.region = Change<std::string>::Set("North");
  details.status = Change<LeadStatus>::Set(LeadStatus::kQualified);
  details.score_reasons = Change<std::vector<ScoreReason>>::Set({{"Quote \" and \xE2\x9C\xA8", 70}, {"far away", -10}});
  details.estimated_value = Change<Money>::Set(Money::FromUnitsAndNanos("EUR", 99, 990'000'000).value());
  details.description = Change<std::string>::Set("backslash \\\nnext line");
  details.tags = Change<std::vector<std::string>>::Set({"big", "new"});
  const LeadState read = test.Read(test.Create(details));
  CHECK(read.version == 1);
  CHECK(read.code == "LEA-000001");
  CHECK(read.name == "Maria Berg");
  CHECK(read.company == "Acme");
  CHECK(read.title == "Head of Desks");
  CHECK(read.email == details.email.value());
  CHECK(read.phone == details.phone.value());
  CHECK(read.website == "https://acme.example");
  CHECK(read.source == LeadSource::kPartner);
  CHECK(read.industry == "Retail");
  CHECK(read.region == "North");
  CHECK(read.status == LeadStatus::kQualified);
  CHECK(read.status_reason.empty());
  CHECK(read.score == 60);
  CHECK(read.score_reasons == details.score_reasons.value());
  CHECK(read.estimated_value == details.estimated_value.value());
  CHECK(read.description == details.description.value());
  CHECK(read.tags == details.tags.value());
  CHECK(read.owner_id == test.world.context().user());
  CHECK_FALSE(read.convert_time.has_value());
}

TEMPLATE_TEST_CASE("each step of a lead's life is kept", "[contract][lead]", FakeWorld, PostgresWorld) {
  Leads<TestType> test;
  const LeadId id = test.Create();
  REQUIRE(test.Do(test.leads, Act<&Lead::MarkContacted>{id, Etag(1)}).ok());
  CHECK(test.Read(id).status == LeadStatus::kContacted);
  REQUIRE(test.Do(test.leads, Act<&Lead::Qualify>{id, Etag(2)}).ok());
  CHECK(test.Read(id).status == LeadStatus::kQualified);
  REQUIRE(test.Do(test.leads, DisqualifyLead{id, Etag(3), "no budget"}).ok());
  CHECK(test.Read(id).status == LeadStatus::kUnqualified);
  CHECK(test.Read(id).status_reason == "no budget");
  REQUIRE(test.Do(test.leads, Act<&Lead::Reopen>{id, Etag(4)}).ok());
  CHECK(test.Read(id).status_reason.empty());
  REQUIRE(test.Do(test.leads, LoseLead{id, Etag(5), "bought elsewhere"}).ok());
  REQUIRE(test.Do(test.leads, DeleteRecord<Lead>{id, Etag(6)}).ok());
  CHECK(test.Read(id).delete_time.has_value());
  CHECK(test.Do(test.leads, UndeleteRecord<Lead>{id, Etag(7)})->state().status == LeadStatus::kLost);
}

TEMPLATE_TEST_CASE("a converted lead keeps what it became, with or without an opportunity", "[contract][lead]",
                   FakeWorld, PostgresWorld) {
  Leads<TestType> test;
  const ConvertLead command = test.WithDesks(test.Create());
  const auto converted = test.Do(test.conversion, command);
  INFO(converted.status());
  REQUIRE(converted.ok());
  const LeadState read = test.Read(command.id);
  CHECK(read.status == LeadStatus::kConverted);
  CHECK(read.version == 2);
  CHECK(read.convert_time == converted->lead.state().convert_time);
  CHECK(read.converted_by == test.world.context().user());
  CHECK(read.converted_account_id == converted->account.state().id);
  CHECK(read.converted_contact_id == converted->contact.state().id);
  CHECK(read.converted_opportunity_id == converted->opportunity->state().id);
  CHECK(ReasonOf(test.Do(test.leads, DeleteRecord<Lead>{command.id, {}})) == Reason::kLeadConverted);

  ConvertLead plain;
  plain.id = test.Create();
  const auto without = test.Do(test.conversion, plain);
  INFO(without.status());
  REQUIRE(without.ok());
  CHECK_FALSE(test.Read(plain.id).converted_opportunity_id.has_value());
}

TEMPLATE_TEST_CASE("a converted lead's tasks are stored as about what it became", "[contract][lead][task]", FakeWorld,
                   PostgresWorld) {
  Leads<TestType> test;
  const LeadId lead = test.Create();
  const std::vector<TaskId> moved = {test.AddTask(lead), test.AddTask(lead), test.AddTask(lead)};
  REQUIRE(test.Do(test.tasks, DeleteRecord<tasks::Task>{moved[2], {}}).ok());
  const TaskId other = test.AddTask(test.Create());
  const auto converted = test.Do(test.conversion, test.WithDesks(lead));
  INFO(converted.status());
  REQUIRE(converted.ok());
  for (const TaskId& id : moved) {
    const tasks::TaskState task = test.ReadTask(id);
    CHECK(task.subject == Subject::Of(converted->opportunity->state().id));
    CHECK(task.converted_lead_id == lead);
  }
  CHECK_FALSE(test.ReadTask(other).converted_lead_id.has_value());
}

TEMPLATE_TEST_CASE("the tasks about a lead are found by it, as many as are asked for", "[contract][lead][task]",
                   FakeWorld, PostgresWorld) {
  Leads<TestType> test;
  const LeadId lead = test.Create();
  const TaskId first = test.AddTask(lead);
  const TaskId second = test.AddTask(lead);
  test.AddTask(test.Create());
  REQUIRE(test.world
              .Run([&](UnitOfWork& uow) -> absl::Status {
                ASSIGN_OR_RETURN(const std::vector<tasks::Task> all, uow.Of<tasks::Task>().AboutLead(lead, 3));
                REQUIRE(all.size() == 2);
                CHECK(all[0].state().id == first);
                CHECK(all[1].state().id == second);
                ASSIGN_OR_RETURN(const std::vector<tasks::Task> one, uow.Of<tasks::Task>().AboutLead(lead, 1));
                CHECK(one.size() == 1);
                return absl::OkStatus();
              })
              .ok());
}

TEMPLATE_TEST_CASE("a contact is found by its e-mail address while it is live", "[contract][lead]", FakeWorld,
                   PostgresWorld) {
  Leads<TestType> test;
  const EmailAddress email = EmailAddress::Parse("maria@acme.example").value();
  CreateContact command;
  command.details.last_name = Change<std::string>::Set("Berg");
  command.details.email = Change<EmailAddress>::Set(email);
  const ContactId id = test.Do(test.contacts, command)->state().id;
  const auto found = [&] {
    std::optional<Contact> contact;
    REQUIRE(test.world
                .Run([&](UnitOfWork& uow) -> absl::Status {
                  ASSIGN_OR_RETURN(contact, uow.Of<Contact>().WithEmail(email));
                  return absl::OkStatus();
                })
                .ok());
    return contact;
  };
  REQUIRE(found().has_value());
  CHECK(found()->state().id == id);
  REQUIRE(test.Do(test.contacts, DeleteRecord<Contact>{id, {}}).ok());
  CHECK_FALSE(found().has_value());
}

TEST_CASE("of two conversions of a lead at the same time one is carried out", "[lead]") {
  for (const bool with_email : {false, true}) {
    CAPTURE(with_email);
    Leads<PostgresWorld> test;
    const LeadId lead = with_email ? test.CreateWithEmail("maria@acme.example") : test.Create();
    const TaskId task = test.AddTask(lead);
    ConvertLead command;
    command.id = lead;
    const testing::SideBySide both =
        testing::RunSideBySide(test.world, test.conversion, command, test.conversion, command);
    CAPTURE(both.first, both.second);
    CHECK(both.first.ok() != both.second.ok());
    const absl::Status& refused = both.first.ok() ? both.second : both.first;
    CHECK((refused.code() == absl::StatusCode::kAborted || refused.code() == absl::StatusCode::kAlreadyExists));
    CHECK(test.Read(lead).version == 2);
    CHECK(test.ReadTask(task).version == 2);
    CHECK(test.ReadTask(task).subject == Subject::Of(*test.Read(lead).converted_contact_id));
  }
}

}  // namespace
}  // namespace pipewright::sales
