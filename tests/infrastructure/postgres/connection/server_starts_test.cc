#include "infrastructure/postgres/connection/server_starts.h"

#include <catch2/catch.hpp>

namespace pipewright::postgres {
namespace {

TEST_CASE("a server that started at another moment than before is another one, told once", "[kept]") {
  ServerStarts starts;
  CHECK_FALSE(starts.IsAnother("here", "monday"));
  CHECK_FALSE(starts.IsAnother("there", "tuesday"));
  CHECK_FALSE(starts.IsAnother("here", "monday"));
  CHECK(starts.IsAnother("here", "wednesday"));
  CHECK_FALSE(starts.IsAnother("here", "wednesday"));
  CHECK_FALSE(starts.IsAnother("there", "tuesday"));
}

}  // namespace
}  // namespace pipewright::postgres
