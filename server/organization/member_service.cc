#include "pipewright/organization/v1/member_service.pb.h"
#include "server/organization/member_proto.h"
#include "server/organization/services.h"
#include "server/record/record_service.h"

namespace pipewright::organization {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddMemberService(server::Api& api, const Application::Organization& organization) {
  auto& s =
      server::AddRecord<Membership, v1::Member>(api, kParse, organization.member_commands, organization.member_queries);
  s.Command<v1::AddMemberRequest>();
  s.Get<v1::GetMemberRequest>();
  s.BatchGet<v1::BatchGetMembersRequest>(&v1::BatchGetMembersResponse::mutable_members);
  s.List<v1::ListMembersRequest>(&v1::ListMembersResponse::mutable_members);
  s.Update<v1::UpdateMemberRequest>();
  s.Target<v1::SuspendMemberRequest, SuspendMember>();
  s.Act<v1::ReactivateMemberRequest, &Membership::Reactivate>();
  s.Target<v1::RemoveMemberRequest, RemoveMember>();
}

}  // namespace pipewright::organization
