#include "application/shared/call/guarded.h"

#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>

#include "absl/status/statusor.h"

namespace pipewright {
namespace {

TEST_CASE("a step that doesn't throw answers for itself") {
  CHECK(Guarded([] { return absl::OkStatus(); }).ok());
  const absl::Status refused = Guarded([] { return absl::NotFoundError("gone"); });
  CHECK(refused == absl::NotFoundError("gone"));
  CHECK_FALSE(IsThrown(refused));
  CHECK(Guarded([]() -> absl::StatusOr<int> { return 7; }).value() == 7);
}

TEST_CASE("what is thrown becomes an error with its type and nothing of what it says") {
  const absl::Status thrown = Guarded([]() -> absl::Status { throw std::out_of_range("olga@example.com"); });
  CHECK(thrown.code() == absl::StatusCode::kInternal);
  CHECK(thrown.message() == "an exception of type std::out_of_range");
  CHECK(IsThrown(thrown));
  CHECK(IsThrown(Guarded([]() -> absl::StatusOr<int> { throw std::bad_alloc(); }).status()));
  CHECK(IsThrown(Guarded([]() -> absl::Status { throw 7; })));
}

}  // namespace
}  // namespace pipewright
