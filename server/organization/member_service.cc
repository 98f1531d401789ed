#include "server/organization/member_service.h"

#include "pipewright/organization/v1/member_service.pb.h"
#include "server/organization/member_proto.h"

namespace pipewright::organization {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddMemberService(server::Api& api, const MemberCommands& commands, const RecordQueries<Membership>& queries) {
  auto& s = server::AddRecord<Membership, v1::Member>(api, kParse, commands, queries);
  s.Command<v1::AddMemberRequest>();
  s.Target<v1::ResendInvitationRequest, ResendInvitation>();
  s.Get<v1::GetMemberRequest>();
  s.BatchGet<v1::BatchGetMembersRequest>(&v1::BatchGetMembersResponse::mutable_members);
  s.List<v1::ListMembersRequest>(&v1::ListMembersResponse::mutable_members);
  s.Update<v1::UpdateMemberRequest>();
  s.Target<v1::SuspendMemberRequest, SuspendMember>();
  s.Act<v1::ReactivateMemberRequest, &Membership::Reactivate>();
  s.Target<v1::RemoveMemberRequest, RemoveMember>();
}

}  // namespace pipewright::organization
