#include "infrastructure/postgres/connection/pool.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/support/infrastructure/test_database.h"

namespace pipewright::postgres {
namespace {

using testing::TestDatabase;

constexpr int kSize = 3;

std::string Ask(Connection& connection, const std::string& sql) {
  std::string answer;
  const absl::Status asked = connection.Pipeline({{sql,
                                                   {},
                                                   [&](Row row) {
                                                     answer = std::string(row[0].text);
                                                     return absl::OkStatus();
                                                   }}},
                                                 nullptr);
  INFO(asked.message());
  REQUIRE(asked.ok());
  return answer;
}

Pool::Lease Take(Pool& pool) {
  auto lease = pool.Acquire(std::nullopt, absl::Now() + absl::Seconds(30));
  REQUIRE(lease.ok());
  return *std::move(lease);
}

// A pool of connections that are all open, and the numbers of their processes.
struct Opened {
  Opened() {
    std::vector<Pool::Lease> leases;
    for (int i = 0; i < kSize; ++i) leases.push_back(Take(pool));
    for (const Pool::Lease& lease : leases) pids.push_back(Ask(*lease, "select pg_backend_pid()::text"));
  }
  // As when the server dies; returns when the process is gone.
  static void End(const std::string& pid) {
    const auto other = Connection::Open({.url = TestDatabase::Get().app_url()});
    REQUIRE(other.ok());
    REQUIRE(Ask(**other, absl::StrCat("select pg_terminate_backend(", pid, ", 60000)::text")) == "true");
  }

  Pool pool{{.url = TestDatabase::Get().app_url()}, kSize};
  std::vector<std::string> pids;
};

TEST_CASE("a connection that was ended while it was idle is lent to nobody", "[pool]") {
  Opened test;
  const uint64_t losses = Connection::losses();
  for (const std::string& pid : test.pids) Opened::End(pid);
  {
    std::vector<Pool::Lease> leases;
    for (int i = 0; i < kSize; ++i) leases.push_back(Take(test.pool));
    for (const Pool::Lease& lease : leases) CHECK(Ask(*lease, "select 'here'") == "here");
  }
  // Whoever keeps answers learns that the database may be another one.
  CHECK(Connection::losses() > losses);
  CHECK(test.pool.in_use() == 0);
}

TEST_CASE("the connections beside one that was ended are kept", "[pool]") {
  Opened test;
  Opened::End(test.pids[1]);
  std::vector<std::string> pids;
  {
    std::vector<Pool::Lease> leases;
    for (int i = 0; i < kSize; ++i) leases.push_back(Take(test.pool));
    for (const Pool::Lease& lease : leases) pids.push_back(Ask(*lease, "select pg_backend_pid()::text"));
  }
  CHECK_THAT(pids, Catch::VectorContains(test.pids[0]) && Catch::VectorContains(test.pids[2]));
  CHECK_THAT(pids, !Catch::VectorContains(test.pids[1]));
}

}  // namespace
}  // namespace pipewright::postgres
