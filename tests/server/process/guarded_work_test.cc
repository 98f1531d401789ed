#include "server/process/guarded_work.h"

#include <catch2/catch.hpp>
#include <stdexcept>

#include "tests/support/server/log_lines.h"

namespace pipewright::server {
namespace {

TEST_CASE("a piece of work that throws is one error in the log, without what was said", "[logging]") {
  const testing::LogLines log;
  CHECK(RunGuarded("the work", [] {}));
  CHECK(log.text().empty());
  CHECK_FALSE(RunGuarded("the work", [] { throw std::runtime_error("olga@example.com"); }));
  CHECK_THAT(log.text(), Catch::StartsWith("error ") && Catch::Contains("the work failed") &&
                             Catch::Contains("std::runtime_error") && !Catch::Contains("olga"));
}

}  // namespace
}  // namespace pipewright::server
