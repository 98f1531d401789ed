#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#include <utility>
#include <vector>

#include "tests/support/at_end.h"

namespace pipewright::testing {
namespace {

std::vector<std::function<void()>>& Ends() {
  static auto* const ends = new std::vector<std::function<void()>>();
  return *ends;
}

}  // namespace

void AtEnd(std::function<void()> end) { Ends().push_back(std::move(end)); }

}  // namespace pipewright::testing

int main(int argc, char* argv[]) {
  const int result = Catch::Session().run(argc, argv);
  auto& ends = pipewright::testing::Ends();
  for (; !ends.empty(); ends.pop_back()) ends.back()();
  return result;
}
