// Transfers on PostgreSQL: what they find, and that a worker that died or lost the job neither loses nor doubles a
// record.
#include "application/integration/record_transfer.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <vector>

#include "application/integration/owned_records.h"
#include "application/integration/record_sweep.h"
#include "application/sales/lead_conversion.h"
#include "infrastructure/postgres/integration/job_queue.h"
#include "infrastructure/postgres/read/reader.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/contact_table.h"
#include "infrastructure/postgres/sales/lead_table.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/tasks/task_table.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/sales_store.h"
#include "tests/support/status_matchers.h"

namespace pipewright::integration {
namespace {

using testing::AdminConnection;

// Units of work of the world.
class WorldTransactor : public Transactor {
 public:
  explicit WorldTransactor(testing::PostgresWorld& world) : world_(world) {}
  absl::Status Run(const RequestContext& context, Mode, absl::FunctionRef<absl::Status(UnitOfWork&)> work) override {
    return world_.RunAs(context, work);
  }

 private:
  testing::PostgresWorld& world_;
};

struct Migrated : testing::EmptyDatabase {
  Migrated() { testing::MigrateDatabase(owner_url()); }
};

struct Transfers {
  Migrated database;
  sales::SalesStore store{testing::PostgresWorld(database.app_url(), database.owner_url())};
  testing::PostgresWorld& world = store.world;
  FakePhones phones;
  sales::AccountCommands accounts{world.ids(), phones};
  sales::LeadCommands leads{world.ids(), phones};
  tasks::TaskCommands task_commands{world.ids()};
  postgres::PostgresReader<sales::Account> account_reader{world.pool(), postgres::AccountTable()};
  postgres::PostgresReader<sales::Contact> contact_reader{world.pool(), postgres::ContactTable()};
  postgres::PostgresReader<sales::Lead> lead_reader{world.pool(), postgres::LeadTable()};
  postgres::PostgresReader<sales::Opportunity> opportunity_reader{world.pool(), postgres::OpportunityTable()};
  postgres::PostgresReader<tasks::Task> task_reader{world.pool(), postgres::TaskTable()};
  ReadOwnedRecords owned{account_reader, contact_reader, lead_reader, opportunity_reader, task_reader};
  WorldTransactor transactor{world};
  JobCommands jobs;
  TransferCommands commands{jobs, world.ids()};
  TransferWork work{{owned, transactor, world.clock(), accounts, sales::ContactCommands(world.ids(), phones), leads,
                     store.opportunity_commands, task_commands}};
  postgres::PostgresJobQueue queue{world.pool(), world.clock()};
  AdminConnection owner{database.owner_url()};
  const UserId from = world.context().user();
  const UserId to = world.AddMember();

  Transfers() { owner.Ask("select set_config('app.tenant_id', $1, false)", {world.context().tenant().ToString()}); }

