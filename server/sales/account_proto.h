// Accounts between proto and domain: every field that enters or leaves, by hand.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "application/sales/account_commands.h"
#include "application/sales/account_insights.h"
#include "application/shared/queries/list_request.h"
#include "domain/sales/account.h"
#include "pipewright/sales/v1/account_service.pb.h"

namespace pipewright::sales {

absl::StatusOr<CreateAccount> FromProto(const v1::CreateAccountRequest& request);
absl::StatusOr<UpdateAccount> FromProto(const v1::UpdateAccountRequest& request);

absl::StatusOr<GetAccountRollup> FromProto(const v1::GetAccountRollupRequest& request);

void ToProto(const AccountState& account, v1::Account* out);
void ToProto(const AccountRollup& rollup, v1::GetAccountRollupResponse* out);

}  // namespace pipewright::sales
