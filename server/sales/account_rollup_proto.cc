#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "server/sales/account_proto.h"
#include "server/wire/proto_writer.h"
#include "server/wire/statistics_proto.h"

namespace pipewright::sales {

absl::StatusOr<GetAccountRollup> FromProto(const v1::GetAccountRollupRequest& request) {
  GetAccountRollup query;
  Violations violations;
  violations.Take("id", AccountId::Parse(request.id()), &query.id);
  RETURN_IF_ERROR(violations.ToStatus());
  return query;
}

void ToProto(const AccountRollup& rollup, v1::GetAccountRollupResponse* out) {
  out->set_account_count(rollup.account_count);
  server::Write(rollup.open_opportunities, out->mutable_open_opportunities());
  server::Write(rollup.won_opportunities, out->mutable_won_opportunities());
  out->set_contact_count(rollup.contact_count);
  out->set_open_task_count(rollup.open_task_count);
  if (rollup.last_contact_time.has_value()) server::Write(*rollup.last_contact_time, out->mutable_last_contact_time());
}

}  // namespace pipewright::sales