  void AddAccounts(int count) {
    const absl::Status added = world.Run([&](UnitOfWork& uow) -> absl::Status {
      for (int i = 0; i < count; ++i) {
        sales::CreateAccount command;
        command.details.name = Change<std::string>::Set("Acme");
        RETURN_IF_ERROR(accounts.Handle(world.context(), command, uow).status());
      }
      return absl::OkStatus();
    });
    INFO(added);
    REQUIRE(added.ok());
  }
  LeadId AddLead() {
    sales::CreateLead command;
    command.details.name = Change<std::string>::Set("Maria Berg");
    return store.DoAs(world.context(), leads, command)->state().id;
  }
  TaskId AddTask() {
    tasks::CreateTask command;
    command.details.title = Change<std::string>::Set("Call");
    return store.DoAs(world.context(), task_commands, command)->task.id;
  }
  void Ask(std::vector<TransferableKind> kinds) {
    const auto asked =
        store.DoAs(world.context(), commands, TransferRecords{from, to, std::move(kinds), /*closed=*/false});
    INFO(asked.status());
    REQUIRE(asked.ok());
  }
  // Long after whoever had it gave a sign of life.
  ClaimedJob Claim() {
    world.clock().now += absl::Hours(1);
    const absl::Time now = world.clock().now;
    return queue.Claim(world.ids().NewUuid(), now, now + absl::Minutes(1)).value().value();
  }
  // As many slices as there are to do, at most `slices`.
  absl::StatusOr<bool> Run(const ClaimedJob& job, int slices = 1'000) {
    RequestContext context = world.context();
    JobRun run{job, context, [] { return absl::OkStatus(); }, [&slices] { return slices-- == 0; }, job.checkpoint};
    return work.Run(run);
  }
  std::string Count(const std::string& what) { return owner.Ask("select count(*) from " + what); }
};

TEST_CASE("a transfer finds what is open and theirs, in the order of its ids", "[transfer]") {
  Transfers test;
  const OpportunityId open = test.store.Open(std::nullopt);
  test.store.Open(std::nullopt, 5, absl::CivilDay(2026, 1, 1));
  test.store.Open(std::nullopt, 0, std::nullopt, test.to);
  const TaskId pending = test.AddTask();
  const TaskId done = test.AddTask();
  REQUIRE(
      test.store.DoAs(test.world.context(), test.task_commands, Act<&tasks::Task::Complete>{done, std::nullopt}).ok());
  const LeadId lead = test.AddLead();
  const LeadId converted = test.AddLead();
  const sales::LeadConversion conversion(test.world.ids(), test.phones);
  sales::ConvertLead convert;
  convert.id = converted;
  REQUIRE(test.store.DoAs(test.world.context(), conversion, convert).ok());
  test.AddAccounts(3);
  const TransferRecords transfer{test.from, test.to, {}, false};
  const auto next = [&](TransferableKind kind, const Uuid& after, int limit, bool closed = false) {
    TransferRecords asked = transfer;
    asked.closed_opportunities = closed;
    return test.owned.Next(test.world.context(), kind, asked, after, limit).value();
  };
  CHECK(next(TransferableKind::kOpportunity, Uuid(), 10) == std::vector{open.uuid()});
  CHECK(next(TransferableKind::kOpportunity, Uuid(), 10, /*closed=*/true).size() == 2);
  CHECK(next(TransferableKind::kLead, Uuid(), 10) == std::vector{lead.uuid()});
  CHECK(next(TransferableKind::kTask, Uuid(), 10) == std::vector{pending.uuid()});
  const std::vector<Uuid> all = next(TransferableKind::kAccount, Uuid(), 10);
  REQUIRE(all.size() == 4);  // with that of the converted lead
  CHECK(std::is_sorted(all.begin(), all.end()));
  CHECK(next(TransferableKind::kAccount, all[0], 1) == std::vector{all[1]});
  CHECK(test.owned.Count(test.world.context(), TransferableKind::kAccount, transfer).value() == 4);
}

TEST_CASE("a transfer that changes hands is done once and whole", "[transfer]") {
  constexpr int kAccounts = RecordSweep::kSliceRecords + 20;
  Transfers test;
  test.AddAccounts(kAccounts);
  test.store.Open(std::nullopt);
  test.AddLead();
  test.Ask({TransferableKind::kAccount, TransferableKind::kLead, TransferableKind::kOpportunity});
  const ClaimedJob first = test.Claim();
  CHECK_FALSE(test.Run(first, 1).value());  // and dies
  const ClaimedJob second = test.Claim();
  CHECK(second.checkpoint.rows_done == RecordSweep::kSliceRecords);
  CHECK(second.rows_total == kAccounts + 2);
  // The first one wakes up: nothing that it does now is stored.
  const absl::Status lost = test.Run(first).status();
  CHECK(lost.code() == absl::StatusCode::kAborted);
  const std::string by_new_owner = "accounts where owner_id = '" + test.to.ToString() + "'";
  CHECK(test.Count(by_new_owner) == std::to_string(RecordSweep::kSliceRecords));
  const auto done = test.Run(second);
  INFO(done.status());
  CHECK(done.value());
  CHECK(test.Count(by_new_owner) == std::to_string(kAccounts));
  CHECK(test.Count("events where type = 'account.updated'") == std::to_string(kAccounts));
  CHECK(test.Count("audit_entries where action = 'account.updated'") == std::to_string(kAccounts));
  CHECK(test.Count("events where type = 'opportunity.reassigned'") == "1");
  CHECK(test.Count("leads where owner_id = '" + test.to.ToString() + "'") == "1");
  CHECK(test.owner.Ask("select rows_done || ' ' || updated_count || ' ' || failed_count from jobs") ==
        std::to_string(kAccounts + 2) + " " + std::to_string(kAccounts + 2) + " 0");
}

}  // namespace
}  // namespace pipewright::integration
