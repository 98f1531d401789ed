#include "server/integration/transfers/transfer_service.h"

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "pipewright/integration/v1/transfer_service.pb.h"
#include "server/integration/jobs/job_proto.h"
#include "server/wire/enum_proto.h"

namespace pipewright::integration {
namespace {

absl::StatusOr<TransferRecords> FromProto(const v1::TransferRecordsRequest& request) {
  TransferRecords command;
  Violations violations;
  violations.Take("from_user_id", UserId::Parse(request.from_user_id()), &command.from);
  violations.Take("to_user_id", UserId::Parse(request.to_user_id()), &command.to);
  for (int i = 0; i < request.kinds_size(); ++i) {
    violations.Take(absl::StrCat("kinds[", i, "]"), server::FromProtoEnum<TransferableKind>(request.kinds(i)),
                    &command.kinds.emplace_back());
  }
  command.closed_opportunities = request.closed_opportunities();
  RETURN_IF_ERROR(violations.ToStatus());
  return command;
}

}  // namespace

void AddTransferService(server::Api& api, const TransferCommands& commands) {
  api.services.Add().Command<v1::TransferRecordsRequest, v1::Job>(
      [](const v1::TransferRecordsRequest& request) { return FromProto(request); }, commands);
}

}  // namespace pipewright::integration
