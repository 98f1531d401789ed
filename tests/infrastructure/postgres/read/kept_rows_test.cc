// Answers that are kept: they are those that the database would give.
#include "infrastructure/postgres/read/kept_rows.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/sales/vendor_commands.h"
#include "domain/shared/status_macros.h"
#include "tests/support/infrastructure/worlds.h"
#include "tests/support/status_matchers.h"

namespace pipewright::postgres {
namespace {

using testing::PostgresWorld;
using Rows = std::vector<std::string>;

// Names, as the session's tenant has them; no parameter says which tenant.
const Sql kNames{"select v.name, null from vendors v where v.delete_time is null order by v.name", 2};

struct Asking {
  PostgresWorld world;
  FakePhones phones;
  sales::VendorCommands vendors{world.ids(), phones};
  FakeClock clock;
  KeptRows kept{clock};

  absl::Status Add(const std::string& name, UnitOfWork& uow) {
    sales::CreateVendor command;
    command.details.name = Change<std::string>::Set(name);
    return vendors.Handle(world.context(), command, uow).status();
  }
  void Add(const std::string& name) {
    const absl::Status added = world.Run([&](UnitOfWork& uow) { return Add(name, uow); });
    INFO(added);
    REQUIRE(added.ok());
  }
  absl::Status Read(const Sql& sql, const std::vector<Param>& params, absl::FunctionRef<absl::Status(Row)> on_row) {
    ASSIGN_OR_RETURN(ReadSession session, ReadSession::Begin(world.pool(), world.context()));
    return kept.Read(session, world.context().tenant(), sql, params, on_row);
  }
  Rows Names(const Sql& sql = kNames, const std::vector<Param>& params = {}) {
    Rows names;
    const absl::Status read = Read(sql, params, [&](Row row) {
      CHECK(row[1].null);
      names.emplace_back(row[0].text);
      return absl::OkStatus();
    });
    INFO(read);
    REQUIRE(read.ok());
    return names;
  }
};

TEST_CASE("what hasn't changed is answered from memory, and what has is read", "[kept]") {
  Asking test;
  test.Add("Holm");
  CHECK(test.Names() == Rows{"Holm"});
  CHECK(test.Names() == Rows{"Holm"});
  CHECK(test.kept.hits() == 1);
  test.Add("Berg");
  CHECK(test.Names() == Rows{"Berg", "Holm"});
  CHECK(test.kept.hits() == 1);
  CHECK(test.Names() == Rows{"Berg", "Holm"});
  CHECK(test.kept.hits() == 2);
}

TEST_CASE("another tenant's changes and questions are nothing to an answer", "[kept]") {
  Asking test;
  Asking other;
  other.Add("Tal");
  test.Add("Holm");
  CHECK(test.Names() == Rows{"Holm"});
  other.Add("Berg");
  CHECK(test.Names() == Rows{"Holm"});
  CHECK(test.kept.hits() == 1);
  // The same question of another tenant, of the same memory, which hasn't changed since the answer was kept.
  test.Add("Lund");
  CHECK(test.Names() == Rows{"Holm", "Lund"});
  Rows theirs;
  auto session = ReadSession::Begin(other.world.pool(), other.world.context());
  REQUIRE(session.ok());
  const absl::Status read = test.kept.Read(*session, other.world.context().tenant(), kNames, {}, [&](Row row) {
    theirs.emplace_back(row[0].text);
    return absl::OkStatus();
  });
  REQUIRE(read.ok());
  CHECK(theirs == Rows{"Berg", "Tal"});
}

TEST_CASE("parameters that only look alike are other questions", "[kept]") {
  Asking test;
  const Sql sql{"select $1::text || '|' || coalesce($2::text, 'none'), null", 2};
  CHECK(test.Names(sql, {"a 1 b", "c"}) == Rows{"a 1 b|c"});
  CHECK(test.Names(sql, {"a", "b 1 c"}) == Rows{"a|b 1 c"});
  CHECK(test.Names(sql, {"a", std::nullopt}) == Rows{"a|none"});
  CHECK(test.Names(sql, {"a", "null"}) == Rows{"a|null"});
  CHECK(test.kept.hits() == 0);
}

TEST_CASE("a change that was under way when an answer was read, and came in later, is seen", "[kept]") {
  Asking test;
  const absl::Status slow = test.world.Run([&](UnitOfWork& uow) -> absl::Status {
    RETURN_IF_ERROR(test.Add("Slow", uow));
    // Sent, so that its transaction has its number, which is smaller than that of those that begin now.
    RETURN_IF_ERROR(uow.NextNumber("tests").status());
    test.Add("Quick");
    CHECK(test.Names() == Rows{"Quick"});
    CHECK(test.Names() == Rows{"Quick"});
    return absl::OkStatus();
  });
  INFO(slow);
  REQUIRE(slow.ok());
  CHECK(test.kept.hits() == 1);
  CHECK(test.Names() == Rows{"Quick", "Slow"});
}

TEST_CASE("a change that is taken back costs nothing", "[kept]") {
  Asking test;
  test.Add("Holm");
  CHECK(test.Names() == Rows{"Holm"});
  const absl::Status failed = test.world.Run([&](UnitOfWork& uow) -> absl::Status {
    RETURN_IF_ERROR(test.Add("Berg", uow));
    RETURN_IF_ERROR(uow.NextNumber("tests").status());
    return absl::InvalidArgumentError("no");
  });
  CHECK_FALSE(failed.ok());
  CHECK(test.Names() == Rows{"Holm"});
  CHECK(test.kept.hits() == 1);
}

TEST_CASE("an answer that fails, or is too large, isn't kept", "[kept]") {
  Asking test;
  const auto refuse = [](Row) { return absl::DataLossError("no"); };
  test.Add("Holm");
  CHECK(test.Read(kNames, {}, refuse).code() == absl::StatusCode::kDataLoss);
  CHECK(test.Names() == Rows{"Holm"});
  CHECK(test.kept.hits() == 0);
  const Sql large{"select repeat('x', 300000), null", 2};
  CHECK(test.Names(large)[0].size() == 300'000);
  CHECK(test.Names(large)[0].size() == 300'000);
  CHECK(test.kept.hits() == 0);
}

TEST_CASE("what was asked longest ago goes when there is no room, a tenant's own first", "[kept]") {
  FakeClock clock;
  KeptRows kept(clock, {.bytes = 500'000, .tenant_bytes = 400'000, .answer_bytes = 100'000});
  Asking test;
  Asking other;
  const Sql sql{"select repeat($1::text, 50000), null", 2};
  const auto ask = [&](Asking& who, char letter) {
    auto session = ReadSession::Begin(who.world.pool(), who.world.context());
    REQUIRE(session.ok());
    const int64_t before = kept.hits();
    REQUIRE(kept.Read(*session, who.world.context().tenant(), sql, {std::string(1, letter)},
                      [](Row) { return absl::OkStatus(); })
                .ok());
    return kept.hits() > before;
  };
  ask(other, 'a');
  for (char letter = 'a'; letter <= 'z'; ++letter) ask(test, letter);
  CHECK(kept.bytes() <= 500'000);
  CHECK(ask(test, 'z'));
  CHECK_FALSE(ask(test, 'a'));
  CHECK(ask(other, 'a'));
  for (char letter = 'a'; letter <= 'f'; ++letter) ask(other, letter);
  CHECK(kept.bytes() <= 500'000);
  CHECK(ask(other, 'f'));
}

TEST_CASE("nothing is kept for long, or when the database may be another one", "[kept]") {
  Asking test;
  test.Add("Holm");
  test.Names();
  test.clock.now += absl::Minutes(11);
  test.Names();
  CHECK(test.kept.hits() == 0);
  {
    const auto lease = test.world.pool().Acquire(std::nullopt, absl::Now() + absl::Seconds(30));
    CHECK_FALSE((*lease)->Pipeline({{"select pg_terminate_backend(pg_backend_pid())", {}, nullptr}}, nullptr).ok());
  }
  test.Names();
  CHECK(test.kept.hits() == 0);
  test.Names();
  CHECK(test.kept.hits() == 1);
}

}  // namespace
}  // namespace pipewright::postgres
