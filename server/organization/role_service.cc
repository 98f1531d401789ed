#include "server/organization/role_service.h"

#include "pipewright/organization/v1/role_service.pb.h"
#include "server/organization/role_proto.h"

namespace pipewright::organization {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddRoleService(server::Api& api, const RoleQueries& queries) {
  auto& s = api.services.Add();
  s.Query<v1::ListRolesRequest, v1::ListRolesResponse>(kParse, queries);
}

}  // namespace pipewright::organization
