#include "server/organization/custom_field_definition_service.h"

#include "server/organization/custom_field_definition_proto.h"
#include "server/rpc/standard_requests.h"

namespace pipewright::organization {
namespace {

using Standard = server::Standard<CustomFieldDefinition>;
constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

grpc::ServerUnaryReactor* CustomFieldDefinitionService::CreateCustomFieldDefinition(
    Call* call, const v1::CreateCustomFieldDefinitionRequest* request, v1::CustomFieldDefinition* response) {
  return dispatcher_.Command(call, request, response, kParse, organization_.custom_field_commands);
}

grpc::ServerUnaryReactor* CustomFieldDefinitionService::GetCustomFieldDefinition(
    Call* call, const v1::GetCustomFieldDefinitionRequest* request, v1::CustomFieldDefinition* response) {
  return dispatcher_.Query(call, request, response, Standard::Get, organization_.custom_field_queries);
}

grpc::ServerUnaryReactor* CustomFieldDefinitionService::BatchGetCustomFieldDefinitions(
    Call* call, const v1::BatchGetCustomFieldDefinitionsRequest* request,
    v1::BatchGetCustomFieldDefinitionsResponse* response) {
  return dispatcher_.Query(call, request, response, Standard::BatchGet, organization_.custom_field_queries);
}

grpc::ServerUnaryReactor* CustomFieldDefinitionService::BatchCreateCustomFieldDefinitions(
    Call* call, const v1::BatchCreateCustomFieldDefinitionsRequest* request,
    v1::BatchCreateCustomFieldDefinitionsResponse* response) {
  return dispatcher_.Batch<v1::CustomFieldDefinition>(call, request, response, kParse,
                                                      organization_.custom_field_commands);
}

grpc::ServerUnaryReactor* CustomFieldDefinitionService::BatchUpdateCustomFieldDefinitions(
    Call* call, const v1::BatchUpdateCustomFieldDefinitionsRequest* request,
    v1::BatchUpdateCustomFieldDefinitionsResponse* response) {
  return dispatcher_.Batch<v1::CustomFieldDefinition>(call, request, response, kParse,
                                                      organization_.custom_field_commands);
}

grpc::ServerUnaryReactor* CustomFieldDefinitionService::BatchDeleteCustomFieldDefinitions(
    Call* call, const v1::BatchDeleteCustomFieldDefinitionsRequest* request,
    v1::BatchDeleteCustomFieldDefinitionsResponse* response) {
  return dispatcher_.Batch<v1::CustomFieldDefinition>(call, request, response, Standard::Delete,
                                                      organization_.custom_field_commands);
}

grpc::ServerUnaryReactor* CustomFieldDefinitionService::ListCustomFieldDefinitions(
    Call* call, const v1::ListCustomFieldDefinitionsRequest* request,
    v1::ListCustomFieldDefinitionsResponse* response) {
  return dispatcher_.Query(call, request, response, Standard::List, organization_.custom_field_queries);
}

grpc::ServerUnaryReactor* CustomFieldDefinitionService::UpdateCustomFieldDefinition(
    Call* call, const v1::UpdateCustomFieldDefinitionRequest* request, v1::CustomFieldDefinition* response) {
  return dispatcher_.Command(call, request, response, kParse, organization_.custom_field_commands);
}

grpc::ServerUnaryReactor* CustomFieldDefinitionService::DeleteCustomFieldDefinition(
    Call* call, const v1::DeleteCustomFieldDefinitionRequest* request, v1::CustomFieldDefinition* response) {
  return dispatcher_.Command(call, request, response, Standard::Delete, organization_.custom_field_commands);
}

grpc::ServerUnaryReactor* CustomFieldDefinitionService::UndeleteCustomFieldDefinition(
    Call* call, const v1::UndeleteCustomFieldDefinitionRequest* request, v1::CustomFieldDefinition* response) {
  return dispatcher_.Command(call, request, response, Standard::Undelete, organization_.custom_field_commands);
}

void CustomFieldDefinitionService::AddSteps(server::StepRegistry& steps) const {
  const auto& commands = organization_.custom_field_commands;
  steps.Add<v1::CreateCustomFieldDefinitionRequest, v1::CustomFieldDefinition>(kParse, commands);
  steps.Add<v1::UpdateCustomFieldDefinitionRequest, v1::CustomFieldDefinition>(kParse, commands);
  steps.Add<v1::DeleteCustomFieldDefinitionRequest, v1::CustomFieldDefinition>(Standard::Delete, commands);
  steps.Add<v1::UndeleteCustomFieldDefinitionRequest, v1::CustomFieldDefinition>(Standard::Undelete, commands);
}

}  // namespace pipewright::organization
