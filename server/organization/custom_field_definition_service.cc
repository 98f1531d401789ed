#include "server/organization/custom_field_definition_service.h"

#include "pipewright/organization/v1/custom_field_definition_service.pb.h"
#include "server/organization/custom_field_definition_proto.h"

namespace pipewright::organization {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddCustomFieldDefinitionService(server::Api& api, const CustomFieldCommands& commands,
                                     const RecordQueries<CustomFieldDefinition>& queries, const KeyLookup& keys) {
  auto& s = server::AddRecord<CustomFieldDefinition, v1::CustomFieldDefinition>(api, kParse, commands, queries);
  s.Create<v1::CreateCustomFieldDefinitionRequest>();
  s.Get<v1::GetCustomFieldDefinitionRequest>();
  s.List<v1::ListCustomFieldDefinitionsRequest>(
      &v1::ListCustomFieldDefinitionsResponse::mutable_custom_field_definitions);
  s.Update<v1::UpdateCustomFieldDefinitionRequest>();
  s.Delete<v1::DeleteCustomFieldDefinitionRequest>();
  s.Undelete<v1::UndeleteCustomFieldDefinitionRequest>();
  s.BatchGet<v1::BatchGetCustomFieldDefinitionsRequest>(
      &v1::BatchGetCustomFieldDefinitionsResponse::mutable_custom_field_definitions);
  s.BatchCreate<v1::BatchCreateCustomFieldDefinitionsRequest>(
      &v1::BatchCreateCustomFieldDefinitionsResponse::mutable_custom_field_definitions);
  s.BatchUpdate<v1::BatchUpdateCustomFieldDefinitionsRequest>(
      &v1::BatchUpdateCustomFieldDefinitionsResponse::mutable_custom_field_definitions);
  s.BatchDelete<v1::BatchDeleteCustomFieldDefinitionsRequest>(
      &v1::BatchDeleteCustomFieldDefinitionsResponse::mutable_custom_field_definitions);
  s.Import<v1::CreateCustomFieldDefinitionRequest, v1::UpdateCustomFieldDefinitionRequest>(keys, {"id"});
}

}  // namespace pipewright::organization
