#include "server/organization/member_service.h"

#include "server/organization/member_proto.h"
#include "server/rpc/standard_requests.h"

namespace pipewright::organization {
namespace {

using Standard = server::Standard<Membership>;
constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

grpc::ServerUnaryReactor* MemberService::AddMember(Call* call, const v1::AddMemberRequest* request,
                                                   v1::Member* response) {
  return dispatcher_.Command(call, request, response, kParse, organization_.member_commands);
}

grpc::ServerUnaryReactor* MemberService::GetMember(Call* call, const v1::GetMemberRequest* request,
                                                   v1::Member* response) {
  return dispatcher_.Query(call, request, response, Standard::Get, organization_.member_queries);
}

grpc::ServerUnaryReactor* MemberService::BatchGetMembers(Call* call, const v1::BatchGetMembersRequest* request,
                                                         v1::BatchGetMembersResponse* response) {
  return dispatcher_.Query(call, request, response, Standard::BatchGet, organization_.member_queries);
}

grpc::ServerUnaryReactor* MemberService::ListMembers(Call* call, const v1::ListMembersRequest* request,
                                                     v1::ListMembersResponse* response) {
  return dispatcher_.Query(call, request, response, Standard::List, organization_.member_queries);
}

grpc::ServerUnaryReactor* MemberService::UpdateMember(Call* call, const v1::UpdateMemberRequest* request,
                                                      v1::Member* response) {
  return dispatcher_.Command(call, request, response, kParse, organization_.member_commands);
}

grpc::ServerUnaryReactor* MemberService::SuspendMember(Call* call, const v1::SuspendMemberRequest* request,
                                                       v1::Member* response) {
  return dispatcher_.Command(call, request, response, Standard::Target<organization::SuspendMember>,
                             organization_.member_commands);
}

grpc::ServerUnaryReactor* MemberService::ReactivateMember(Call* call, const v1::ReactivateMemberRequest* request,
                                                          v1::Member* response) {
  return dispatcher_.Command(call, request, response, Standard::Target<Act<&Membership::Reactivate>>,
                             organization_.member_commands);
}

grpc::ServerUnaryReactor* MemberService::RemoveMember(Call* call, const v1::RemoveMemberRequest* request,
                                                      v1::Member* response) {
  return dispatcher_.Command(call, request, response, Standard::Target<organization::RemoveMember>,
                             organization_.member_commands);
}

}  // namespace pipewright::organization
