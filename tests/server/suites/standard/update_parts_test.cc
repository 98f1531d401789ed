// Updates of parts of a field: paths into a message, and single custom fields, of every record that has them.
#include <google/protobuf/struct.pb.h>

#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "pipewright/organization/v1/custom_field_definition_service.grpc.pb.h"
#include "tests/support/server/expect_standard.h"
#include "tests/support/server/field_values.h"
#include "tests/support/server/standard_world.h"

namespace pipewright {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Struct;
using grpc::StatusCode;
using testing::HasIn;
using testing::MessagePtr;
using testing::RawAnswer;
using testing::SameField;
using testing::ShownField;
using testing::StandardCase;
using testing::StandardResource;
using testing::StandardWorld;
using testing::TextIn;
namespace org = organization::v1;

using Mask = std::vector<std::string>;
using Texts = std::map<std::string, std::string>;

RawAnswer Update(const StandardWorld& world, const Message& changed, const Mask& mask) {
  return world.Call(*world.resource().update, *world.UpdateRequest(changed, mask));
}

// `check`(field, world, rule) for each field of an updated resource that a client may set and that holds one message.
template <class Check>
void ForEachMessageField(const char* rule, Check check) {
  for (const StandardResource& resource : testing::UpdatedResources()) {
    for (const std::string& name : testing::InputFieldsOf(*resource.message)) {
      const FieldDescriptor& field = *resource.message->FindFieldByName(name);
      if (field.is_repeated() || field.message_type() == nullptr || field.message_type() == Struct::descriptor())
        continue;
      StandardWorld world(resource);
      check(field, world, StandardCase(resource, *resource.update, rule).Of(name));
    }
  }
}

// `before` with the part of `from`.
MessagePtr WithPart(const Message& before, const std::string& field, const std::string& part, const Message& from) {
  MessagePtr expected = testing::CopyOf(before);
  const MessagePtr source = testing::CopyOf(from);
  testing::CopyField(testing::SubMessage(*source, field), part, testing::SubMessage(*expected, field));
  if (testing::SubMessage(*expected, field).ByteSizeLong() == 0) testing::Clear(*expected, field);
  return expected;
}

void ExpectIs(const StandardCase& rule, const RawAnswer& updated, const Message& expected) {
  rule.ExpectOk(updated.status);
  if (!updated.status.ok()) return;
  for (const std::string& field : testing::InputFieldsOf(*expected.GetDescriptor())) {
    rule.Expect(SameField(*updated.response, expected, field),
                absl::StrCat(ShownField(*updated.response, field), " is not ", ShownField(expected, field)));
  }
}

TEST_CASE("a path into a field changes that part alone", "[standard][mask]") {
  int parts = 0;
  ForEachMessageField("a part", [&](const FieldDescriptor& field, StandardWorld& world, const StandardCase& rule) {
    if (!testing::HasParts(field)) return;
    MessagePtr before = world.Make();
    for (int i = 0; i < field.message_type()->field_count(); ++i) {
      const FieldDescriptor& part = *field.message_type()->field(i);
      const std::string path = absl::StrCat(field.name(), ".", part.name());
      // All parts are sent, and others than they are: only the one that is named counts.
      const MessagePtr sent = world.Blank(*before);
      Message& value = testing::SubMessage(*sent, field.name());
      for (int j = 0; j < field.message_type()->field_count(); ++j) {
        testing::SetOther(testing::SubMessage(*testing::CopyOf(*before), field.name()), *field.message_type()->field(j),
                          value);
      }
      const MessagePtr expected = WithPart(*before, field.name(), part.name(), *sent);
      RawAnswer updated = Update(world, *sent, {path});
      ExpectIs(rule.Of(part.name()), updated, *expected);
      // Of what isn't sent the part is cleared.
      const MessagePtr blank = world.Blank(*before);
      updated = Update(world, *blank, {path});
      ExpectIs(rule.Of(part.name()), updated, *WithPart(*expected, field.name(), part.name(), *blank));
      if (!updated.status.ok()) return;
      before = std::move(updated.response);
      ++parts;
    }
    const grpc::Status unknown = Update(world, *world.Blank(*before), {field.name() + ".colour"}).status;
    rule.ExpectError(unknown, StatusCode::INVALID_ARGUMENT, "INVALID_FIELD", "update_mask");
    rule.Expect(absl::StrContains(unknown.error_message(), field.message_type()->field(0)->name()),
                testing::Shown(unknown));
  });
  CHECK(parts >= 5);
}

TEST_CASE("a part that is wrong is named, and one that the mask doesn't name may be", "[standard][mask]") {
  ForEachMessageField("a wrong part", [](const FieldDescriptor& field, StandardWorld& world, const StandardCase& rule) {
    if (field.message_type()->name() != "PostalAddress") return;
    const MessagePtr sent = world.Blank(*world.Make());
    testing::Put(*sent, field.name() + ".region_code", "Germany");
    rule.ExpectError(Update(world, *sent, {field.name() + ".region_code"}).status, StatusCode::INVALID_ARGUMENT,
                     "INVALID_FIELD", absl::StrCat(world.resource().name, ".", field.name(), ".region_code"));
    testing::Put(*sent, field.name() + ".city", "Bern");
    const RawAnswer updated = Update(world, *sent, {field.name() + ".city"});
    rule.ExpectOk(updated.status);
    if (updated.status.ok()) rule.Expect(TextIn(*updated.response, field.name() + ".city") == "Bern");
  });
}

TEST_CASE("a value that means nothing in parts is changed whole", "[standard][mask]") {
  ForEachMessageField("a whole", [](const FieldDescriptor& field, StandardWorld& world, const StandardCase& rule) {
    if (testing::HasParts(field)) return;
    const MessagePtr before = world.Make();
    const std::string path = absl::StrCat(field.name(), ".", field.message_type()->field(0)->name());
    const grpc::Status refused = Update(world, *world.Blank(*before), {path}).status;
    rule.ExpectError(refused, StatusCode::INVALID_ARGUMENT, "INVALID_FIELD", "update_mask");
    rule.Expect(absl::StrContains(refused.error_message(), absl::StrCat("name \"", field.name(), "\"")),
                testing::Shown(refused));
    const RawAnswer after = Update(world, *world.Blank(*before), {});
    rule.ExpectOk(after.status);
    if (after.status.ok()) rule.Expect(SameField(*after.response, *before, field.name()));
  });
}

// A kind of record with the custom fields "one", "two" and "three", all texts.
class RecordWithFields {
 public:
  explicit RecordWithFields(StandardWorld& world) : world_(world) {
    org::CustomFieldEntity entity;
    const std::string name = absl::StrCat("CUSTOM_FIELD_ENTITY_", absl::AsciiStrToUpper(world.resource().name));
    REQUIRE(org::CustomFieldEntity_Parse(name, &entity));
    for (const char* const key : {"one", "two", "three"}) {
      org::CreateCustomFieldDefinitionRequest request;
      auto& field = *request.mutable_custom_field_definition();
      field.set_entity(entity);
      field.set_key(key);
      field.set_label(key);
      field.set_type(org::CUSTOM_FIELD_TYPE_TEXT);
      REQUIRE(testing::TestServer::Get()
                  .Call(&world.owner(), &org::CustomFieldDefinitionService::Stub::CreateCustomFieldDefinition, request)
                  .ok());
    }
    record_ = world.Make();
  }

