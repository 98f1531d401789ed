// CustomFieldDefinitionService over gRPC.
#pragma once

#include "application/application.h"
#include "pipewright/organization/v1/custom_field_definition_service.grpc.pb.h"
#include "server/rpc/dispatcher.h"
#include "server/rpc/steps.h"

namespace pipewright::organization {

class CustomFieldDefinitionService final : public v1::CustomFieldDefinitionService::CallbackService {
 public:
  CustomFieldDefinitionService(server::Dispatcher& dispatcher, const Application::Organization& organization)
      : dispatcher_(dispatcher), organization_(organization) {}

  using Call = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* CreateCustomFieldDefinition(Call* call, const v1::CreateCustomFieldDefinitionRequest* request,
                                       v1::CustomFieldDefinition* response) override;
  Reactor* GetCustomFieldDefinition(Call* call, const v1::GetCustomFieldDefinitionRequest* request,
                                    v1::CustomFieldDefinition* response) override;
  Reactor* BatchGetCustomFieldDefinitions(Call* call, const v1::BatchGetCustomFieldDefinitionsRequest* request,
                                          v1::BatchGetCustomFieldDefinitionsResponse* response) override;
  Reactor* BatchCreateCustomFieldDefinitions(Call* call, const v1::BatchCreateCustomFieldDefinitionsRequest* request,
                                             v1::BatchCreateCustomFieldDefinitionsResponse* response) override;
  Reactor* BatchUpdateCustomFieldDefinitions(Call* call, const v1::BatchUpdateCustomFieldDefinitionsRequest* request,
                                             v1::BatchUpdateCustomFieldDefinitionsResponse* response) override;
  Reactor* BatchDeleteCustomFieldDefinitions(Call* call, const v1::BatchDeleteCustomFieldDefinitionsRequest* request,
                                             v1::BatchDeleteCustomFieldDefinitionsResponse* response) override;
  Reactor* ListCustomFieldDefinitions(Call* call, const v1::ListCustomFieldDefinitionsRequest* request,
                                      v1::ListCustomFieldDefinitionsResponse* response) override;
  Reactor* UpdateCustomFieldDefinition(Call* call, const v1::UpdateCustomFieldDefinitionRequest* request,
                                       v1::CustomFieldDefinition* response) override;
  Reactor* DeleteCustomFieldDefinition(Call* call, const v1::DeleteCustomFieldDefinitionRequest* request,
                                       v1::CustomFieldDefinition* response) override;
  Reactor* UndeleteCustomFieldDefinition(Call* call, const v1::UndeleteCustomFieldDefinitionRequest* request,
                                         v1::CustomFieldDefinition* response) override;

  // The mutations that may be steps of a composite transaction.
  void AddSteps(server::StepRegistry& steps) const;

 private:
  server::Dispatcher& dispatcher_;
  const Application::Organization& organization_;
};

}  // namespace pipewright::organization
