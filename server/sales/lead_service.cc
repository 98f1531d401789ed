#include "server/sales/lead_service.h"

#include "pipewright/sales/v1/lead_service.pb.h"
#include "server/sales/lead_proto.h"

namespace pipewright::sales {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddLeadService(server::Api& api, const LeadCommands& commands, const RecordQueries<Lead>& queries,
                    const KeyLookup& keys, const LeadConversion& conversion, const LeadStatisticsQueries& statistics) {
  auto& s = server::AddRecord<Lead, v1::Lead>(api, kParse, commands, queries);
  s.Create<v1::CreateLeadRequest>();
  s.Get<v1::GetLeadRequest>();
  s.List<v1::ListLeadsRequest>(&v1::ListLeadsResponse::mutable_leads);
  s.Update<v1::UpdateLeadRequest>();
  s.Delete<v1::DeleteLeadRequest>();
  s.Undelete<v1::UndeleteLeadRequest>();
  s.BatchGet<v1::BatchGetLeadsRequest>(&v1::BatchGetLeadsResponse::mutable_leads);
  s.BatchCreate<v1::BatchCreateLeadsRequest>(&v1::BatchCreateLeadsResponse::mutable_leads);
  s.BatchUpdate<v1::BatchUpdateLeadsRequest>(&v1::BatchUpdateLeadsResponse::mutable_leads);
  s.BatchDelete<v1::BatchDeleteLeadsRequest>(&v1::BatchDeleteLeadsResponse::mutable_leads);
  s.Act<v1::MarkLeadContactedRequest, &Lead::MarkContacted>();
  s.Act<v1::QualifyLeadRequest, &Lead::Qualify>();
  s.Command<v1::DisqualifyLeadRequest>();
  s.Command<v1::LoseLeadRequest>();
  s.Act<v1::ReopenLeadRequest, &Lead::Reopen>();
  s.CommandWithMore<v1::ConvertLeadRequest, v1::ConvertLeadResponse>(conversion);
  s.Ask<v1::GetLeadStatisticsRequest, v1::GetLeadStatisticsResponse>(statistics);
  s.Import<v1::CreateLeadRequest, v1::UpdateLeadRequest>(keys, {"id", "code", "email"});
}

}  // namespace pipewright::sales
