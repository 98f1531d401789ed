// Members between proto and domain: every field that enters or leaves, by hand.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "application/organization/member_commands.h"
#include "application/shared/queries/list_request.h"
#include "domain/organization/membership.h"
#include "pipewright/organization/v1/member_service.pb.h"

namespace pipewright::organization {

absl::StatusOr<AddMember> FromProto(const v1::AddMemberRequest& request);
absl::StatusOr<UpdateMember> FromProto(const v1::UpdateMemberRequest& request);

void ToProto(const MembershipState& member, v1::Member* out);

}  // namespace pipewright::organization
