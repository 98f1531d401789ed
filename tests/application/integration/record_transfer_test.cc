#include "application/integration/record_transfer.h"

#include <catch2/catch.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "application/integration/record_sweep.h"
#include "application/sales/pipeline_commands.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/application/former_member.h"
#include "tests/support/status_matchers.h"

namespace pipewright::integration {
namespace {

constexpr auto kAccount = TransferableKind::kAccount;
constexpr auto kOpportunity = TransferableKind::kOpportunity;
constexpr auto kTask = TransferableKind::kTask;

// Everything live of an owner in the unit of work, whatever the transfer says of its state.
class Owned : public OwnedRecords {
 public:
  explicit Owned(FakeUnitOfWork& uow) : uow_(uow) {}

  absl::StatusOr<std::vector<Uuid>> Next(const RequestContext&, TransferableKind kind, const TransferRecords& transfer,
                                         const Uuid& after, int limit) override {
    std::vector<Uuid> ids;
    const auto take = [&](const auto& rows, auto owner) {
      for (const auto& [id, state] : rows) {
        if (state.*owner == transfer.from && id.uuid() > after && ids.size() < static_cast<size_t>(limit)) {
          ids.push_back(id.uuid());
        }
      }
    };
    switch (kind) {
      case kAccount:
        take(uow_.accounts().rows(), &sales::AccountState::owner_id);
        break;
      case TransferableKind::kContact:
        take(uow_.contacts().rows(), &sales::ContactState::owner_id);
        break;
      case TransferableKind::kLead:
        take(uow_.leads().rows(), &sales::LeadState::owner_id);
        break;
      case kOpportunity:
        take(uow_.opportunities().rows(), &sales::OpportunityState::owner_id);
        break;
      case kTask:
        take(uow_.tasks().rows(), &tasks::TaskState::assignee_id);
        break;
    }
    if (on_next) on_next();
    return ids;
  }
  absl::StatusOr<int64_t> Count(const RequestContext& ctx, TransferableKind kind,
                                const TransferRecords& transfer) override {
    return static_cast<int64_t>(Next(ctx, kind, transfer, Uuid(), 1'000'000)->size());
  }

  std::function<void()> on_next;

 private:
  FakeUnitOfWork& uow_;
};

struct Transfer {
  FakeUnitOfWork uow;
  FakeTransactor transactor{uow};
  FakeIds ids;
  FakePhones phones;
  JobCommands jobs;
  TransferCommands commands{jobs, ids};
  Owned owned{uow};
  sales::AccountCommands accounts{ids, phones};
  sales::ContactCommands contacts{ids, phones};
  sales::OpportunityCommands opportunities{ids};
  tasks::TaskCommands task_commands{ids};
  sales::LeadCommands leads{ids, phones};
  TransferWork work{{owned, transactor, uow.clock, accounts, contacts, leads, opportunities, task_commands}};
  const UserId from = uow.context().user();
  const UserId to = NewId<UserId>(ids);
  const UserId third = NewId<UserId>(ids);
  absl::Status refreshed;
  int slices_before_stop = 1'000;

  AccountId AddAccount() {
    sales::CreateAccount command;
    command.details.name = Change<std::string>::Set("Acme");
    return accounts.Handle(uow.context(), command, uow)->state().id;
  }
  OpportunityId AddOpportunity() {
    sales::CreateOpportunity command;
    command.details.title = Change<std::string>::Set("Desks");
    return opportunities.Handle(uow.context(), command, uow)->state().id;
  }
  TaskId AddTask() {
    tasks::CreateTask command;
    command.details.title = Change<std::string>::Set("Call");
    return task_commands.Handle(uow.context(), command, uow)->task.id;
  }
  void AddPipeline() {
    sales::CreatePipeline command;
    command.details = sales::StandardPipeline([] { return StageId(); });
    REQUIRE(sales::PipelineCommands(ids).Handle(uow.context(), command, uow).ok());
  }

