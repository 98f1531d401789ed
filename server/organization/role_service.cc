#include "pipewright/organization/v1/role_service.pb.h"
#include "server/organization/role_proto.h"
#include "server/organization/services.h"

namespace pipewright::organization {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddRoleService(server::Api& api, const Application::Organization& organization) {
  auto& s = api.services.Add();
  s.Query<v1::ListRolesRequest, v1::ListRolesResponse>(kParse, organization.role_queries);
}

}  // namespace pipewright::organization
