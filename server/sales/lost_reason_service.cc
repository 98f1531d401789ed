#include "server/sales/lost_reason_service.h"

#include "pipewright/sales/v1/lost_reason_service.pb.h"
#include "server/sales/lost_reason_proto.h"

namespace pipewright::sales {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddLostReasonService(server::Api& api, const LostReasonCommands& commands,
                          const RecordQueries<LostReason>& queries) {
  auto& s = server::AddRecord<LostReason, v1::LostReason>(api, kParse, commands, queries);
  s.Create<v1::CreateLostReasonRequest>();
  s.Get<v1::GetLostReasonRequest>();
  s.List<v1::ListLostReasonsRequest>(&v1::ListLostReasonsResponse::mutable_lost_reasons);
  s.Update<v1::UpdateLostReasonRequest>();
  s.Delete<v1::DeleteLostReasonRequest>();
  s.Undelete<v1::UndeleteLostReasonRequest>();
  s.BatchGet<v1::BatchGetLostReasonsRequest>(&v1::BatchGetLostReasonsResponse::mutable_lost_reasons);
  s.BatchCreate<v1::BatchCreateLostReasonsRequest>(&v1::BatchCreateLostReasonsResponse::mutable_lost_reasons);
  s.BatchUpdate<v1::BatchUpdateLostReasonsRequest>(&v1::BatchUpdateLostReasonsResponse::mutable_lost_reasons);
  s.BatchDelete<v1::BatchDeleteLostReasonsRequest>(&v1::BatchDeleteLostReasonsResponse::mutable_lost_reasons);
}

}  // namespace pipewright::sales
