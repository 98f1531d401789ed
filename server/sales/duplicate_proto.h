// Duplicates and match rules between proto and domain.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "application/sales/duplicate_search.h"
#include "application/sales/duplicates.h"
#include "application/sales/match_rule_commands.h"
#include "pipewright/sales/v1/duplicate_service.pb.h"

namespace pipewright::sales {

absl::StatusOr<FindDuplicates<Account>> FromProto(const v1::FindDuplicateAccountsRequest& request);
absl::StatusOr<FindDuplicates<Contact>> FromProto(const v1::FindDuplicateContactsRequest& request);
absl::StatusOr<FindDuplicates<Lead>> FromProto(const v1::FindDuplicateLeadsRequest& request);
absl::StatusOr<SearchDuplicates> FromProto(const v1::SearchDuplicatesRequest& request);
absl::StatusOr<ListDuplicatePairs> FromProto(const v1::ListDuplicatePairsRequest& request);
absl::StatusOr<GetMatchRule> FromProto(const v1::GetMatchRuleRequest& request);
absl::StatusOr<UpdateMatchRule> FromProto(const v1::UpdateMatchRuleRequest& request);

void ToProto(const std::vector<Duplicate<Account>>& found, v1::FindDuplicateAccountsResponse* out);
void ToProto(const std::vector<Duplicate<Contact>>& found, v1::FindDuplicateContactsResponse* out);
void ToProto(const std::vector<Duplicate<Lead>>& found, v1::FindDuplicateLeadsResponse* out);
void ToProto(const DuplicatePairPage& page, v1::ListDuplicatePairsResponse* out);
void ToProto(const MatchRuleState& rule, v1::MatchRule* out);

}  // namespace pipewright::sales
