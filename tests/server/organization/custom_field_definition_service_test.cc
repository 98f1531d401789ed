#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "pipewright/integration/v1/event_service.grpc.pb.h"
#include "pipewright/integration/v1/transaction_service.grpc.pb.h"
#include "pipewright/organization/v1/custom_field_definition_service.grpc.pb.h"
#include "tests/support/server/event_stream.h"
#include "tests/support/server/test_server.h"

namespace pipewright::organization {
namespace {

using grpc::StatusCode;
using testing::FieldsOf;
using testing::MetadataOf;
using testing::ReasonOf;
using Stub = v1::CustomFieldDefinitionService::Stub;

struct Tenant {
  testing::TestServer& server = testing::TestServer::Get();
  testing::TestCaller owner = server.SignUp();

  static v1::CreateCustomFieldDefinitionRequest Field(const std::string& key, v1::CustomFieldType type) {
    v1::CreateCustomFieldDefinitionRequest request;
    auto& field = *request.mutable_custom_field_definition();
    field.set_entity(v1::CUSTOM_FIELD_ENTITY_ACCOUNT);
    field.set_key(key);
    field.set_label("The " + key);
    field.set_type(type);
    return request;
  }
  static v1::CreateCustomFieldDefinitionRequest Tier() {
    auto request = Field("tier", v1::CUSTOM_FIELD_TYPE_MULTI_SELECT);
    auto& field = *request.mutable_custom_field_definition();
    for (const char* const option : {"gold", "silver", "bronze"}) field.add_options(option);
    field.mutable_default_value()->mutable_list_value()->add_values()->set_string_value("bronze");
    field.set_required(true);
    return request;
  }

