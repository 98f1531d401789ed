#include <catch2/catch.hpp>
#include <concepts>

#include "domain/shared/aggregate.h"

namespace pipewright {
namespace {

struct Whole : Record {
  int size = 0;
  friend bool operator==(const Whole&, const Whole&) = default;
};
struct Incomparable : Record {
  int size = 0;
};

TEST_CASE("a state compares all of its fields or none") {
  static_assert(std::equality_comparable<Whole>);
  static_assert(!std::equality_comparable<Incomparable>);
  Whole one;
  Whole other;
  CHECK(one == other);
  other.size = 1;
  CHECK_FALSE(one == other);
  other = one;
  other.version = 1;
  CHECK_FALSE(one == other);
}

}  // namespace
}  // namespace pipewright
