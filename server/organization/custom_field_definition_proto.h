// Definitions of custom fields between proto and domain: every field that enters or leaves, by hand.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "application/organization/custom_field_commands.h"
#include "application/shared/queries/list_request.h"
#include "domain/organization/custom_field_definition.h"
#include "pipewright/organization/v1/custom_field_definition_service.pb.h"

namespace pipewright::organization {

absl::StatusOr<CreateCustomFieldDefinition> FromProto(const v1::CreateCustomFieldDefinitionRequest& request);
absl::StatusOr<UpdateCustomFieldDefinition> FromProto(const v1::UpdateCustomFieldDefinitionRequest& request);

void ToProto(const CustomFieldDefinitionState& definition, v1::CustomFieldDefinition* out);

}  // namespace pipewright::organization
