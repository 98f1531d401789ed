#include "server/organization/member_proto.h"

#include "domain/shared/status_macros.h"
#include "server/wire/enum_proto.h"
#include "server/wire/proto_writer.h"
#include "server/wire/resource_reader.h"
#include "server/wire/standard_requests.h"

namespace pipewright::organization {

using server::ToProtoEnum;

absl::StatusOr<AddMember> FromProto(const v1::AddMemberRequest& request) {
  AddMember command;
  Violations violations;
  const v1::Member& member = request.member();
  command.id = server::ReadOptionalId<MembershipId>("member_id", request.member_id(), violations);
  violations.Take("member.email", EmailAddress::Parse(member.email()), &command.email);
  command.given_name = member.given_name();
  command.family_name = member.family_name();
  command.roles.assign(member.roles().begin(), member.roles().end());
  command.manager_id = server::ReadOptionalId<UserId>("member.manager_id", member.manager_id(), violations);
  command.job_title = member.job_title();
  command.business_unit_id =
      server::ReadOptionalId<BusinessUnitId>("member.business_unit_id", member.business_unit_id(), violations);
  command.initial_password = request.initial_password();
  RETURN_IF_ERROR(violations.ToStatus());
  return command;
}

absl::StatusOr<UpdateMember> FromProto(const v1::UpdateMemberRequest& request) {
  UpdateMember command;
  const v1::Member& member = request.member();
  server::ResourceReader reader("member", member, request.update_mask());
  reader.violations().Take("member.id", MembershipId::Parse(member.id()), &command.id);
  command.etag = server::ReadEtag("member.etag", member.etag(), reader.violations());
  reader.Parsed("email", member.email(), command.changes.email);
  reader.Text("given_name", member.given_name(), command.changes.given_name);
  reader.Text("family_name", member.family_name(), command.changes.family_name);
  reader.Texts("roles", member.roles(), command.changes.roles);
  reader.Id("manager_id", member.manager_id(), command.changes.manager_id);
  reader.Text("job_title", member.job_title(), command.changes.job_title);
  reader.Id("business_unit_id", member.business_unit_id(), command.changes.business_unit_id);
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

void ToProto(const MembershipState& member, v1::Member* out) {
  server::WriteRecord(member, out);
  out->set_user_id(member.user_id.ToString());
  out->set_email(member.email.value());
  out->set_given_name(member.given_name);
  out->set_family_name(member.family_name);
  for (const std::string& role : member.roles) out->add_roles(role);
  if (member.manager_id.has_value()) out->set_manager_id(member.manager_id->ToString());
  out->set_job_title(member.job_title);
  out->set_status(ToProtoEnum<v1::MemberStatus>(member.status));
  if (member.business_unit_id.has_value()) out->set_business_unit_id(member.business_unit_id->ToString());
}

}  // namespace pipewright::organization
