// Who may be given a record of any kind that has an owner or assignee.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/catalog/engagement_commands.h"
#include "application/catalog/offering_commands.h"
#include "application/sales/account_commands.h"
#include "application/sales/contact_commands.h"
#include "application/sales/lead_commands.h"
#include "application/sales/merge_commands.h"
#include "application/sales/opportunity_commands.h"
#include "application/sales/pipeline_commands.h"
#include "application/sales/vendor_commands.h"
#include "application/tasks/task_commands.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/status_matchers.h"

namespace pipewright {
namespace {

const UserId kSeller(Uuid({7}));

struct Office {
  FakeUnitOfWork uow;
  FakeIds ids;
  FakePhones phones;
  sales::AccountCommands accounts{ids, phones};
  sales::ContactCommands contacts{ids, phones};
  sales::LeadCommands leads{ids, phones};
  sales::VendorCommands vendors{ids, phones};
  sales::OpportunityCommands opportunities{ids};
  tasks::TaskCommands tasks{ids};
  catalog::EngagementCommands engagements{ids};
  catalog::OfferingCommands offerings{ids};

  template <class Commands, class Command>
  auto Do(const Commands& commands, const Command& command) {
    return commands.Handle(uow.context(), command, uow);
  }

  Office() {
    sales::CreatePipeline pipeline;
    pipeline.details = sales::StandardPipeline([] { return StageId(); });
    REQUIRE(Do(sales::PipelineCommands(ids), pipeline).ok());
  }

  static sales::CreateAccount Account() {
    sales::CreateAccount command;
    command.details.name = Change<std::string>::Set("Acme");
    return command;
  }
  catalog::CreateEngagement Engagement() {
    catalog::CreateOffering offering;
    offering.details.name = Change<std::string>::Set("Care");
    catalog::CreateEngagement command;
    command.details.account_id = Change<AccountId>::Set(Do(accounts, Account())->state().id);
    command.details.offering_id = Change<OfferingId>::Set(Do(offerings, offering)->state().id);
    return command;
  }

  // Each kind's creation for the seller, and each way to give one of its records to them: what was answered.
  std::vector<std::pair<std::string, absl::Status>> GiveEverything() {
    const auto owner = Change<UserId>::Set(kSeller);
    std::vector<std::pair<std::string, absl::Status>> answers;
    const auto with_owner = [&](const std::string& kind, const auto& commands, auto create, auto update) {
      auto made = Do(commands, create);
      INFO(made.status());
      REQUIRE(made.ok());
      update.id = made->state().id;
      update.changes.owner_id = owner;
      create.details.owner_id = owner;
      answers.emplace_back(absl::StrCat("a new ", kind), Do(commands, create).status());
      answers.emplace_back(absl::StrCat("another's ", kind), Do(commands, update).status());
    };
    with_owner("account", accounts, Account(), sales::UpdateAccount());
    sales::CreateContact contact;
    contact.details.last_name = Change<std::string>::Set("Berg");
    with_owner("contact", contacts, contact, sales::UpdateContact());
    sales::CreateLead lead;
    lead.details.name = Change<std::string>::Set("Maria Berg");
    with_owner("lead", leads, lead, sales::UpdateLead());
    sales::CreateVendor vendor;
    vendor.details.name = Change<std::string>::Set("Tools");
    with_owner("vendor", vendors, vendor, sales::UpdateVendor());
    with_owner("engagement", engagements, Engagement(), catalog::UpdateEngagement());

    sales::CreateOpportunity opportunity;
    opportunity.details.title = Change<std::string>::Set("Desks");
    const OpportunityId sold = Do(opportunities, opportunity)->state().id;
    opportunity.details.owner_id = owner;
    answers.emplace_back("a new opportunity", Do(opportunities, opportunity).status());
    answers.emplace_back("another's opportunity",
                         Do(opportunities, sales::ReassignOpportunity{sold, std::nullopt, kSeller}).status());
    tasks::CreateTask task;
    task.details.title = Change<std::string>::Set("Call");
    const TaskId called = Do(tasks, task)->task.id;
    task.details.assignee_id = owner;
    answers.emplace_back("a new task", Do(tasks, task).status());
    answers.emplace_back("another's task", Do(tasks, tasks::AssignTask{called, std::nullopt, kSeller}).status());
    return answers;
  }
};

TEST_CASE("nobody suspended is given a record of any kind", "[owner]") {
  Office office;
  office.uow.directory().suspended = {kSeller};
  for (const auto& [what, answer] : office.GiveEverything()) {
    INFO(what << ": " << answer);
    CHECK(absl::IsFailedPrecondition(answer));
    CHECK(ReasonOf(answer) == Reason::kOwnerNotEligible);
    CHECK_THAT(std::string(answer.message()), Catch::Contains("suspended") && Catch::Contains("name another"));
  }
}

TEST_CASE("nobody whose roles don't let them change such records is given one", "[owner]") {
  Office office;
  office.uow.directory().viewers = {kSeller};
  for (const auto& [what, answer] : office.GiveEverything()) {
    INFO(what << ": " << answer);
    CHECK(ReasonOf(answer) == Reason::kOwnerNotEligible);
    const std::string field = what.find("task") == std::string::npos ? "owner_id" : "assignee_id";
    CHECK(DetailsOf(answer).preconditions[0].subject == field);
    CHECK_THAT(std::string(answer.message()), Catch::Contains(":update"));
  }
  office.uow.directory().viewers.clear();
  for (const auto& [what, answer] : office.GiveEverything()) {
    INFO(what << ": " << answer);
    CHECK(answer.ok());
  }
}

TEST_CASE("a record stays with its owner who is suspended later, and can be edited", "[owner]") {
  Office office;
  sales::CreateAccount create = Office::Account();
  create.details.owner_id = Change<UserId>::Set(kSeller);
  sales::UpdateAccount update;
  update.id = office.Do(office.accounts, create)->state().id;
  office.uow.directory().suspended = {kSeller};
  update.changes.name = Change<std::string>::Set("Acme Ltd");
  update.changes.owner_id = Change<UserId>::Set(kSeller);
  CHECK(office.Do(office.accounts, update).ok());
}

TEST_CASE("a merge takes no owner who may not be given the survivor", "[owner][merge]") {
  Office office;
  sales::CreateAccount create = Office::Account();
  const AccountId survivor = office.Do(office.accounts, create)->state().id;
  create.details.owner_id = Change<UserId>::Set(kSeller);
  const AccountId loser = office.Do(office.accounts, create)->state().id;
  office.uow.directory().suspended = {kSeller};
  sales::MergeRecords<sales::Account> merge{survivor, std::nullopt, {{loser, std::nullopt}}, {{"owner_id", loser}}};
  const sales::MergeCommands merges(office.ids);
  const absl::Status refused = office.Do(merges, merge).status();
  CHECK(ReasonOf(refused) == Reason::kOwnerNotEligible);
  CHECK(DetailsOf(refused).preconditions[0].subject == "taken_fields[0].from_id");
  merge.taken.clear();
  CHECK(office.Do(merges, merge).ok());
}

}  // namespace
}  // namespace pipewright
