// request_id and validate_only, as every method that changes records has them, the batches too.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "tests/support/infrastructure/tenant_contents.h"
#include "tests/support/server/expect_standard.h"
#include "tests/support/server/standard_world.h"

namespace pipewright {
namespace {

using grpc::StatusCode;
using testing::EverythingOf;
using testing::MessagePtr;
using testing::Method;
using testing::RawAnswer;
using testing::StandardCase;
using testing::StandardResource;
using testing::StandardResources;
using testing::StandardWorld;

template <class Check>
void ForEachMutation(const char* rule, Check check) {
  for (const StandardResource& resource : StandardResources()) {
    std::vector<const Method*> methods = resource.Mutations();
    for (const Method* const batch : {resource.batch_create, resource.batch_update, resource.batch_delete}) {
      if (batch != nullptr) methods.push_back(batch);
    }
    if (methods.empty()) continue;
    StandardWorld world(resource);
    for (const Method* const method : methods) check(world, *method, StandardCase(resource, *method, rule));
  }
}

TEST_CASE("a repeated request is answered as the first was, and done once", "[standard]") {
  ForEachMutation("request_id", [](StandardWorld& world, const Method& method, const StandardCase& rule) {
    const MessagePtr request = world.MutationRequest(method);
    const MessagePtr other = world.MutationRequest(method);
    const std::string id = testing::UnknownId();
    testing::Put(*request, "request_id", id);
    const RawAnswer first = world.Call(method, *request);
    rule.ExpectOk(first.status);
    const std::string after = EverythingOf(world.owner().tenant_id);
    const RawAnswer second = world.Call(method, *request);
    rule.ExpectOk(second.status);
    rule.Expect(second.response->SerializeAsString() == first.response->SerializeAsString(),
                second.response->ShortDebugString());
    testing::Put(*request, "request_id", absl::AsciiStrToUpper(id));
    rule.Expect(world.Call(method, *request).response->SerializeAsString() == first.response->SerializeAsString(),
                "the same id in upper case is another");
    testing::Put(*other, "request_id", id);
    rule.ExpectError(world.Call(method, *other).status, StatusCode::INVALID_ARGUMENT, "REQUEST_ID_REUSED");
    rule.Expect(EverythingOf(world.owner().tenant_id) == after, "something was written again");
    testing::Put(*other, "request_id", "7");
    rule.ExpectError(world.Call(method, *other).status, StatusCode::INVALID_ARGUMENT, "INVALID_FIELD", "request_id");
  });
}

TEST_CASE("a request that failed may be tried again with its id", "[standard]") {
  ForEachMutation("request_id of a failure", [](StandardWorld& world, const Method& method, const StandardCase& rule) {
    const MessagePtr request = world.MutationRequest(method);
    const std::string id = testing::UnknownId();
    if (method.input_type()->FindFieldByName("etag") == nullptr) return;
    testing::Put(*request, "request_id", id);
    testing::Put(*request, "etag", "4711");
    rule.ExpectError(world.Call(method, *request).status, StatusCode::ABORTED, "STALE_ETAG");
    testing::Clear(*request, "etag");
    rule.ExpectOk(world.Call(method, *request).status);
  });
}

TEST_CASE("what is only to be checked is answered and leaves nothing, not even an event", "[standard]") {
  ForEachMutation("validate_only", [](StandardWorld& world, const Method& method, const StandardCase& rule) {
    const MessagePtr request = world.MutationRequest(method);
    testing::Put(*request, "validate_only", true);
    const std::string before = EverythingOf(world.owner().tenant_id);
    const RawAnswer checked = world.Call(method, *request);
    rule.ExpectOk(checked.status);
    rule.Expect(EverythingOf(world.owner().tenant_id) == before, "something was written");
    // As the call itself would answer, but for what it only then decides.
    testing::Put(*request, "validate_only", false);
    const RawAnswer done = world.Call(method, *request);
    rule.ExpectOk(done.status);
    const auto would = testing::RecordsIn(*checked.response);
    const auto are = testing::RecordsIn(*done.response);
    rule.Expect(would.size() == are.size());
    for (size_t i = 0; i < would.size() && i < are.size(); ++i) {
      for (const std::string& field : testing::InputFieldsOf(*world.resource().message)) {
        const auto* const nested = world.resource().message->FindFieldByName(field)->message_type();
        if (nested != nullptr && nested->FindFieldByName("id") != nullptr) continue;  // the server makes new ids
        rule.Expect(testing::SameField(*would[i], *are[i], field), testing::ShownField(*would[i], field));
      }
    }
  });
}

TEST_CASE("what is only to be checked meets the errors of the call itself", "[standard]") {
  for (const StandardResource& resource : StandardResources()) {
    if (resource.create == nullptr) continue;
    StandardWorld world(resource);
    const StandardCase rule(resource, *resource.create, "validate_only of what fails");
    const MessagePtr request = world.CreateRequest();
    testing::Put(*request, testing::ChosenIdField(resource), testing::TextIn(*world.Make(), "id"));
    testing::Put(*request, "validate_only", true);
    rule.ExpectError(world.Call(*resource.create, *request).status, StatusCode::ALREADY_EXISTS, "RECORD_EXISTS");
  }
}

}  // namespace
}  // namespace pipewright
