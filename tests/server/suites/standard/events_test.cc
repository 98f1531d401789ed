// The events of changes, as every resource leaves them.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "pipewright/integration/v1/event_service.grpc.pb.h"
#include "tests/support/server/event_stream.h"
#include "tests/support/server/expect_standard.h"
#include "tests/support/server/standard_world.h"

namespace pipewright {
namespace {

using testing::MessagePtr;
using testing::Method;
using testing::StandardCase;
using testing::StandardResource;
using testing::StandardResources;
using testing::StandardWorld;
using testing::TextIn;

// "CreateAccount" → "account.created".
std::string EventTypeOf(const StandardResource& resource, const Method& method) {
  const std::string verb = absl::AsciiStrToLower(absl::StripSuffix(method.name(), resource.message->name()));
  return absl::StrCat(resource.name, ".", verb, absl::EndsWith(verb, "e") ? "d" : "ed");
}

// The events of one record, in their order.
std::vector<integration::v1::Event> EventsOf(const StandardWorld& world, const std::string& id) {
  integration::v1::ListEventsRequest request;
  request.mutable_filter()->mutable_subject()->set_resource(world.resource().name);
  request.mutable_filter()->mutable_subject()->set_id(id);
  request.set_page_size(1000);
  const auto page = testing::ListSettledEvents(world.owner(), request);
  INFO(testing::Shown(page.status));
  REQUIRE(page.ok());
  return {page->events().begin(), page->events().end()};
}

TEST_CASE("every change leaves one event, which tells the record, its version and who changed it",
          "[standard][events]") {
  for (const StandardResource& resource : StandardResources()) {
    if (resource.create == nullptr) continue;
    StandardWorld world(resource);
    const StandardCase rule(resource, *resource.create, "events");
    const std::string id = TextIn(*world.Make(), "id");
    std::vector<std::string> types = {EventTypeOf(resource, *resource.create)};
    std::string record = world.Get(id)->SerializeAsString();
    const auto change = [&](const Method* method, const MessagePtr& request) {
      if (method == nullptr) return;
      StandardCase(resource, *method, "events").ExpectOk(world.Call(*method, *request).status);
      types.push_back(EventTypeOf(resource, *method));
      record = world.Get(id)->SerializeAsString();
    };
    if (resource.update != nullptr) {
      change(resource.update, world.UpdateRequest(*world.Changed(id), world.ChangedFields()));
    }
    change(resource.remove, world.Target(*resource.remove, id));
    if (resource.undelete != nullptr) change(resource.undelete, world.Target(*resource.undelete, id));
    const std::vector<integration::v1::Event> events = EventsOf(world, id);
    rule.Expect(events.size() == types.size(), absl::StrCat(events.size(), " events"));
    for (size_t i = 0; i < events.size() && i < types.size(); ++i) {
      rule.Expect(events[i].type() == types[i], events[i].type());
      rule.Expect(events[i].record_version() == static_cast<int64_t>(i) + 1, events[i].ShortDebugString());
      rule.Expect(events[i].actor_user_id() == world.owner().user_id, events[i].ShortDebugString());
      rule.Expect(events[i].record_id() == id && events[i].resource() == resource.name, events[i].ShortDebugString());
    }
    if (!events.empty()) rule.Expect(events.back().record().value() == record, events.back().ShortDebugString());
  }
}

TEST_CASE("a batch leaves one event for each of its records", "[standard][events]") {
  for (const StandardResource& resource : StandardResources()) {
    if (resource.batch_create == nullptr) continue;
    StandardWorld world(resource);
    for (const Method* const method : {resource.batch_create, resource.batch_update, resource.batch_delete}) {
      if (method == nullptr) continue;
      const MessagePtr batch = world.MutationRequest(*method);
      const testing::RawAnswer done = world.Call(*method, *batch);
      const StandardCase rule(resource, *method, "events of a batch");
      rule.ExpectOk(done.status);
      const size_t changes = method == resource.batch_create ? 1 : 2;  // made before it was changed
      for (const auto* const record : testing::RecordsIn(*done.response)) {
        rule.Expect(EventsOf(world, TextIn(*record, "id")).size() == changes, record->ShortDebugString());
      }
    }
  }
}

}  // namespace
}  // namespace pipewright
