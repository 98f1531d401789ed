#include "server/sales/account_service.h"

#include "server/rpc/standard_requests.h"
#include "server/sales/account_proto.h"

namespace pipewright::sales {
namespace {

using Standard = server::Standard<Account>;
constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

grpc::ServerUnaryReactor* AccountService::CreateAccount(Call* call, const v1::CreateAccountRequest* request,
                                                        v1::Account* response) {
  return dispatcher_.Command(call, request, response, kParse, sales_.account_commands);
}

grpc::ServerUnaryReactor* AccountService::GetAccount(Call* call, const v1::GetAccountRequest* request,
                                                     v1::Account* response) {
  return dispatcher_.Query(call, request, response, Standard::Get, sales_.account_queries);
}

grpc::ServerUnaryReactor* AccountService::BatchGetAccounts(Call* call, const v1::BatchGetAccountsRequest* request,
                                                           v1::BatchGetAccountsResponse* response) {
  return dispatcher_.Query(call, request, response, Standard::BatchGet, sales_.account_queries);
}

grpc::ServerUnaryReactor* AccountService::BatchCreateAccounts(Call* call, const v1::BatchCreateAccountsRequest* request,
                                                              v1::BatchCreateAccountsResponse* response) {
  return dispatcher_.Batch<v1::Account>(call, request, response, kParse, sales_.account_commands);
}

grpc::ServerUnaryReactor* AccountService::BatchUpdateAccounts(Call* call, const v1::BatchUpdateAccountsRequest* request,
                                                              v1::BatchUpdateAccountsResponse* response) {
  return dispatcher_.Batch<v1::Account>(call, request, response, kParse, sales_.account_commands);
}

grpc::ServerUnaryReactor* AccountService::BatchDeleteAccounts(Call* call, const v1::BatchDeleteAccountsRequest* request,
                                                              v1::BatchDeleteAccountsResponse* response) {
  return dispatcher_.Batch<v1::Account>(call, request, response, Standard::Delete, sales_.account_commands);
}

grpc::ServerUnaryReactor* AccountService::ListAccounts(Call* call, const v1::ListAccountsRequest* request,
                                                       v1::ListAccountsResponse* response) {
  return dispatcher_.Query(call, request, response, Standard::List, sales_.account_queries);
}

grpc::ServerUnaryReactor* AccountService::UpdateAccount(Call* call, const v1::UpdateAccountRequest* request,
                                                        v1::Account* response) {
  return dispatcher_.Command(call, request, response, kParse, sales_.account_commands);
}

grpc::ServerUnaryReactor* AccountService::DeleteAccount(Call* call, const v1::DeleteAccountRequest* request,
                                                        v1::Account* response) {
  return dispatcher_.Command(call, request, response, Standard::Delete, sales_.account_commands);
}

grpc::ServerUnaryReactor* AccountService::UndeleteAccount(Call* call, const v1::UndeleteAccountRequest* request,
                                                          v1::Account* response) {
  return dispatcher_.Command(call, request, response, Standard::Undelete, sales_.account_commands);
}

grpc::ServerUnaryReactor* AccountService::ActivateAccount(Call* call, const v1::ActivateAccountRequest* request,
                                                          v1::Account* response) {
  return dispatcher_.Command(call, request, response, Standard::Target<Act<&Account::Activate>>,
                             sales_.account_commands);
}

grpc::ServerUnaryReactor* AccountService::DeactivateAccount(Call* call, const v1::DeactivateAccountRequest* request,
                                                            v1::Account* response) {
  return dispatcher_.Command(call, request, response, Standard::Target<Act<&Account::Deactivate>>,
                             sales_.account_commands);
}

void AccountService::AddSteps(server::StepRegistry& steps) const {
  const auto& commands = sales_.account_commands;
  steps.Add<v1::CreateAccountRequest, v1::Account>(kParse, commands);
  steps.Add<v1::UpdateAccountRequest, v1::Account>(kParse, commands);
  steps.Add<v1::DeleteAccountRequest, v1::Account>(Standard::Delete, commands);
  steps.Add<v1::UndeleteAccountRequest, v1::Account>(Standard::Undelete, commands);
  steps.Add<v1::ActivateAccountRequest, v1::Account>(Standard::Target<Act<&Account::Activate>>, commands);
  steps.Add<v1::DeactivateAccountRequest, v1::Account>(Standard::Target<Act<&Account::Deactivate>>, commands);
}

}  // namespace pipewright::sales
