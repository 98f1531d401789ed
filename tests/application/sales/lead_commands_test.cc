#include "application/sales/lead_commands.h"

#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/application/former_member.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

struct Leads {
  FakeUnitOfWork uow;
  FakeIds ids;
  FakePhones phones;
  LeadCommands commands{ids, phones};

  template <class Command>
  absl::StatusOr<Lead> Do(const Command& command) {
    return commands.Handle(uow.context(), command, uow);
  }
  Lead Create(const std::string& name) {
    CreateLead command;
    command.details.name = Change<std::string>::Set(name);
    auto created = Do(command);
    REQUIRE(created.ok());
    return *std::move(created);
  }
};

TEST_CASE("a new lead gets the next code and belongs to its creator", "[lead]") {
  Leads test;
  CHECK(test.Create("Maria Berg").state().code == "LEA-000001");
  const Lead second = test.Create("Mario Tal");
  CHECK(second.state().code == "LEA-000002");
  CHECK(second.state().owner_id == test.uow.context().principal->user);
  CHECK(test.uow.leads().events() == std::vector<std::string>{"lead.created", "lead.created"});
}

TEST_CASE("a lead's national phone number is read in the tenant's region, and a wrong one told beside what else is",
          "[lead]") {
  Leads test;
  CreateLead create;
  create.phone = Change<std::string>::Set("x");
  CHECK(FieldsOf(test.Do(create)) == "name,phone");
  create.details.name = Change<std::string>::Set("Maria Berg");
  create.phone = Change<std::string>::Set("0301234567");
  const auto created = test.Do(create);
  REQUIRE(created.ok());
  CHECK(created->state().phone->value() == "+49301234567");
  UpdateLead update;
  update.id = created->state().id;
  update.changes.name = Change<std::string>::Set("");
  update.phone = Change<std::string>::Set("x");
  CHECK(FieldsOf(test.Do(update)) == "name,phone");
}

TEST_CASE("nobody who has left the tenant is given a lead", "[lead]") {
  Leads test;
  UpdateLead update;
  update.id = test.Create("Maria Berg").state().id;
  update.changes.owner_id = Change<UserId>::Set(FormerMember(test.uow).user());
  const auto refused = test.Do(update);
  CHECK(ReasonOf(refused) == Reason::kRecordDeleted);
  CHECK(DetailsOf(refused.status()).preconditions[0].subject == "owner_id");
}

TEST_CASE("a member with OWN scope can't change another's lead, nor see it", "[lead]") {
  Leads test;
  const LeadId id = test.Create("Maria Berg").state().id;
  auto stranger = std::make_shared<Principal>(*test.uow.context().principal);
  stranger->user = UserId(Uuid({9}));
  stranger->grants = Grants({{"lead", "*", Scope::kOwn}});
  test.uow.next_call().principal = stranger;
  CHECK(test.Do(LoseLead{id, std::nullopt, "mine"}).status().code() == absl::StatusCode::kNotFound);
  CHECK(test.uow.leads().rows().at(id).status == LeadStatus::kNew);
}

TEST_CASE("a lead is given up and taken up again, each with the etag that was seen", "[lead]") {
  Leads test;
  const LeadId id = test.Create("Maria Berg").state().id;
  CHECK(FieldsOf(test.Do(DisqualifyLead{id, Etag(1), ""})) == "reason");
  CHECK(ReasonOf(test.Do(DisqualifyLead{id, Etag(7), "no budget"})) == Reason::kStaleEtag);
  const auto given_up = test.Do(DisqualifyLead{id, Etag(1), "no budget"});
  REQUIRE(given_up.ok());
  CHECK(given_up->state().status_reason == "no budget");
  CHECK(ReasonOf(test.Do(LoseLead{id, Etag(2), "bought elsewhere"})) == Reason::kInvalidLeadState);
  REQUIRE(test.Do(Act<&Lead::Reopen>{id, Etag(2)}).ok());
  CHECK(test.Do(LoseLead{id, Etag(3), "bought elsewhere"})->state().status == LeadStatus::kLost);
  CHECK(test.uow.leads().events() ==
        std::vector<std::string>{"lead.created", "lead.disqualified", "lead.reopened", "lead.lost"});
}

}  // namespace
}  // namespace pipewright::sales