  testing::Answer<v1::CustomFieldDefinition> Create(const v1::CreateCustomFieldDefinitionRequest& request) {
    return server.Call(&owner, &Stub::CreateCustomFieldDefinition, request);
  }
};

TEST_CASE("all that is wrong with a custom field is told at once, with paths of the request", "[custom_fields]") {
  Tenant tenant;
  auto request = Tenant::Field("Not a key", v1::CUSTOM_FIELD_TYPE_NUMBER);
  auto& field = *request.mutable_custom_field_definition();
  field.set_label(" ");
  field.add_options("gold");
  field.set_reference_kind(v1::CUSTOM_FIELD_REFERENCE_KIND_TASK);
  const auto refused = tenant.Create(request);
  CHECK(refused.status.error_code() == StatusCode::INVALID_ARGUMENT);
  CHECK(FieldsOf(refused.status) ==
        "custom_field_definition.key,custom_field_definition.label,custom_field_definition.reference_kind,"
        "custom_field_definition.options");
  request = Tenant::Tier();
  request.mutable_custom_field_definition()->mutable_default_value()->mutable_struct_value();
  CHECK(FieldsOf(tenant.Create(request).status) == "custom_field_definition.default_value");
  request.mutable_custom_field_definition()->set_options(1, "gold");
  CHECK(FieldsOf(tenant.Create(request).status) == "custom_field_definition.options[1]");
}

TEST_CASE("what a custom field is stays, what people see of it changes", "[custom_fields]") {
  Tenant tenant;
  const auto created = tenant.Create(Tenant::Tier());
  v1::UpdateCustomFieldDefinitionRequest update;
  *update.mutable_custom_field_definition() = created.response;
  update.mutable_custom_field_definition()->set_label("Level");
  update.mutable_custom_field_definition()->add_options("paper");
  update.mutable_update_mask()->add_paths("*");
  const auto updated = tenant.server.Call(&tenant.owner, &Stub::UpdateCustomFieldDefinition, update);
  INFO(updated.status.error_message());
  REQUIRE(updated.ok());
  CHECK(updated->label() == "Level");
  CHECK(updated->options_size() == 4);

  *update.mutable_custom_field_definition() = updated.response;
  update.mutable_custom_field_definition()->set_type(v1::CUSTOM_FIELD_TYPE_TEXT);
  update.mutable_custom_field_definition()->set_key("level");
  CHECK(FieldsOf(tenant.server.Call(&tenant.owner, &Stub::UpdateCustomFieldDefinition, update).status) ==
        "custom_field_definition.key,custom_field_definition.type");
  update.mutable_update_mask()->Clear();
  update.mutable_update_mask()->add_paths("default_value");
  *update.mutable_custom_field_definition() = updated.response;
  update.mutable_custom_field_definition()->clear_default_value();
  const auto cleared = tenant.server.Call(&tenant.owner, &Stub::UpdateCustomFieldDefinition, update);
  REQUIRE(cleared.ok());
  CHECK_FALSE(cleared->has_default_value());
}

TEST_CASE("a key that another field has is refused by name, until that one is deleted", "[custom_fields]") {
  Tenant tenant;
  const auto first = tenant.Create(Tenant::Tier());
  auto second = Tenant::Field("tier", v1::CUSTOM_FIELD_TYPE_TEXT);
  const auto taken = tenant.Create(second);
  CHECK(taken.status.error_code() == StatusCode::ALREADY_EXISTS);
  CHECK(MetadataOf(taken.status, "field") == "key");
  v1::DeleteCustomFieldDefinitionRequest remove;
  remove.set_id(first->id());
  REQUIRE(tenant.server.Call(&tenant.owner, &Stub::DeleteCustomFieldDefinition, remove).ok());
  REQUIRE(tenant.Create(second).ok());
  v1::UndeleteCustomFieldDefinitionRequest undelete;
  undelete.set_id(first->id());
  CHECK(tenant.server.Call(&tenant.owner, &Stub::UndeleteCustomFieldDefinition, undelete).status.error_code() ==
        StatusCode::ALREADY_EXISTS);
}

TEST_CASE("the hundred and first custom field of an entity is refused, and nothing of its batch stays",
          "[custom_fields]") {
  Tenant tenant;
  v1::BatchCreateCustomFieldDefinitionsRequest batch;
  for (int i = 0; i < 101; ++i) {
    *batch.add_requests() = Tenant::Field(absl::StrCat("field_", i), v1::CUSTOM_FIELD_TYPE_NUMBER);
  }
  const auto refused = tenant.server.Call(&tenant.owner, &Stub::BatchCreateCustomFieldDefinitions, batch);
  CHECK(refused.status.error_code() == StatusCode::RESOURCE_EXHAUSTED);
  CHECK(ReasonOf(refused.status) == "TOO_MANY_CUSTOM_FIELDS");
  batch.set_allow_partial(true);
  const auto partly = tenant.server.Call(&tenant.owner, &Stub::BatchCreateCustomFieldDefinitions, batch);
  INFO(partly.status.error_message());
  REQUIRE(partly.ok());
  CHECK(partly->failed_requests().size() == 1);
  CHECK(partly->failed_requests().contains(100));
}

TEST_CASE("custom fields are listed by entity, type and key", "[custom_fields]") {
  Tenant tenant;
  REQUIRE(tenant.Create(Tenant::Tier()).ok());
  auto task = Tenant::Field("room", v1::CUSTOM_FIELD_TYPE_TEXT);
  task.mutable_custom_field_definition()->set_entity(v1::CUSTOM_FIELD_ENTITY_TASK);
  REQUIRE(tenant.Create(task).ok());
  REQUIRE(tenant.Create(Tenant::Field("area", v1::CUSTOM_FIELD_TYPE_TEXT)).ok());
  const auto list = [&](const std::string& filter) {
    v1::ListCustomFieldDefinitionsRequest request;
    request.set_filter(filter);
    request.set_order_by("entity, key");
    const auto page = tenant.server.Call(&tenant.owner, &Stub::ListCustomFieldDefinitions, request);
    INFO(page.status.error_message());
    REQUIRE(page.ok());
    std::string keys;
    for (const auto& field : page->custom_field_definitions()) absl::StrAppend(&keys, field.key(), " ");
    return keys;
  };
  CHECK(list("") == "area tier room ");
  CHECK(list("entity = ACCOUNT") == "area tier ");
  CHECK(list("type = TEXT AND NOT required = true") == "area room ");
  CHECK(list("key = \"ti*\"") == "tier ");
}

TEST_CASE("owners and administrators define custom fields, everybody with a role reads them", "[custom_fields]") {
  Tenant tenant;
  const auto created = tenant.Create(Tenant::Tier());
  v1::GetCustomFieldDefinitionRequest get;
  get.set_id(created->id());
  for (const char* const role : {"ADMIN", "MANAGER", "MEMBER", "VIEWER"}) {
    CAPTURE(role);
    const auto member = tenant.server.AddMember(tenant.owner, role);
    CHECK(tenant.server.Call(&member, &Stub::GetCustomFieldDefinition, get).ok());
    const auto defined = tenant.server.Call(&member, &Stub::CreateCustomFieldDefinition,
                                            Tenant::Field("by_member", v1::CUSTOM_FIELD_TYPE_DATE));
    CHECK(defined.status.error_code() ==
          (std::string(role) == "ADMIN" ? StatusCode::OK : StatusCode::PERMISSION_DENIED));
  }
}

TEST_CASE("a custom field is a step of a transaction, and its life is told in events", "[custom_fields][events]") {
  Tenant tenant;
  integration::v1::ExecuteRequest request;
  auto* step = request.add_steps();
  step->set_name("field");
  *step->mutable_create_custom_field_definition() = Tenant::Tier();
  step = request.add_steps();
  step->mutable_delete_custom_field_definition()->set_id("$field");
  const auto done = tenant.server.Call(&tenant.owner, &integration::v1::TransactionService::Stub::Execute, request);
  INFO(done.status.error_message());
  REQUIRE(done.ok());
  CHECK(done->answers(1).custom_field_definition().has_delete_time());

  integration::v1::ListEventsRequest asked;
  asked.mutable_filter()->add_resources("custom_field_definition");
  const auto events = testing::ListSettledEvents(tenant.owner, asked);
  REQUIRE(events->events_size() == 2);
  CHECK(events->events(0).type() == "custom_field_definition.created");
  CHECK(events->events(1).type() == "custom_field_definition.deleted");
  v1::CustomFieldDefinition shown;
  REQUIRE(events->events(0).record().UnpackTo(&shown));
  CHECK(shown.default_value().list_value().values(0).string_value() == "bronze");
}

}  // namespace
}  // namespace pipewright::organization
