#include "server/organization/role_proto.h"

#include "server/wire/enum_proto.h"

namespace pipewright::organization {

absl::StatusOr<ListRoles> FromProto(const v1::ListRolesRequest& request) {
  return ListRoles{request.page_size(), request.page_token()};
}

void WriteGrants(const Grants& grants, google::protobuf::RepeatedPtrField<v1::Grant>* out) {
  for (const Grants::Grant& grant : grants.grants()) {
    v1::Grant* const written = out->Add();
    written->set_resource(grant.resource);
    written->set_action(grant.action);
    written->set_scope(server::ToProtoEnum<v1::GrantScope>(grant.scope));
  }
}

void ToProto(const RolePage& page, v1::ListRolesResponse* out) {
  for (const Role& role : page.roles) {
    v1::Role* const written = out->add_roles();
    written->set_name(role.name);
    written->set_description(role.description);
    written->set_built_in(role.built_in);
    WriteGrants(role.grants, written->mutable_grants());
  }
  out->set_next_page_token(page.next_page_token);
}

}  // namespace pipewright::organization