  // What the record has after an update with these values. "null" is one.
  Texts After(const Texts& values, const Mask& mask, const StandardCase& rule) {
    const MessagePtr sent = world_.Blank(*record_);
    Struct fields;
    for (const auto& [key, text] : values) {
      if (text == "null") {
        (*fields.mutable_fields())[key].set_null_value(google::protobuf::NULL_VALUE);
      } else {
        (*fields.mutable_fields())[key].set_string_value(text);
      }
    }
    testing::SubMessage(*sent, "custom_fields").CopyFrom(fields);
    return Of(Update(world_, *sent, mask), rule);
  }
  // After one with "*" that has the values of `values` and all else as it was read.
  Texts Replaced(const Texts& values, const StandardCase& rule) {
    testing::Clear(*record_, "etag");
    testing::Clear(*record_, "custom_fields");
    Struct fields;
    for (const auto& [key, text] : values) (*fields.mutable_fields())[key].set_string_value(text);
    testing::SubMessage(*record_, "custom_fields").CopyFrom(fields);
    return Of(Update(world_, *record_, {"*"}), rule);
  }

 private:
  // Of the three: the tenant may have others, which have their default values.
  static Texts Of(const RawAnswer& updated, const StandardCase& rule) {
    rule.ExpectOk(updated.status);
    Texts texts;
    if (!updated.status.ok()) return texts;
    Struct fields;
    fields.CopyFrom(testing::SubMessage(*testing::CopyOf(*updated.response), "custom_fields"));
    for (const auto& [key, value] : fields.fields()) {
      if (key == "one" || key == "two" || key == "three") texts[key] = value.string_value();
    }
    return texts;
  }

