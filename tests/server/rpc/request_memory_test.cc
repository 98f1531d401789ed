// Requests take memory in turn, within what all and what one may take.
#include "server/rpc/request_memory.h"

#include <catch2/catch.hpp>
#include <map>
#include <optional>
#include <string>

namespace pipewright::server {
namespace {

class Requests {
 public:
  explicit Requests(RequestMemory::Limits limits) : memory(limits) {}
  // The end of one grants others their share, which then is held as well.
  ~Requests() {
    while (!held.empty()) End(std::string(held.begin()->first));
  }
  Requests(const Requests&) = delete;
  Requests& operator=(const Requests&) = delete;

  bool Take(const std::string& owner, const std::string& name, size_t bytes) {
    return memory.Take(owner, bytes, [this, name](RequestMemory::Share share) {
      order += name;
      held[name] = std::move(share);
    });
  }
  void End(const std::string& name) {
    RequestMemory::Share share = std::move(held[name]);
    held.erase(name);
  }

  RequestMemory memory;
  std::map<std::string, RequestMemory::Share> held;
  std::string order;  // in which they were granted
};

TEST_CASE("what fits is granted at once, and the rest when there is room again", "[request_memory]") {
  Requests requests({.bytes = 10, .owner_bytes = 10, .waiting = 5});
  CHECK(requests.Take("x", "a", 6));
  CHECK(requests.Take("x", "b", 6));
  CHECK(requests.order == "a");
  CHECK(requests.memory.taken() == 6);
  requests.End("a");
  CHECK(requests.order == "ab");
  CHECK(requests.memory.taken() == 6);
}

TEST_CASE("one owner's requests leave room for another's", "[request_memory]") {
  Requests requests({.bytes = 10, .owner_bytes = 5, .waiting = 5});
  for (const char* const name : {"a", "b", "c"}) REQUIRE(requests.Take("x", name, 5));
  CHECK(requests.order == "a");
  REQUIRE(requests.Take("y", "d", 5));
  CHECK(requests.order == "ad");
  // What waits for its own owner's share holds nobody up.
  REQUIRE(requests.Take("z", "e", 5));
  requests.End("d");
  CHECK(requests.order == "ade");
}

TEST_CASE("owners who wait are served in turn, not by who came first", "[request_memory]") {
  Requests requests({.bytes = 1, .owner_bytes = 1, .waiting = 10});
  REQUIRE(requests.Take("w", "-", 1));
  for (const char* const name : {"a", "b", "c"}) REQUIRE(requests.Take("x", name, 1));
  for (const char* const name : {"d", "e"}) REQUIRE(requests.Take("y", name, 1));
  for (const char* const name : {"-", "a", "d", "b", "e"}) requests.End(name);
  CHECK(requests.order == "-adbec");
}

TEST_CASE("who needs less than they took lets others in", "[request_memory]") {
  Requests requests({.bytes = 10, .owner_bytes = 10, .waiting = 5});
  REQUIRE(requests.Take("x", "a", 10));
  REQUIRE(requests.Take("y", "b", 4));
  requests.held["a"].Shrink(7);
  CHECK(requests.order == "a");
  requests.held["a"].Shrink(6);
  CHECK(requests.order == "ab");
  requests.held["a"].Shrink(8);
  CHECK(requests.memory.taken() == 10);
}

TEST_CASE("so many wait and no more, and nothing is kept of those who were refused", "[request_memory]") {
  Requests requests({.bytes = 1, .owner_bytes = 1, .waiting = 1});
  REQUIRE(requests.Take("x", "a", 1));
  REQUIRE(requests.Take("y", "b", 1));
  CHECK_FALSE(requests.Take("z", "c", 1));
  requests.End("a");
  requests.End("b");
  CHECK(requests.memory.taken() == 0);
  CHECK(requests.order == "ab");
  CHECK(requests.Take("z", "c", 1));
}

}  // namespace
}  // namespace pipewright::server
