// MemberService over gRPC.
#pragma once

#include "application/application.h"
#include "pipewright/organization/v1/member_service.grpc.pb.h"
#include "server/rpc/dispatcher.h"

namespace pipewright::organization {

class MemberService final : public v1::MemberService::CallbackService {
 public:
  MemberService(server::Dispatcher& dispatcher, const Application::Organization& organization)
      : dispatcher_(dispatcher), organization_(organization) {}

  using Call = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* AddMember(Call* call, const v1::AddMemberRequest* request, v1::Member* response) override;
  Reactor* GetMember(Call* call, const v1::GetMemberRequest* request, v1::Member* response) override;
  Reactor* BatchGetMembers(Call* call, const v1::BatchGetMembersRequest* request,
                           v1::BatchGetMembersResponse* response) override;
  Reactor* ListMembers(Call* call, const v1::ListMembersRequest* request, v1::ListMembersResponse* response) override;
  Reactor* UpdateMember(Call* call, const v1::UpdateMemberRequest* request, v1::Member* response) override;
  Reactor* SuspendMember(Call* call, const v1::SuspendMemberRequest* request, v1::Member* response) override;
  Reactor* ReactivateMember(Call* call, const v1::ReactivateMemberRequest* request, v1::Member* response) override;
  Reactor* RemoveMember(Call* call, const v1::RemoveMemberRequest* request, v1::Member* response) override;

 private:
  server::Dispatcher& dispatcher_;
  const Application::Organization& organization_;
};

}  // namespace pipewright::organization