  StandardWorld& world_;
  MessagePtr record_;
};

TEST_CASE("custom fields change one by one, or all at once when the mask says so", "[standard][mask][custom_fields]") {
  int kinds = 0;
  for (const StandardResource& resource : testing::UpdatedResources()) {
    if (resource.message->FindFieldByName("custom_fields") == nullptr) continue;
    StandardWorld world(resource);
    RecordWithFields record(world);
    const auto rule = [&](const char* name) { return StandardCase(resource, *resource.update, name); };
    const auto expect = [&](const char* name, const Texts& found, const Texts& wanted) {
      std::string shown;
      for (const auto& [key, text] : found) absl::StrAppend(&shown, key, "=", text, " ");
      rule(name).Expect(found == wanted, shown);
    };
    const char* name = "no mask, all of them";
    expect(name, record.After({{"one", "1"}, {"two", "2"}}, {}, rule(name)), {{"one", "1"}, {"two", "2"}});
    name = "no mask, one of them";
    expect(name, record.After({{"two", "22"}}, {}, rule(name)), {{"one", "1"}, {"two", "22"}});
    name = "no mask, a null";
    expect(name, record.After({{"one", "null"}, {"three", "3"}}, {}, rule(name)), {{"two", "22"}, {"three", "3"}});
    name = "no mask, an empty object";
    expect(name, record.After({}, {}, rule(name)), {{"two", "22"}, {"three", "3"}});
    name = "a key in the mask";
    expect(name, record.After({{"one", "11"}, {"two", "not named"}}, {"custom_fields.one"}, rule(name)),
           {{"one", "11"}, {"two", "22"}, {"three", "3"}});
    name = "a key in the mask, without a value";
    expect(name, record.After({{"one", "not named"}}, {"custom_fields.three"}, rule(name)),
           {{"one", "11"}, {"two", "22"}});
    name = "the field in the mask";
    expect(name, record.After({{"three", "333"}}, {"custom_fields"}, rule(name)), {{"three", "333"}});
    name = "the field and a key in the mask";
    expect(name, record.After({{"one", "1"}}, {"custom_fields.one", "custom_fields"}, rule(name)), {{"one", "1"}});
    name = "with *";
    expect(name, record.Replaced({{"two", "2"}}, rule(name)), {{"two", "2"}});
    name = "with *, left out";
    expect(name, record.Replaced({}, rule(name)), {});
    ++kinds;
  }
  CHECK(kinds >= 5);
}

}  // namespace
}  // namespace pipewright
