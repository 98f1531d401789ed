#include "server/sales/duplicate_service.h"

#include "pipewright/sales/v1/duplicate_service.pb.h"
#include "server/integration/jobs/job_answer.h"
#include "server/sales/duplicate_proto.h"

namespace pipewright::sales {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddDuplicateService(server::Api& api, const MatchRuleCommands& commands, const RecordQueries<MatchRule>& queries,
                         const DuplicateQueries& duplicates, const DuplicateSearchCommands& search,
                         const DuplicatePairQueries& pairs) {
  auto& s = server::AddRecord<MatchRule, v1::MatchRule>(api, kParse, commands, queries);
  s.Ask<v1::FindDuplicateAccountsRequest, v1::FindDuplicateAccountsResponse>(duplicates);
  s.Ask<v1::FindDuplicateContactsRequest, v1::FindDuplicateContactsResponse>(duplicates);
  s.Ask<v1::FindDuplicateLeadsRequest, v1::FindDuplicateLeadsResponse>(duplicates);
  static_cast<server::Service&>(s).Command<v1::SearchDuplicatesRequest, v1::SearchDuplicatesResponse>(kParse, search);
  s.Ask<v1::ListDuplicatePairsRequest, v1::ListDuplicatePairsResponse>(pairs);
  s.Ask<v1::GetMatchRuleRequest, v1::MatchRule>(duplicates);
  s.Command<v1::UpdateMatchRuleRequest>();
}

}  // namespace pipewright::sales
