// The numbers of codes: each is given once, whoever asks, and nobody waits for the transaction that uses one.
#include "infrastructure/postgres/write/number_blocks.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "application/sales/vendor_commands.h"
#include "application/shared/commands/record_codes.h"
#include "domain/shared/status_macros.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/test_database.h"
#include "tests/support/infrastructure/worlds.h"

namespace pipewright::postgres {
namespace {

using testing::PostgresWorld;
using Numbers = std::vector<int64_t>;

// One process's numbers of one tenant.
struct Process {
  explicit Process(PostgresWorld& world) : tenant(*world.context().principal->tenant) {}

  Numbers Take(int64_t count, absl::string_view series = "tests") {
    Numbers numbers;
    const absl::Status status = blocks.Take(tenant, series, count, absl::Now() + absl::Seconds(30), numbers);
    INFO(status);
    REQUIRE(status.ok());
    return numbers;
  }

  const TenantId tenant;
  FakeClock clock;
  NumberBlocks blocks{{testing::TestDatabase::Get().app_url(), ""}, clock};
};

TEST_CASE("a series counts from 1, a tenant and a series each for itself", "[number_blocks]") {
  PostgresWorld world;
  PostgresWorld other_world;
  Process process(world);
  Process other(other_world);
  CHECK(process.Take(1) == Numbers{1});
  CHECK(process.Take(3) == Numbers{2, 3, 4});
  CHECK(process.Take(1, "others") == Numbers{1});
  CHECK(other.Take(2) == Numbers{1, 2});
}

TEST_CASE("a series that is used now and then leaves no gap to the next process", "[number_blocks]") {
  PostgresWorld world;
  Process process(world);
  for (int64_t i = 1; i <= 3; ++i) {
    CHECK(process.Take(1) == Numbers{i});
    process.clock.now += absl::Minutes(1);
  }
  CHECK(Process(world).Take(1) == Numbers{4});
}

TEST_CASE("blocks grow while a series is used much, up to a bound, and shrink again", "[number_blocks]") {
  PostgresWorld world;
  Process process(world);
  for (int i = 0; i < 1000; ++i) process.Take(1);
  const int64_t counted = Process(world).Take(1).front() - 1;
  CHECK(counted >= 1000);
  CHECK(counted < 1000 + 64);
  process.clock.now += absl::Minutes(1);
  const Numbers rest = process.Take(counted - 1000);  // what is at hand
  CHECK((rest.empty() || rest.back() == counted));
  CHECK(process.Take(1) == Numbers{counted + 2});
  CHECK(Process(world).Take(1) == Numbers{counted + 3});
}

TEST_CASE("numbers given back come first", "[number_blocks]") {
  PostgresWorld world;
  Process process(world);
  CHECK(process.Take(4) == Numbers{1, 2, 3, 4});
  process.blocks.GiveBack(process.tenant, "tests", {2, 4});
  CHECK(process.Take(3) == Numbers{2, 4, 5});
}

TEST_CASE("no number is given twice, by threads or by processes", "[number_blocks]") {
  PostgresWorld world;
  Process one(world);
  Process two(world);
  std::mutex mutex;
  Numbers all;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      NumberBlocks& blocks = i % 2 == 0 ? one.blocks : two.blocks;
      for (int j = 0; j < 40; ++j) {
        Numbers numbers;
        const absl::Status taken = blocks.Take(one.tenant, "tests", 1 + j % 3, absl::InfiniteFuture(), numbers);
        const std::lock_guard lock(mutex);
        if (taken.ok()) all.insert(all.end(), numbers.begin(), numbers.end());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(all.size() == 8 * (14 * 1 + 13 * 2 + 13 * 3));
  std::sort(all.begin(), all.end());
  CHECK(std::adjacent_find(all.begin(), all.end()) == all.end());
}

// Holds the tenant's counters, so that whoever counts waits.
struct HeldCounters {
  explicit HeldCounters(const TenantId& tenant) {
    admin.Rows("select set_config('app.tenant_id', $1, false)", {tenant.ToString()});
    admin.Rows("begin");
    admin.Rows("update counters set value = value where tenant_id = $1::uuid", {tenant.ToString()});
  }
  // Until somebody waits for them.
  void AwaitWaiter() {
    while (admin.Ask("select count(*) from pg_locks where not granted and locktype = 'transactionid' and transactionid "
                     "= pg_current_xact_id()::xid") == "0") {
    }
  }
  void Release() { admin.Rows("rollback"); }

  testing::AdminConnection admin{testing::TestDatabase::Get().owner_url()};
};

TEST_CASE("a counter that somebody holds costs the caller no more than its deadline", "[number_blocks]") {
  PostgresWorld world;
  Process process(world);
  process.Take(1);
  process.clock.now += absl::Minutes(1);
  HeldCounters held(process.tenant);
  Numbers numbers;
  const absl::Status late =
      process.blocks.Take(process.tenant, "tests", 1, absl::Now() + absl::Milliseconds(50), numbers);
  CHECK(late.code() == absl::StatusCode::kDeadlineExceeded);
  CHECK(numbers.empty());
  held.Release();
  CHECK(process.Take(1).size() == 1);
}

TEST_CASE("what others take while one counts is missing to nobody", "[number_blocks]") {
  PostgresWorld world;
  Process process(world);
  process.blocks.GiveBack(process.tenant, "tests", process.Take(3));
  HeldCounters held(process.tenant);
  Numbers five;
  std::thread counting([&] { five = process.Take(5); });
  held.AwaitWaiter();
  CHECK(process.Take(3) == Numbers{1, 2, 3});
  held.Release();
  counting.join();
  CHECK(five == Numbers{4, 5, 6, 7, 8});
}

// As when the database crashes, or a standby takes its place: whoever is connected finds the connection broken.
void LoseAConnection(PostgresWorld& world) {
  const auto lease = world.pool().Acquire(std::nullopt, absl::Now() + absl::Seconds(30));
  REQUIRE(lease.ok());
  CHECK_FALSE((*lease)->Pipeline({{"select pg_terminate_backend(pg_backend_pid())", {}, nullptr}}, nullptr).ok());
}

TEST_CASE("numbers at hand are forgotten when the database may be another one", "[number_blocks]") {
  PostgresWorld world;
  Process process(world);
  process.blocks.GiveBack(process.tenant, "tests", process.Take(3));
  LoseAConnection(world);
  CHECK(process.Take(1) == Numbers{4});
}

TEST_CASE("a code that another record has already costs one creation, and no more", "[number_blocks][codes]") {
  PostgresWorld world;
  const FakePhones phones;
  const sales::VendorCommands vendors(world.ids(), phones);
  sales::CreateVendor create;
  create.details.name = Change<std::string>::Set("Holm");
  const auto first = testing::RunCommand(world, vendors, create);
  REQUIRE(first.ok());
  testing::AdminConnection admin(testing::TestDatabase::Get().owner_url());
  admin.Rows("select set_config('app.tenant_id', $1, false)", {world.context().tenant().ToString()});
  admin.Rows("update vendors set code = 'VEN-000002' where id = $1::uuid", {first->state().id.ToString()});
  CHECK(testing::RunCommand(world, vendors, create).status().code() == absl::StatusCode::kAlreadyExists);
  const auto next = testing::RunCommand(world, vendors, create);
  INFO(next.status());
  REQUIRE(next.ok());
  CHECK(next->state().code == "VEN-000003");
}

TEST_CASE("creations of a tenant don't wait for each other's codes", "[number_blocks]") {
  PostgresWorld world;
  std::string first;
  std::string second;
  const absl::Status done = world.Run([&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(first, NextCode(RecordKind::kVendor, uow));
    return world.Run([&](UnitOfWork& beside) -> absl::Status {
      ASSIGN_OR_RETURN(second, NextCode(RecordKind::kVendor, beside));
      return absl::OkStatus();
    });
  });
  INFO(done);
  REQUIRE(done.ok());
  CHECK(first == "VEN-000001");
  CHECK(second == "VEN-000002");
}

}  // namespace
}  // namespace pipewright::postgres
