#include "server/sales/account_service.h"

#include "pipewright/sales/v1/account_service.pb.h"
#include "server/sales/account_proto.h"

namespace pipewright::sales {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddAccountService(server::Api& api, const AccountCommands& commands, const RecordQueries<Account>& queries,
                       const KeyLookup& keys, const StatisticsQueries& statistics, const AccountInsights& insights) {
  auto& s = server::AddRecord<Account, v1::Account>(api, kParse, commands, queries);
  s.Create<v1::CreateAccountRequest>();
  s.Get<v1::GetAccountRequest>();
  s.List<v1::ListAccountsRequest>(&v1::ListAccountsResponse::mutable_accounts);
  s.Update<v1::UpdateAccountRequest>();
  s.Delete<v1::DeleteAccountRequest>();
  s.Undelete<v1::UndeleteAccountRequest>();
  s.BatchGet<v1::BatchGetAccountsRequest>(&v1::BatchGetAccountsResponse::mutable_accounts);
  s.BatchCreate<v1::BatchCreateAccountsRequest>(&v1::BatchCreateAccountsResponse::mutable_accounts);
  s.BatchUpdate<v1::BatchUpdateAccountsRequest>(&v1::BatchUpdateAccountsResponse::mutable_accounts);
  s.BatchDelete<v1::BatchDeleteAccountsRequest>(&v1::BatchDeleteAccountsResponse::mutable_accounts);
  s.Act<v1::ActivateAccountRequest, &Account::Activate>();
  s.Act<v1::DeactivateAccountRequest, &Account::Deactivate>();
  s.Act<v1::QualifyAccountRequest, &Account::Qualify>();
  s.Act<v1::MarkAccountCustomerRequest, &Account::MarkCustomer>();
  s.Act<v1::MarkAccountChurnedRequest, &Account::MarkChurned>();
  s.Statistics<v1::GetAccountStatisticsRequest, v1::GetAccountStatisticsResponse, AccountStatus>(statistics);
  s.Ask<v1::GetAccountRollupRequest, v1::GetAccountRollupResponse>(insights);
  s.Import<v1::CreateAccountRequest, v1::UpdateAccountRequest>(keys, {"id", "code", "email", "name"});
}

}  // namespace pipewright::sales
