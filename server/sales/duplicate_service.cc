#include "pipewright/sales/v1/duplicate_service.pb.h"
#include "server/record/record_service.h"
#include "server/sales/duplicate_proto.h"
#include "server/sales/services.h"

namespace pipewright::sales {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddDuplicateService(server::Api& api, const Application::Sales& sales) {
  auto& s =
      server::AddRecord<MatchRule, v1::MatchRule>(api, kParse, sales.match_rule_commands, sales.match_rule_queries);
  s.Ask<v1::FindDuplicateAccountsRequest, v1::FindDuplicateAccountsResponse>(sales.duplicate_queries);
  s.Ask<v1::FindDuplicateContactsRequest, v1::FindDuplicateContactsResponse>(sales.duplicate_queries);
  s.Ask<v1::FindDuplicateLeadsRequest, v1::FindDuplicateLeadsResponse>(sales.duplicate_queries);
  static_cast<server::Service&>(s).Command<v1::SearchDuplicatesRequest, v1::SearchDuplicatesResponse>(
      kParse, sales.duplicate_search_commands);
  s.Ask<v1::ListDuplicatePairsRequest, v1::ListDuplicatePairsResponse>(sales.duplicate_pair_queries);
  s.Ask<v1::GetMatchRuleRequest, v1::MatchRule>(sales.duplicate_queries);
  s.Command<v1::UpdateMatchRuleRequest>();
}

}  // namespace pipewright::sales
