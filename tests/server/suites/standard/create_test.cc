// Create, as every resource has it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "tests/support/infrastructure/tenant_contents.h"
#include "tests/support/server/expect_standard.h"
#include "tests/support/server/standard_world.h"

namespace pipewright {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using grpc::StatusCode;
using testing::HasIn;
using testing::MessagePtr;
using testing::RawAnswer;
using testing::StandardCase;
using testing::StandardResource;
using testing::StandardResources;
using testing::StandardWorld;
using testing::TextIn;

template <class Check>
void ForEachCreated(const char* rule, Check check) {
  for (const StandardResource& resource : StandardResources()) {
    if (resource.create == nullptr) continue;
    StandardWorld world(resource);
    check(world, StandardCase(resource, *resource.create, rule));
  }
}

TEST_CASE("every resource has an example, with everything that a client may set or says why not", "[standard]") {
  for (const StandardResource& resource : StandardResources()) {
    const auto& example = testing::ExampleOf(resource.name);
    StandardWorld world(resource);
    const auto apart = [&](const std::string& field) {
      return std::find(example.apart.begin(), example.apart.end(), field) != example.apart.end();
    };
    const MessagePtr changed = world.Changed(testing::UnknownId());
    for (const std::string& field : testing::InputFieldsOf(*resource.message)) {
      INFO(resource.name << "." << field);
      const FieldDescriptor& field_descriptor = *resource.message->FindFieldByName(field);
      // That a flag is set shows in the creation, that it changes where it is cleared.
      const bool flag = field_descriptor.cpp_type() == FieldDescriptor::CPPTYPE_BOOL;
      CHECK((flag || HasIn(*changed, field) == !(apart(field) || testing::IsImmutable(field_descriptor))));
    }
    for (const std::string& field : example.apart) {
      INFO(resource.name << "." << field);
      CHECK(resource.message->FindFieldByName(field) != nullptr);
    }
  }
}

TEST_CASE("what is created is answered as it was given, and Get tells the same", "[standard]") {
  ForEachCreated("comes back as given", [](StandardWorld& world, const StandardCase& rule) {
    const MessagePtr request = world.CreateRequest();
    const RawAnswer created = world.Call(*world.resource().create, *request);
    rule.ExpectOk(created.status);
    if (!created.status.ok()) return;
    const Message& given = testing::SubMessage(*request, world.resource().name);
    for (const std::string& field : testing::InputFieldsOf(*world.resource().message)) {
      if (!HasIn(given, field)) continue;
      rule.Expect(testing::Holds(*created.response, given, field), testing::ShownField(*created.response, field));
    }
    const MessagePtr read = world.Get(TextIn(*created.response, "id"));
    rule.Expect(read->SerializeAsString() == created.response->SerializeAsString(), read->ShortDebugString());
  });
}

TEST_CASE("a new record has an id of the server's, times, an etag and its maker", "[standard]") {
  ForEachCreated("what the server decides", [](StandardWorld& world, const StandardCase& rule) {
    for (const MessagePtr& made : {world.Make(), world.MakeSmall()}) {
      const std::string id = TextIn(*made, "id");
      CHECK_THAT(id, Catch::Matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
      rule.Expect(HasIn(*made, "create_time") && HasIn(*made, "etag"), made->ShortDebugString());
      rule.Expect(testing::SubMessage(*made, "update_time").SerializeAsString() ==
                      testing::SubMessage(*made, "create_time").SerializeAsString(),
                  made->ShortDebugString());
      rule.Expect(!HasIn(*made, "delete_time"), made->ShortDebugString());
      rule.Expect(TextIn(*made, "created_by") == world.owner().user_id, made->ShortDebugString());
      rule.Expect(TextIn(*made, "updated_by") == world.owner().user_id, made->ShortDebugString());
    }
  });
}

TEST_CASE("a client may choose the id of what it creates, and the same id a second time is taken", "[standard]") {
  ForEachCreated("the id is the client's", [](StandardWorld& world, const StandardCase& rule) {
    const std::string id = testing::UnknownId();
    const std::string field = testing::ChosenIdField(world.resource());
    MessagePtr request = world.CreateRequest();
    testing::Put(*request, field, id);
    const RawAnswer created = world.Call(*world.resource().create, *request);
    rule.ExpectOk(created.status);
    if (!created.status.ok()) return;
    rule.Expect(TextIn(*created.response, "id") == id, created.response->ShortDebugString());
    const std::string before = testing::EverythingOf(world.owner().tenant_id);
    request = world.CreateRequest();
    testing::Put(*request, field, id);
    rule.ExpectError(world.Call(*world.resource().create, *request).status, StatusCode::ALREADY_EXISTS,
                     "RECORD_EXISTS");
    rule.Expect(testing::EverythingOf(world.owner().tenant_id) == before, "something was written");
    testing::Put(*request, field, "7");
    rule.ExpectError(world.Call(*world.resource().create, *request).status, StatusCode::INVALID_ARGUMENT,
                     "INVALID_FIELD", field);
  });
}

// Something that the server would not say.
void Forge(Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string forged = "0190f3c2-0000-7c3a-9d4e-000000000000";
      return field.is_repeated() ? reflection.AddString(&message, &field, forged)
                                 : reflection.SetString(&message, &field, forged);
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(&message, &field, true);
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(&message, &field, 7);
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(&message, &field, 7);
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.SetEnumValue(&message, &field,
                                     field.enum_type()->value(field.enum_type()->value_count() - 1)->number());
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      Message& inner = *reflection.MutableMessage(&message, &field);
      for (int i = 0; i < inner.GetDescriptor()->field_count(); ++i) Forge(inner, *inner.GetDescriptor()->field(i));
      return;
    }
    default:
      FAIL("teach Forge the type of " << field.full_name());
  }
}

TEST_CASE("what only the server decides may be sent along and is ignored", "[standard]") {
  ForEachCreated("output is ignored", [](StandardWorld& world, const StandardCase& rule) {
    const MessagePtr honest = world.Make();
    MessagePtr request = world.CreateRequest();
    Message& given = testing::SubMessage(*request, world.resource().name);
    for (int i = 0; i < given.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor& field = *given.GetDescriptor()->field(i);
      if (testing::IsOutputOnly(field)) Forge(given, field);
    }
    const RawAnswer created = world.Call(*world.resource().create, *request);
    rule.ExpectOk(created.status);
    if (!created.status.ok()) return;
    for (int i = 0; i < given.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor& field = *given.GetDescriptor()->field(i);
      if (!testing::IsOutputOnly(field)) continue;
      const bool taken = testing::SameField(*created.response, given, field.name());
      rule.Expect(!taken || testing::SameField(*honest, given, field.name()),
                  testing::ShownField(*created.response, field.name()));
    }
  });
}

TEST_CASE("what a creation needs is asked for by name", "[standard]") {
  ForEachCreated("required fields are named", [](StandardWorld& world, const StandardCase& rule) {
    for (const std::string& field : testing::InputFieldsOf(*world.resource().message)) {
      if (!testing::IsRequired(*world.resource().message->FindFieldByName(field))) continue;
      const std::string path = world.resource().name + "." + field;
      MessagePtr request = world.CreateRequest();
      testing::Clear(*request, path);
      rule.ExpectError(world.Call(*world.resource().create, *request).status, StatusCode::INVALID_ARGUMENT,
                       "INVALID_FIELD", path);
    }
  });
}

}  // namespace
}  // namespace pipewright
