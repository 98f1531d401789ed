// Roles and grants as they leave the server.
#pragma once

#include <google/protobuf/repeated_field.h>

#include "absl/status/statusor.h"
#include "application/organization/role_queries.h"
#include "pipewright/organization/v1/role_service.pb.h"

namespace pipewright::organization {

absl::StatusOr<ListRoles> FromProto(const v1::ListRolesRequest& request);

void WriteGrants(const Grants& grants, google::protobuf::RepeatedPtrField<v1::Grant>* out);
void ToProto(const RolePage& page, v1::ListRolesResponse* out);

}  // namespace pipewright::organization
