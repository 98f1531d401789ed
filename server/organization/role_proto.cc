#include "server/organization/role_proto.h"

#include "server/wire/enum_proto.h"

namespace pipewright::organization {

absl::StatusOr<ListRoles> FromProto(const v1::ListRolesRequest&) { return ListRoles(); }

void WriteGrants(const Grants& grants, google::protobuf::RepeatedPtrField<v1::Grant>* out) {
  for (const Grants::Grant& grant : grants.grants()) {
    v1::Grant* const written = out->Add();
    written->set_resource(grant.resource);
    written->set_action(grant.action);
    written->set_scope(server::ToProtoEnum<v1::GrantScope>(grant.scope));
  }
}

void ToProto(const std::vector<Role>& roles, v1::ListRolesResponse* out) {
  for (const Role& role : roles) {
    v1::Role* const written = out->add_roles();
    written->set_name(role.name);
    written->set_description(role.description);
    written->set_built_in(role.built_in);
    WriteGrants(role.grants, written->mutable_grants());
  }
}

}  // namespace pipewright::organization
