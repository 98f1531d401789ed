#include "domain/shared/reason.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>

namespace pipewright {
namespace {

// The published enum, read from the proto's text: name -> number.
std::map<std::string, int> Published() {
  std::ifstream file(PIPEWRIGHT_SOURCE_DIR "/proto/pipewright/shared/v1/errors.proto");
  const std::regex value(R"(^\s*ERROR_REASON_([A-Z0-9_]+)\s*=\s*(\d+);)");
  std::map<std::string, int> published;
  for (std::string line; std::getline(file, line);) {
    std::smatch match;
    if (std::regex_search(line, match, value)) published[match[1]] = std::stoi(match[2]);
  }
  return published;
}

TEST_CASE("the reasons are the published ones, name and number") {
  std::map<std::string, int> ours;
  for (const Reason reason : AllReasons()) ours[std::string(ReasonName(reason))] = static_cast<int>(reason);
  CHECK(ours.size() == AllReasons().size());
  CHECK(ours == Published());
}

// The enum can't be listed by the language; the header's text can.
TEST_CASE("every reason of the header has a name") {
  std::ifstream file(PIPEWRIGHT_SOURCE_DIR "/domain/shared/reason.h");
  const std::regex value(R"(^\s*k[A-Za-z0-9]+ = (\d+),)");
  std::set<int> named;
  for (const Reason reason : AllReasons()) named.insert(static_cast<int>(reason));
  int found = 0;
  for (std::string line; std::getline(file, line);) {
    std::smatch match;
    if (!std::regex_search(line, match, value)) continue;
    ++found;
    INFO(line);
    CHECK(named.contains(std::stoi(match[1])));
  }
  CHECK(found > 10);
}

}  // namespace
}  // namespace pipewright
