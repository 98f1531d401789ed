#include "server/collaboration/interaction_service.h"

#include "pipewright/collaboration/v1/interaction_service.pb.h"
#include "server/collaboration/interaction_proto.h"

namespace pipewright::collaboration {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddInteractionService(server::Api& api, const InteractionCommands& commands,
                           const RecordQueries<Interaction>& queries, const KeyLookup& keys) {
  auto& s = server::AddRecord<Interaction, v1::Interaction>(api, kParse, commands, queries);
  s.Create<v1::CreateInteractionRequest>();
  s.Get<v1::GetInteractionRequest>();
  s.List<v1::ListInteractionsRequest>(&v1::ListInteractionsResponse::mutable_interactions);
  s.Update<v1::UpdateInteractionRequest>();
  s.Delete<v1::DeleteInteractionRequest>();
  s.Undelete<v1::UndeleteInteractionRequest>();
  s.BatchGet<v1::BatchGetInteractionsRequest>(&v1::BatchGetInteractionsResponse::mutable_interactions);
  s.BatchCreate<v1::BatchCreateInteractionsRequest>(&v1::BatchCreateInteractionsResponse::mutable_interactions);
  s.BatchUpdate<v1::BatchUpdateInteractionsRequest>(&v1::BatchUpdateInteractionsResponse::mutable_interactions);
  s.BatchDelete<v1::BatchDeleteInteractionsRequest>(&v1::BatchDeleteInteractionsResponse::mutable_interactions);
  s.Import<v1::CreateInteractionRequest, v1::UpdateInteractionRequest>(keys, {"id"});
}

}  // namespace pipewright::collaboration
