// Delete, Undelete and the methods of its own, as every resource has them.
#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "tests/support/server/expect_standard.h"
#include "tests/support/server/standard_world.h"

namespace pipewright {
namespace {

using google::protobuf::Message;
using grpc::StatusCode;
using testing::HasIn;
using testing::MessagePtr;
using testing::Method;
using testing::RawAnswer;
using testing::StandardCase;
using testing::StandardResource;
using testing::StandardResources;
using testing::StandardWorld;
using testing::TextIn;

// Whether a list has the record.
bool Lists(const StandardWorld& world, const Method& list, const std::string& id, bool show_deleted) {
  const MessagePtr request = testing::NewMessage(*list.input_type());
  testing::Put(*request, "filter", "id = \"" + id + "\"");
  testing::Put(*request, "show_deleted", show_deleted);
  const RawAnswer answer = world.Call(list, *request);
  INFO(list.full_name() << ": " << testing::Shown(answer.status));
  CHECK(answer.status.ok());
  for (const Message* const record : testing::RecordsIn(*answer.response)) {
    if (TextIn(*record, "id") == id) return true;
  }
  return false;
}

template <class Check>
void ForEachDeleted(const char* rule, Check check) {
  for (const StandardResource& resource : StandardResources()) {
    if (resource.remove == nullptr) continue;
    StandardWorld world(resource);
    check(world, StandardCase(resource, *resource.remove, rule));
  }
}

RawAnswer Act(const StandardWorld& world, const Method& method, const std::string& id, const std::string& etag = "") {
  const MessagePtr request = world.Target(method, id);
  testing::Put(*request, "etag", etag);
  return world.Call(method, *request);
}

TEST_CASE("a deleted record is got by its id, hidden from lists, and shown when they are asked", "[standard]") {
  ForEachDeleted("soft", [](StandardWorld& world, const StandardCase& rule) {
    const StandardResource& resource = world.resource();
    const MessagePtr made = world.Make();
    const std::string id = TextIn(*made, "id");
    for (const Method* const list : resource.lists) rule.Expect(Lists(world, *list, id, false), list->name());
    const RawAnswer deleted = Act(world, *resource.remove, id);
    rule.ExpectOk(deleted.status);
    rule.Expect(HasIn(*deleted.response, "delete_time"), deleted.response->ShortDebugString());
    rule.Expect(TextIn(*deleted.response, "etag") != TextIn(*made, "etag"), "the etag is the old one");
    rule.Expect(world.Get(id)->SerializeAsString() == deleted.response->SerializeAsString());
    for (const std::string& field : testing::InputFieldsOf(*resource.message)) {
      rule.Expect(testing::SameField(*deleted.response, *made, field), testing::ShownField(*deleted.response, field));
    }
    for (const Method* const list : resource.lists) {
      rule.Expect(!Lists(world, *list, id, false), list->name() + " shows it");
      rule.Expect(Lists(world, *list, id, true), list->name() + " hides it from who asks for it");
    }
    rule.ExpectError(Act(world, *resource.remove, id).status, StatusCode::FAILED_PRECONDITION, "RECORD_DELETED");
  });
}

TEST_CASE("an undeleted record is as it was", "[standard]") {
  ForEachDeleted("undelete", [](StandardWorld& world, const StandardCase& rule) {
    const StandardResource& resource = world.resource();
    if (resource.undelete == nullptr) return;
    const MessagePtr made = world.Make();
    const std::string id = TextIn(*made, "id");
    rule.ExpectError(Act(world, *resource.undelete, id).status, StatusCode::FAILED_PRECONDITION, "RECORD_NOT_DELETED");
    world.Delete(id);
    const RawAnswer back = Act(world, *resource.undelete, id);
    rule.ExpectOk(back.status);
    rule.Expect(!HasIn(*back.response, "delete_time"), back.response->ShortDebugString());
    rule.Expect(world.Get(id)->SerializeAsString() == back.response->SerializeAsString());
    for (const std::string& field : testing::InputFieldsOf(*resource.message)) {
      rule.Expect(testing::SameField(*back.response, *made, field), testing::ShownField(*back.response, field));
    }
    for (const Method* const list : resource.lists) rule.Expect(Lists(world, *list, id, false), list->name());
    rule.ExpectError(Act(world, *resource.undelete, id).status, StatusCode::FAILED_PRECONDITION, "RECORD_NOT_DELETED");
  });
}

TEST_CASE("deleting and undeleting take the current etag only, of a record that is there", "[standard]") {
  ForEachDeleted("etag and id", [](StandardWorld& world, const StandardCase& rule) {
    const StandardResource& resource = world.resource();
    const MessagePtr made = world.Make();
    const std::string id = TextIn(*made, "id");
    if (resource.update != nullptr) {
      const RawAnswer updated =
          world.Call(*resource.update, *world.UpdateRequest(*world.Changed(id), world.ChangedFields()));
      rule.ExpectOk(updated.status);
    }
    std::string old = TextIn(*made, "etag");
    for (const Method* const method : {resource.remove, resource.undelete}) {
      if (method == nullptr) continue;
      const std::string current = TextIn(*world.Get(id), "etag");
      const grpc::Status stale = Act(world, *method, id, old).status;
      rule.ExpectError(stale, StatusCode::ABORTED, "STALE_ETAG");
      rule.Expect(testing::MetadataOf(stale, "current_etag") == current, testing::Shown(stale));
      rule.Expect(TextIn(*world.Get(id), "etag") == current, method->name() + " was done");
      rule.ExpectOk(Act(world, *method, id, current).status);
      old = current;
      rule.ExpectError(Act(world, *method, testing::UnknownId()).status, StatusCode::NOT_FOUND, "RECORD_NOT_FOUND");
      rule.ExpectError(Act(world, *method, "7").status, StatusCode::INVALID_ARGUMENT, "INVALID_FIELD", "id");
      rule.ExpectError(Act(world, *method, testing::UnknownId(), "x").status, StatusCode::INVALID_ARGUMENT,
                       "INVALID_FIELD", "etag");
    }
  });
}

TEST_CASE("a method of its own takes the current etag only, of a live record that is there", "[standard]") {
  for (const StandardResource& resource : StandardResources()) {
    StandardWorld world(resource);
    for (const Method* const action : resource.actions) {
      const StandardCase rule(resource, *action, "etag and id");
      const std::string id = TextIn(*world.Make(), "id");
      const MessagePtr request = world.ActionRequest(*action, id);
      testing::Put(*request, "etag", "4711");
      const grpc::Status stale = world.Call(*action, *request).status;
      rule.ExpectError(stale, StatusCode::ABORTED, "STALE_ETAG");
      const MessagePtr after = world.Get(id);
      rule.Expect(testing::MetadataOf(stale, "current_etag") == TextIn(*after, "etag"), testing::Shown(stale));
      testing::Put(*request, "id", testing::UnknownId());
      rule.ExpectError(world.Call(*action, *request).status, StatusCode::NOT_FOUND, "RECORD_NOT_FOUND");
      testing::Put(*request, "id", "7");
      rule.ExpectError(world.Call(*action, *request).status, StatusCode::INVALID_ARGUMENT, "INVALID_FIELD", "id");
      if (resource.remove == nullptr) continue;
      world.Delete(id);
      testing::Put(*request, "id", id);
      testing::Clear(*request, "etag");
      rule.ExpectError(world.Call(*action, *request).status, StatusCode::FAILED_PRECONDITION, "RECORD_DELETED");
    }
  }
}

}  // namespace
}  // namespace pipewright
