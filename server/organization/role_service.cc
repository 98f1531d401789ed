#include "server/organization/role_service.h"

#include "server/organization/role_proto.h"

namespace pipewright::organization {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

grpc::ServerUnaryReactor* RoleService::ListRoles(Call* call, const v1::ListRolesRequest* request,
                                                 v1::ListRolesResponse* response) {
  return dispatcher_.Query(call, request, response, kParse, organization_.role_queries);
}

}  // namespace pipewright::organization
