#include "server/catalog/engagement_service.h"

#include "pipewright/catalog/v1/engagement_service.pb.h"
#include "server/catalog/engagement_proto.h"

namespace pipewright::catalog {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddEngagementService(server::Api& api, const EngagementCommands& commands,
                          const RecordQueries<Engagement>& queries, const KeyLookup& keys) {
  auto& s = server::AddRecord<Engagement, v1::Engagement>(api, kParse, commands, queries);
  s.Create<v1::CreateEngagementRequest>();
  s.Get<v1::GetEngagementRequest>();
  s.List<v1::ListEngagementsRequest>(&v1::ListEngagementsResponse::mutable_engagements);
  s.Update<v1::UpdateEngagementRequest>();
  s.Delete<v1::DeleteEngagementRequest>();
  s.Undelete<v1::UndeleteEngagementRequest>();
  s.BatchGet<v1::BatchGetEngagementsRequest>(&v1::BatchGetEngagementsResponse::mutable_engagements);
  s.BatchCreate<v1::BatchCreateEngagementsRequest>(&v1::BatchCreateEngagementsResponse::mutable_engagements);
  s.BatchUpdate<v1::BatchUpdateEngagementsRequest>(&v1::BatchUpdateEngagementsResponse::mutable_engagements);
  s.BatchDelete<v1::BatchDeleteEngagementsRequest>(&v1::BatchDeleteEngagementsResponse::mutable_engagements);
  s.Act<v1::PauseEngagementRequest, &Engagement::Pause>();
  s.Act<v1::ResumeEngagementRequest, &Engagement::Resume>();
  s.Command<v1::EndEngagementRequest>();
  s.Import<v1::CreateEngagementRequest, v1::UpdateEngagementRequest>(keys, {"id"});
}

}  // namespace pipewright::catalog
