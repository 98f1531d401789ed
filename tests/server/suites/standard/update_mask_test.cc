// One rule for update_mask (docs/conventions.md), held against every method that takes one: what "*" covers and keeps,
// that nothing required is lost, and paths into fields. What a field is, its annotations say. A resource added later is
// among them; what a mask that names whole fields does is in update_test.cc.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/support/server/expect_standard.h"
#include "tests/support/server/field_values.h"
#include "tests/support/server/standard_world.h"

namespace pipewright {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using grpc::StatusCode;
using testing::FieldsOf;
using testing::HasIn;
using testing::InputFieldsOf;
using testing::MessagePtr;
using testing::RawAnswer;
using testing::SameField;
using testing::ShownField;
using testing::StandardCase;
using testing::StandardResource;
using testing::StandardWorld;

using Mask = std::vector<std::string>;

template <class Check>
void ForEach(const char* rule, Check check) {
  REQUIRE(testing::UpdatedResources().size() >= 20);
  for (const StandardResource& resource : testing::UpdatedResources()) {
    StandardWorld world(resource);
    check(world, StandardCase(resource, *resource.update, rule));
  }
}

RawAnswer Update(const StandardWorld& world, const Message& changed, const Mask& mask) {
  return world.Call(*world.resource().update, *world.UpdateRequest(changed, mask));
}

const FieldDescriptor& FieldOf(const StandardWorld& world, const std::string& field) {
  return *world.resource().message->FindFieldByName(field);
}

shared::v1::UpdateRule RuleOf(const FieldDescriptor& field) {
  return field.options().GetExtension(shared::v1::update_rule);
}

// The fields that a client may set and that `wanted` is true of.
template <class Wanted>
Mask FieldsThat(const StandardWorld& world, Wanted wanted) {
  Mask fields;
  for (const std::string& field : InputFieldsOf(*world.resource().message)) {
    if (wanted(FieldOf(world, field))) fields.push_back(field);
  }
  return fields;
}

bool IsKept(const FieldDescriptor& field) { return RuleOf(field) == shared::v1::UPDATE_RULE_NAMED_TO_CLEAR; }
bool IsOwnMethods(const FieldDescriptor& field) { return RuleOf(field) == shared::v1::UPDATE_RULE_OWN_METHODS; }

// That the update was refused for `field` of the resource, or for something in it.
void ExpectRefused(const StandardCase& rule, const StandardWorld& world, const std::string& field,
                   const grpc::Status& status) {
  rule.Of(field).Expect(status.error_code() == StatusCode::INVALID_ARGUMENT &&
                            absl::StartsWith(FieldsOf(status), absl::StrCat(world.resource().name, ".", field)),
                        testing::Shown(status));
}

// Nothing that a client could have set is different, but for `field`.
void ExpectSame(const StandardCase& rule, const Message& before, const Message& after, const std::string& field = "") {
  for (const std::string& each : InputFieldsOf(*before.GetDescriptor())) {
    if (each == field) continue;
    rule.Of(each).Expect(SameField(after, before, each),
                         absl::StrCat(ShownField(before, each), " became ", ShownField(after, each)));
  }
}

TEST_CASE("a record that was read and sent back with * stays as it is", "[standard][mask]") {
  ForEach("with *, as it was read", [](StandardWorld& world, const StandardCase& rule) {
    const MessagePtr before = world.Make();
    const RawAnswer updated = Update(world, *before, {"*"});
    rule.ExpectOk(updated.status);
    if (updated.status.ok()) ExpectSame(rule, *before, *updated.response);
  });
}

TEST_CASE("with * a field that changes by methods of its own stays, whatever the request holds", "[standard][mask]") {
  ForEach("with *, own methods", [](StandardWorld& world, const StandardCase& rule) {
    const Mask fields = FieldsThat(world, IsOwnMethods);
    if (fields.empty()) return;
    const MessagePtr before = world.Make();
    for (const std::string& field : fields) {
      const MessagePtr sent = world.Blank(*before);
      testing::SetOther(*before, FieldOf(world, field), *sent);
      const grpc::Status named = Update(world, *sent, {field}).status;
      ExpectRefused(rule, world, field, named);
      ExpectRefused(rule, world, field, Update(world, *sent, {}).status);
      const MessagePtr all = testing::CopyOf(*before);
      testing::Clear(*all, "etag");
      testing::CopyField(*sent, field, *all);
      ExpectRefused(rule, world, field, Update(world, *all, {"*", field}).status);
      for (const bool empty : {false, true}) {
        const MessagePtr full = testing::CopyOf(*before);
        testing::Clear(*full, "etag");
        if (empty) {
          testing::Clear(*full, field);
        } else {
          testing::CopyField(*sent, field, *full);
        }
        const RawAnswer updated = Update(world, *full, {"*"});
        rule.Of(field).ExpectOk(updated.status);
        if (updated.status.ok()) ExpectSame(rule.Of(field), *before, *updated.response);
      }
    }
  });
}

TEST_CASE("what is decided at creation is kept by *, and another value refused", "[standard][mask]") {
  ForEach("immutable", [](StandardWorld& world, const StandardCase& rule) {
    const Mask fields = FieldsThat(world, testing::IsImmutable);
    if (fields.empty()) return;
    const MessagePtr before = world.Make();
    for (const std::string& field : fields) {
      const MessagePtr full = testing::CopyOf(*before);
      testing::Clear(*full, "etag");
      testing::Clear(*full, field);
      const RawAnswer updated = Update(world, *full, {"*"});
      rule.Of(field).ExpectOk(updated.status);
      if (updated.status.ok()) ExpectSame(rule.Of(field), *before, *updated.response);
      testing::SetOther(*before, FieldOf(world, field), *full);
      for (const Mask& mask : {Mask{"*"}, Mask{field}, Mask{}}) {
        ExpectRefused(rule, world, field, Update(world, *full, mask).status);
      }
    }
  });
}

TEST_CASE("a required field is never cleared, whichever way it is tried", "[standard][mask]") {
  ForEach("required", [](StandardWorld& world, const StandardCase& rule) {
    const Mask changed = world.ChangedFields();
    const MessagePtr before = world.Make();
    for (const std::string& field : FieldsThat(world, testing::IsRequired)) {
      if (std::find(changed.begin(), changed.end(), field) == changed.end()) continue;  // immutable, or a key
      const MessagePtr full = testing::CopyOf(*before);
      testing::Clear(*full, "etag");
      testing::Clear(*full, field);
      const std::string path = absl::StrCat(world.resource().name, ".", field);
      for (const Mask& mask : {Mask{"*"}, Mask{field}, Mask{"*", field}}) {
        const grpc::Status refused = Update(world, *full, mask).status;
        rule.Of(field).ExpectError(refused, StatusCode::INVALID_ARGUMENT, "INVALID_FIELD", path);
        rule.Of(field).Expect(absl::StrContains(refused.error_message(), "update_mask"), testing::Shown(refused));
      }
      const grpc::Status alone = Update(world, *world.Blank(*before), {field}).status;
      rule.Of(field).ExpectError(alone, StatusCode::INVALID_ARGUMENT, "INVALID_FIELD", path);
      const FieldDescriptor& descriptor = FieldOf(world, field);
      if (descriptor.type() == FieldDescriptor::TYPE_STRING && !descriptor.is_repeated()) {
        testing::Put(*full, field, "  ");
        for (const Mask& mask : {Mask{"*"}, Mask{field}, Mask{}}) {
          ExpectRefused(rule, world, field, Update(world, *full, mask).status);
        }
      }
    }
    const RawAnswer after = Update(world, *world.Blank(*before), {});
    rule.ExpectOk(after.status);
    if (after.status.ok()) ExpectSame(rule, *before, *after.response);
  });
}

TEST_CASE("with * a field that is left out is cleared or refused as if the mask named it", "[standard][mask]") {
  ForEach("with *, left out", [](StandardWorld& world, const StandardCase& rule) {
    const Mask changed = world.ChangedFields();
    const Mask fields = FieldsThat(world, [&](const FieldDescriptor& field) {
      const bool flag = field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL && !IsOwnMethods(field);
      return flag || std::find(changed.begin(), changed.end(), field.name()) != changed.end();
    });
    for (const std::string& field : fields) {
      const RawAnswer named = Update(world, *world.Blank(*world.Make()), {field});
      const MessagePtr before = world.Make();
      const MessagePtr full = testing::CopyOf(*before);
      testing::Clear(*full, "etag");
      testing::Clear(*full, field);
      const RawAnswer all = Update(world, *full, {"*"});
      if (IsKept(FieldOf(world, field))) {
        rule.Of(field).ExpectOk(all.status);
        if (all.status.ok()) ExpectSame(rule.Of(field), *before, *all.response);
      } else {
        rule.Of(field).Expect(
            named.status.error_code() == all.status.error_code() && FieldsOf(named.status) == FieldsOf(all.status),
            absl::StrCat(testing::Shown(named.status), " and ", testing::Shown(all.status)));
        if (!named.status.ok() || !all.status.ok()) continue;
        rule.Of(field).Expect(SameField(*named.response, *all.response, field), ShownField(*all.response, field));
        continue;
      }
      // A path beside the star names its field.
      const RawAnswer both = Update(world, *full, {"*", field});
      rule.Of(field).Expect(
          both.status.error_code() == named.status.error_code() && FieldsOf(both.status) == FieldsOf(named.status),
          testing::Shown(both.status));
      if (!both.status.ok() || !named.status.ok()) continue;
      rule.Of(field).Expect(SameField(*both.response, *named.response, field), ShownField(*both.response, field));
    }
  });
}

TEST_CASE("who names a field that isn't there is told those that are", "[standard][mask]") {
  ForEach("unknown path", [](StandardWorld& world, const StandardCase& rule) {
    const MessagePtr before = world.Make();
    const grpc::Status refused = Update(world, *before, {"*", "colour"}).status;
    rule.ExpectError(refused, StatusCode::INVALID_ARGUMENT, "INVALID_FIELD", "update_mask");
    for (const std::string& field : world.ChangedFields()) {
      rule.Of(field).Expect(absl::StrContains(refused.error_message(), field), testing::Shown(refused));
    }
    for (const std::string& field : FieldsThat(world, [](const FieldDescriptor& each) { return each.is_repeated(); })) {
      const grpc::Status element = Update(world, *before, {field + ".x"}).status;
      rule.Of(field).ExpectError(element, StatusCode::INVALID_ARGUMENT, "INVALID_FIELD", "update_mask");
      rule.Of(field).Expect(absl::StrContains(element.error_message(), field + " is named whole"),
                            testing::Shown(element));
    }
  });
}

}  // namespace
}  // namespace pipewright
