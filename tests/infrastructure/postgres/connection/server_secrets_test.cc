#include "infrastructure/postgres/connection/server_secrets.h"

#include <catch2/catch.hpp>

#include "tests/support/infrastructure/test_database.h"

namespace pipewright::postgres {
namespace {

TEST_CASE("all servers of a database share a secret, made by the first") {
  const ConnectionOptions database{testing::TestDatabase::Get().app_url(), ""};
  const auto first = SharedServerSecret(database, "a test's");
  REQUIRE(first.ok());
  CHECK(first->size() == 32);
  CHECK(SharedServerSecret(database, "a test's").value() == *first);
  CHECK(SharedServerSecret(database, "another test's").value() != *first);
}

}  // namespace
}  // namespace pipewright::postgres
