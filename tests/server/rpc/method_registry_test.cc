#include "server/rpc/method_registry.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "absl/strings/match.h"

namespace pipewright::server {
namespace {

TEST_CASE("a request may be as large as what it is for asks", "[method_registry]") {
  const MethodRegistry registry = MethodRegistry::Build().value();
  int strangers = 0;
  int many = 0;
  for (const MethodInfo* const method : registry.All()) {
    INFO(method->name);
    const std::string name = method->descriptor->name();
    if (method->access == shared::v1::ACCESS_PUBLIC) {
      CHECK(method->limits.bytes == 8 << 10);
      ++strangers;
    } else if (method->descriptor->client_streaming()) {
      CHECK(method->limits.bytes > 4 << 20);
    } else if (absl::StartsWith(name, "BatchCreate") || absl::StartsWith(name, "BatchUpdate") || name == "Execute") {
      CHECK(method->limits.bytes == 8 << 20);
      ++many;
    } else if (!absl::StartsWith(name, "Batch")) {
      CHECK(method->limits.bytes == 256 << 10);
    }
    CHECK(method->limits.bytes <= kLargestRequestBytes);
    CHECK(method->limits.memory >= method->limits.bytes);
  }
  CHECK(strangers == 7);
  CHECK(many > 10);
}

TEST_CASE("what hashes a password is known by its request", "[method_registry]") {
  const MethodRegistry registry = MethodRegistry::Build().value();
  std::set<std::string> hashing;
  for (const MethodInfo* const method : registry.All()) {
    if (method->hashes_password) hashing.insert(method->descriptor->name());
  }
  CHECK(hashing ==
        std::set<std::string>{"AcceptInvitation", "AddMember", "ChangePassword", "ResetPassword", "SignIn", "SignUp"});
}

}  // namespace
}  // namespace pipewright::server
