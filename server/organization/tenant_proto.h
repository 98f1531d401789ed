// Tenants between proto and domain: every field that enters or leaves, by hand.
#pragma once

#include "absl/status/statusor.h"
#include "application/organization/tenant_commands.h"
#include "domain/organization/tenant.h"
#include "pipewright/organization/v1/tenant_service.pb.h"

namespace pipewright::organization {

absl::StatusOr<UpdateTenant> FromProto(const v1::UpdateTenantRequest& request);
absl::StatusOr<ListTenants> FromProto(const v1::ListTenantsRequest& request);
absl::StatusOr<SuspendTenant> FromProto(const v1::SuspendTenantRequest& request);
absl::StatusOr<ReactivateTenant> FromProto(const v1::ReactivateTenantRequest& request);

void ToProto(const TenantState& tenant, v1::Tenant* out);
void ToProto(const TenantPage& page, v1::ListTenantsResponse* out);

}  // namespace pipewright::organization
