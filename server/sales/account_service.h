// AccountService over gRPC.
#pragma once

#include "application/application.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "server/rpc/arena_messages.h"
#include "server/rpc/dispatcher.h"
#include "server/rpc/steps.h"

namespace pipewright::sales {

class AccountService final : public v1::AccountService::CallbackService {
 public:
  AccountService(server::Dispatcher& dispatcher, const Application::Sales& sales)
      : dispatcher_(dispatcher), sales_(sales) {
    SetMessageAllocatorFor_ListAccounts(&list_messages_);
  }

  using Call = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* CreateAccount(Call* call, const v1::CreateAccountRequest* request, v1::Account* response) override;
  Reactor* GetAccount(Call* call, const v1::GetAccountRequest* request, v1::Account* response) override;
  Reactor* BatchGetAccounts(Call* call, const v1::BatchGetAccountsRequest* request,
                            v1::BatchGetAccountsResponse* response) override;
  Reactor* BatchCreateAccounts(Call* call, const v1::BatchCreateAccountsRequest* request,
                               v1::BatchCreateAccountsResponse* response) override;
  Reactor* BatchUpdateAccounts(Call* call, const v1::BatchUpdateAccountsRequest* request,
                               v1::BatchUpdateAccountsResponse* response) override;
  Reactor* BatchDeleteAccounts(Call* call, const v1::BatchDeleteAccountsRequest* request,
                               v1::BatchDeleteAccountsResponse* response) override;
  Reactor* ListAccounts(Call* call, const v1::ListAccountsRequest* request,
                        v1::ListAccountsResponse* response) override;
  Reactor* UpdateAccount(Call* call, const v1::UpdateAccountRequest* request, v1::Account* response) override;
  Reactor* DeleteAccount(Call* call, const v1::DeleteAccountRequest* request, v1::Account* response) override;
  Reactor* UndeleteAccount(Call* call, const v1::UndeleteAccountRequest* request, v1::Account* response) override;
  Reactor* QualifyAccount(Call* call, const v1::QualifyAccountRequest* request, v1::Account* response) override;
  Reactor* MarkAccountCustomer(Call* call, const v1::MarkAccountCustomerRequest* request,
                               v1::Account* response) override;
  Reactor* MarkAccountChurned(Call* call, const v1::MarkAccountChurnedRequest* request, v1::Account* response) override;
  Reactor* ActivateAccount(Call* call, const v1::ActivateAccountRequest* request, v1::Account* response) override;
  Reactor* DeactivateAccount(Call* call, const v1::DeactivateAccountRequest* request, v1::Account* response) override;

  // The mutations that may be steps of a composite transaction.
  void AddSteps(server::StepRegistry& steps) const;

 private:
  server::Dispatcher& dispatcher_;
  const Application::Sales& sales_;
  server::ArenaMessages<v1::ListAccountsRequest, v1::ListAccountsResponse> list_messages_;
};

}  // namespace pipewright::sales