  // The job, as the queue has it.
  ClaimedJob& Ask(std::vector<TransferableKind> kinds, bool closed = false) {
    const auto asked = commands.Handle(uow.context(), {from, to, std::move(kinds), closed}, uow);
    INFO(asked.status());
    REQUIRE(asked.ok());
    return uow.job_store().work.at(asked->state().id).job;
  }
  // An attempt from where the queue says.
  absl::StatusOr<bool> Run(const ClaimedJob& job) {
    const ClaimedJob claimed = job;
    RequestContext context = uow.context();
    int slices = slices_before_stop;
    JobRun run{claimed, context, [this] { return refreshed; }, [&slices] { return slices-- == 0; }, claimed.checkpoint};
    return work.Run(run);
  }
};

TEST_CASE("a member's records of the kinds asked for get the other owner, each by its own event", "[transfer]") {
  Transfer test;
  test.AddPipeline();
  const AccountId account = test.AddAccount();
  const OpportunityId opportunity = test.AddOpportunity();
  const TaskId task = test.AddTask();
  const ClaimedJob& job = test.Ask({kAccount, kOpportunity});
  CHECK(test.uow.jobs().rows().begin()->second.resource == "account,opportunity");
  CHECK(test.Run(job).value());
  CHECK(test.uow.accounts().rows().at(account).owner_id == test.to);
  CHECK(test.uow.opportunities().rows().at(opportunity).owner_id == test.to);
  CHECK(test.uow.tasks().rows().at(task).assignee_id == test.from);
  CHECK(test.uow.accounts().events().back() == "account.updated");
  CHECK(test.uow.opportunities().events().back() == "opportunity.reassigned");
  CHECK(job.checkpoint.rows_total == 2);
  CHECK(job.checkpoint.rows_done == 2);
  CHECK(job.checkpoint.updated_count == 2);
}

TEST_CASE("a transfer that stops goes on behind its last slice, and does nothing twice", "[transfer]") {
  Transfer test;
  for (int i = 0; i < 2 * RecordSweep::kSliceRecords + 1; ++i) test.AddAccount();
  const ClaimedJob& job = test.Ask({kAccount});
  test.slices_before_stop = 1;
  CHECK_FALSE(test.Run(job).value());
  CHECK(job.checkpoint.rows_done == RecordSweep::kSliceRecords);
  CHECK(job.checkpoint.rows_total == 2 * RecordSweep::kSliceRecords + 1);
  test.slices_before_stop = 1'000;
  CHECK(test.Run(job).value());
  CHECK(job.checkpoint.updated_count == 2 * RecordSweep::kSliceRecords + 1);
  CHECK(test.uow.accounts().events().size() == 2 * (2 * RecordSweep::kSliceRecords + 1));
}

TEST_CASE("records of two kinds that have one id are handed over together, also where a slice ends", "[transfer]") {
  Transfer test;
  for (int i = 0; i < RecordSweep::kSliceRecords - 1; ++i) test.AddAccount();
  const Uuid last({0xff});
  sales::CreateAccount account;
  account.id = AccountId(last);
  account.details.name = Change<std::string>::Set("Acme");
  REQUIRE(test.accounts.Handle(test.uow.context(), account, test.uow).ok());
  tasks::CreateTask task;
  task.id = TaskId(last);
  task.details.title = Change<std::string>::Set("Call");
  REQUIRE(test.task_commands.Handle(test.uow.context(), task, test.uow).ok());
  const ClaimedJob& job = test.Ask({kAccount, kTask});
  CHECK(test.Run(job).value());
  CHECK(job.checkpoint.updated_count == RecordSweep::kSliceRecords + 1);
  CHECK(test.uow.tasks().rows().at(TaskId(last)).assignee_id == test.to);
}

TEST_CASE("what is theirs no more, closed or done when its turn comes is left alone", "[transfer]") {
  Transfer test;
  test.AddPipeline();
  const OpportunityId given = test.AddOpportunity();
  const OpportunityId lost = test.AddOpportunity();
  const TaskId done = test.AddTask();
  const AccountId deleted = test.AddAccount();
  bool changed = false;
  test.owned.on_next = [&] {
    if (std::exchange(changed, true)) return;  // once: between the search and the slice
    const auto& ctx = test.uow.context();
    REQUIRE(test.opportunities.Handle(ctx, sales::ReassignOpportunity{given, std::nullopt, test.third}, test.uow).ok());
    sales::LoseOpportunity lose;
    lose.id = lost;
    lose.loss.reason = "PRICE";
    REQUIRE(test.opportunities.Handle(ctx, lose, test.uow).ok());
    REQUIRE(test.task_commands.Handle(ctx, Act<&tasks::Task::Complete>{done, std::nullopt}, test.uow).ok());
  };
  const ClaimedJob& job = test.Ask({kOpportunity, kTask, kAccount});
  REQUIRE(test.accounts.Handle(test.uow.context(), DeleteRecord<sales::Account>{deleted, std::nullopt}, test.uow).ok());
  CHECK(test.Run(job).value());
  CHECK(test.uow.opportunities().rows().at(given).owner_id == test.third);
  CHECK(test.uow.opportunities().rows().at(lost).owner_id == test.from);
  CHECK(test.uow.tasks().rows().at(done).assignee_id == test.from);
  CHECK(test.uow.accounts().rows().at(deleted).owner_id == test.from);
  CHECK(job.checkpoint.rows_done == 4);
  CHECK(job.checkpoint.unchanged_count == 4);
  CHECK(job.checkpoint.failed_count == 0);
}

TEST_CASE("closed opportunities go along when they are asked for", "[transfer]") {
  Transfer test;
  test.AddPipeline();
  sales::LoseOpportunity lose;
  lose.id = test.AddOpportunity();
  lose.loss.reason = "PRICE";
  REQUIRE(test.opportunities.Handle(test.uow.context(), lose, test.uow).ok());
  CHECK(test.Run(test.Ask({kOpportunity}, /*closed=*/true)).value());
  CHECK(test.uow.opportunities().rows().at(lose.id).owner_id == test.to);
}

TEST_CASE("a record that is refused is told and doesn't stop the others", "[transfer]") {
  Transfer test;
  test.AddAccount();
  test.AddAccount();
  const ClaimedJob& job = test.Ask({kAccount});
  FormerMember(test.uow, test.to);
  CHECK(test.Run(job).value());
  CHECK(job.checkpoint.failed_count == 2);
  REQUIRE(test.uow.job_store().errors.size() == 2);
  CHECK(test.uow.job_store().errors[1].line == 2);
  CHECK(test.uow.job_store().errors[1].column == "account");
  CHECK(test.uow.job_store().errors[1].reason == "RECORD_DELETED");
}

TEST_CASE("a transfer is for those who reach everybody's records, also while it is worked at", "[transfer]") {
  Transfer test;
  test.AddAccount();
  const ClaimedJob& job = test.Ask({kAccount});
  auto principal = std::make_shared<Principal>(*test.uow.context().principal);
  principal->grants = Grants({{"account", "read", Scope::kAll}, {"account", "update", Scope::kUnit}});
  test.uow.next_call().principal = principal;
  CHECK(test.commands.Handle(test.uow.context(), {test.from, test.to, {kAccount}}, test.uow).status().code() ==
        absl::StatusCode::kPermissionDenied);
  CHECK(test.Run(job).status().code() == absl::StatusCode::kPermissionDenied);
  CHECK(job.checkpoint.rows_done == 0);
  principal = std::make_shared<Principal>(*principal);
  principal->grants = Grants({{"opportunity", "read", Scope::kAll}, {"opportunity", "update", Scope::kAll}});
  CHECK_FALSE(CheckTransferRights(*principal, {test.from, test.to, {kOpportunity}}).ok());
  principal = std::make_shared<Principal>(*principal);
  principal->grants = Grants({{"opportunity", "read", Scope::kAll}, {"opportunity", "reassign", Scope::kAll}});
  CHECK(CheckTransferRights(*principal, {test.from, test.to, {kOpportunity}}).ok());
}

TEST_CASE("a transfer names two members and each kind once", "[transfer]") {
  Transfer test;
  const auto fields = [&](const UserId& from, const UserId& to, std::vector<TransferableKind> kinds) {
    return FieldsOf(test.commands.Handle(test.uow.context(), {from, to, std::move(kinds)}, test.uow));
  };
  CHECK(fields(test.from, test.from, {kAccount}) == "to_user_id");
  CHECK(fields(test.from, test.to, {}) == "kinds");
  CHECK(fields(test.from, test.to, {kTask, kTask}) == "kinds");
  test.uow.directory().strangers.insert(test.from);
  const auto stranger = test.commands.Handle(test.uow.context(), {test.from, test.to, {kTask}}, test.uow).status();
  CHECK(ReasonOf(stranger) == Reason::kReferenceNotFound);
  CHECK(DetailsOf(stranger).preconditions[0].subject == "from_user_id");
}

TEST_CASE("records are handed over to nobody who may not be given them, neither at first nor by then", "[transfer]") {
  Transfer test;
  const AccountId account = test.AddAccount();
  const ClaimedJob& job = test.Ask({kAccount});
  test.uow.directory().viewers = {test.to};
  const auto refused = test.commands.Handle(test.uow.context(), {test.from, test.to, {kAccount}}, test.uow).status();
  CHECK(ReasonOf(refused) == Reason::kOwnerNotEligible);
  CHECK(DetailsOf(refused).preconditions[0].subject == "to_user_id");
  CHECK(test.Run(job).value());
  CHECK(test.uow.accounts().rows().at(account).owner_id == test.from);
  CHECK(job.checkpoint.failed_count == 1);
}

}  // namespace
}  // namespace pipewright::integration
