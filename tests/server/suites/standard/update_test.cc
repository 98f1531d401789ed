// Update and what its mask says, as every resource has it. The rules of a mask themselves: resource_reader_test.cc.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "tests/support/server/expect_standard.h"
#include "tests/support/server/standard_world.h"

namespace pipewright {
namespace {

using google::protobuf::Message;
using grpc::StatusCode;
using testing::HasIn;
using testing::Holds;
using testing::InputFieldsOf;
using testing::MessagePtr;
using testing::RawAnswer;
using testing::SameField;
using testing::ShownField;
using testing::StandardCase;
using testing::StandardResource;
using testing::StandardResources;
using testing::StandardWorld;
using testing::TextIn;
using testing::UnknownId;

template <class Check>
void ForEachUpdated(const char* rule, Check check) {
  for (const StandardResource& resource : StandardResources()) {
    if (resource.update == nullptr) continue;
    StandardWorld world(resource);
    check(world, StandardCase(resource, *resource.update, rule));
  }
}

RawAnswer Update(const StandardWorld& world, const Message& changed, const std::vector<std::string>& mask) {
  return world.Call(*world.resource().update, *world.UpdateRequest(changed, mask));
}

// That nothing differs that a client could have set, but for `field`.
void ExpectOthersKept(const StandardCase& rule, const Message& before, const Message& after, const std::string& field) {
  for (const std::string& other : InputFieldsOf(*before.GetDescriptor())) {
    if (other == field) continue;
    rule.Expect(SameField(after, before, other),
                field + " changed " + ShownField(before, other) + " to " + ShownField(after, other));
  }
}

TEST_CASE("an update changes the one field that the mask names", "[standard]") {
  ForEachUpdated("the mask names one field", [](StandardWorld& world, const StandardCase& rule) {
    MessagePtr before = world.Make();
    for (const std::string& field : world.ChangedFields()) {
      const MessagePtr changed = world.Changed(TextIn(*before, "id"));
      RawAnswer updated = Update(world, *changed, {field});
      rule.ExpectOk(updated.status);
      if (!updated.status.ok()) continue;
      rule.Expect(Holds(*updated.response, *changed, field), ShownField(*updated.response, field));
      ExpectOthersKept(rule, *before, *updated.response, field);
      rule.Expect(TextIn(*updated.response, "etag") != TextIn(*before, "etag"), field + " left the etag");
      before = world.Get(TextIn(*before, "id"));
      rule.Expect(before->SerializeAsString() == updated.response->SerializeAsString(), before->ShortDebugString());
    }
  });
}

TEST_CASE("without a mask an update changes what is populated", "[standard]") {
  ForEachUpdated("no mask", [](StandardWorld& world, const StandardCase& rule) {
    MessagePtr before = world.Make();
    for (const std::string& field : world.ChangedFields()) {
      const MessagePtr all = world.Changed(TextIn(*before, "id"));
      const MessagePtr changed = testing::NewMessage(*world.resource().message);
      testing::Put(*changed, "id", TextIn(*before, "id"));
      testing::CopyField(*all, field, *changed);
      RawAnswer updated = Update(world, *changed, {});
      rule.ExpectOk(updated.status);
      if (!updated.status.ok()) continue;
      rule.Expect(Holds(*updated.response, *changed, field), ShownField(*updated.response, field));
      ExpectOthersKept(rule, *before, *updated.response, field);
      before = std::move(updated.response);
    }
  });
}

// Those that an update changes, flags too, of which an example shows only that they are set; those first, since they
// may need others.
std::vector<std::string> FieldsToClear(StandardWorld& world) {
  std::vector<std::string> fields;
  for (const std::string& field : InputFieldsOf(*world.resource().message)) {
    const auto& descriptor = *world.resource().message->FindFieldByName(field);
    if (descriptor.cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_BOOL) fields.push_back(field);
  }
  for (const std::string& field : world.ChangedFields()) fields.push_back(field);
  return fields;
}

// Whether the field holds what it does in a record that was created without it.
bool IsAsNeverGiven(StandardWorld& world, const Message& record, const std::string& field) {
  if (!HasIn(record, field)) return true;
  if (world.resource().create == nullptr) return false;
  const MessagePtr request = world.CreateRequest();
  testing::Clear(*request, world.resource().name + "." + field);
  const RawAnswer created = world.Call(*world.resource().create, *request);
  return created.status.ok() && SameField(record, *created.response, field);
}

TEST_CASE("a field that the mask names and that is empty is as if never given, or asked for", "[standard]") {
  ForEachUpdated("a named field is empty", [](StandardWorld& world, const StandardCase& rule) {
    const MessagePtr before = world.Make();
    for (const std::string& field : FieldsToClear(world)) {
      const MessagePtr empty = testing::NewMessage(*world.resource().message);
      testing::Put(*empty, "id", TextIn(*before, "id"));
      const RawAnswer updated = Update(world, *empty, {field});
      const bool required = testing::IsRequired(*world.resource().message->FindFieldByName(field));
      if (updated.status.ok()) {
        rule.Of(field).Expect(!required && IsAsNeverGiven(world, *updated.response, field),
                              ShownField(*updated.response, field));
      } else {
        const std::string path = world.resource().name + "." + field;
        rule.Of(field).Expect(updated.status.error_code() == StatusCode::INVALID_ARGUMENT &&
                                  absl::StartsWith(testing::FieldsOf(updated.status), path),
                              testing::Shown(updated.status));
      }
    }
  });
}

// What a client sends that has read the record and changed all that it may.
MessagePtr Rewritten(StandardWorld& world, const std::string& id) {
  MessagePtr record = world.Get(id);
  const MessagePtr changed = world.Changed(id);
  for (const std::string& field : world.ChangedFields()) testing::CopyField(*changed, field, *record);
  return record;
}

TEST_CASE("with * an update replaces everything that it may change", "[standard]") {
  ForEachUpdated("with *, all is replaced", [](StandardWorld& world, const StandardCase& rule) {
    const MessagePtr written = Rewritten(world, TextIn(*world.Make(), "id"));
    const RawAnswer updated = Update(world, *written, {"*"});
    rule.ExpectOk(updated.status);
    if (!updated.status.ok()) return;
    for (const std::string& field : InputFieldsOf(*written->GetDescriptor())) {
      if (!HasIn(*written, field)) continue;
      rule.Of(field).Expect(Holds(*updated.response, *written, field), ShownField(*updated.response, field));
    }
  });
  ForEachUpdated("with *, what is left out is cleared", [](StandardWorld& world, const StandardCase& rule) {
    const std::string id = TextIn(*world.Make(), "id");
    for (const std::string& field : world.ChangedFields()) {
      const auto& descriptor = *world.resource().message->FindFieldByName(field);
      // Texts: others may have a default, or belong to the next test.
      if (descriptor.type() != google::protobuf::FieldDescriptor::TYPE_STRING || descriptor.is_repeated() ||
          testing::IsRequired(descriptor) || testing::IsId(descriptor) || world.resource().create == nullptr) {
        continue;
      }
      const MessagePtr written = Rewritten(world, id);
      testing::Clear(*written, field);
      const RawAnswer updated = Update(world, *written, {"*"});
      rule.Of(field).Expect(updated.status.ok() && IsAsNeverGiven(world, *updated.response, field),
                            testing::Shown(updated.status));
    }
  });
}

TEST_CASE("with * a record keeps what an update may not change", "[standard]") {
  ForEachUpdated("with *, what is left out stays", [](StandardWorld& world, const StandardCase& rule) {
    // Whose it is changes by methods of their own, though some updates take it too.
    std::vector<std::string> kept = testing::ExampleOf(world.resource().name).apart;
    for (const std::string& field : InputFieldsOf(*world.resource().message)) {
      const bool immutable = testing::IsImmutable(*world.resource().message->FindFieldByName(field));
      if (immutable || (field == "owner_id" && std::find(kept.begin(), kept.end(), field) == kept.end())) {
        kept.push_back(field);
      }
    }
    const MessagePtr before = world.Make();
    for (const std::string& field : kept) {
      if (!HasIn(*before, field)) continue;
      const MessagePtr written = Rewritten(world, TextIn(*before, "id"));
      testing::Clear(*written, field);
      const RawAnswer updated = Update(world, *written, {"*"});
      rule.Of(field).Expect(updated.status.ok() && HasIn(*updated.response, field),
                            testing::Shown(updated.status) + ShownField(*updated.response, field));
    }
  });
  ForEachUpdated("status is changed by methods of its own", [](StandardWorld& world, const StandardCase& rule) {
    const auto* const status = world.resource().message->FindFieldByName("status");
    if (status == nullptr) return;
    // One that can be given at creation is refused by an update: the resource's own tests say so.
    const std::vector<std::string>& apart = testing::ExampleOf(world.resource().name).apart;
    const bool refused = std::find(apart.begin(), apart.end(), "status") != apart.end();
    rule.Expect(testing::IsOutputOnly(*status) || refused, "status can be set");
  });
}

TEST_CASE("a mask that names what isn't there is refused and named, and nothing changes", "[standard]") {
  ForEachUpdated("unknown path", [](StandardWorld& world, const StandardCase& rule) {
    const MessagePtr before = world.Make();
    const std::string id = TextIn(*before, "id");
    for (const char* const path : {"colour", "id.x", "", "NAME", "update_mask"}) {
      std::vector<std::string> mask = world.ChangedFields();
      mask.emplace_back(path);
      const grpc::Status status = Update(world, *world.Changed(id), mask).status;
      rule.ExpectError(status, StatusCode::INVALID_ARGUMENT, "INVALID_FIELD", "update_mask");
      rule.Expect(status.error_message().find(std::string("\"") + path + "\"") != std::string::npos,
                  testing::Shown(status));
    }
    rule.Expect(world.Get(id)->SerializeAsString() == before->SerializeAsString(), "it was changed");
  });
}

TEST_CASE("a mask may name what only the server decides, and that stays", "[standard]") {
  ForEachUpdated("output-only path", [](StandardWorld& world, const StandardCase& rule) {
    const MessagePtr before = world.Make();
    const std::string id = TextIn(*before, "id");
    const std::string field = world.ChangedFields().front();
    const MessagePtr changed = world.Changed(id);
    std::vector<std::string> mask = {field};
    for (int i = 0; i < changed->GetDescriptor()->field_count(); ++i) {
      const auto& each = *changed->GetDescriptor()->field(i);
      if (testing::IsOutputOnly(each)) mask.push_back(each.name());
    }
    testing::Put(testing::SubMessage(*changed, "create_time"), "nanos", 7);
    testing::Put(*changed, "created_by", UnknownId());
    const RawAnswer updated = Update(world, *changed, mask);
    rule.ExpectOk(updated.status);
    if (!updated.status.ok()) return;
    rule.Expect(Holds(*updated.response, *changed, field), ShownField(*updated.response, field));
    for (const char* const kept : {"id", "create_time", "created_by"}) {
      rule.Expect(SameField(*updated.response, *before, kept), ShownField(*updated.response, kept));
    }
    ExpectOthersKept(rule, *before, *updated.response, field);
  });
}

TEST_CASE("an update with the current etag is done, with an older one refused with the current", "[standard]") {
  ForEachUpdated("etag", [](StandardWorld& world, const StandardCase& rule) {
    const MessagePtr before = world.Make();
    const MessagePtr changed = world.Changed(TextIn(*before, "id"));
    testing::Put(*changed, "etag", TextIn(*before, "etag"));
    const RawAnswer updated = Update(world, *changed, world.ChangedFields());
    rule.ExpectOk(updated.status);
    const grpc::Status stale = Update(world, *changed, world.ChangedFields()).status;
    rule.ExpectError(stale, StatusCode::ABORTED, "STALE_ETAG");
    const MessagePtr after = world.Get(TextIn(*before, "id"));
    rule.Expect(testing::MetadataOf(stale, "current_etag") == TextIn(*after, "etag"), testing::Shown(stale));
    rule.Expect(after->SerializeAsString() == updated.response->SerializeAsString(), after->ShortDebugString());
    testing::Put(*changed, "etag", "x");
    rule.ExpectError(Update(world, *changed, world.ChangedFields()).status, StatusCode::INVALID_ARGUMENT,
                     "INVALID_FIELD", world.resource().name + ".etag");
  });
}

TEST_CASE("an update is of a live record that is there", "[standard]") {
  ForEachUpdated("which record", [](StandardWorld& world, const StandardCase& rule) {
    const std::vector<std::string> fields = world.ChangedFields();
    rule.ExpectError(Update(world, *world.Changed(UnknownId()), fields).status, StatusCode::NOT_FOUND,
                     "RECORD_NOT_FOUND");
    for (const char* const id : {"", "7"}) {
      rule.ExpectError(Update(world, *world.Changed(id), fields).status, StatusCode::INVALID_ARGUMENT, "INVALID_FIELD",
                       world.resource().name + ".id");
    }
    if (world.resource().remove == nullptr) return;
    const std::string id = TextIn(*world.Make(), "id");
    world.Delete(id);
    rule.ExpectError(Update(world, *world.Changed(id), fields).status, StatusCode::FAILED_PRECONDITION,
                     "RECORD_DELETED");
  });
}

}  // namespace
}  // namespace pipewright
