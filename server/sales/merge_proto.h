// Merges between proto and domain.
#pragma once

#include "absl/status/statusor.h"
#include "application/sales/merge_commands.h"
#include "application/sales/merge_part_queries.h"
#include "domain/sales/merge.h"
#include "pipewright/sales/v1/merge_service.pb.h"

namespace pipewright::sales {

absl::StatusOr<MergeRecords<Account>> FromProto(const v1::MergeAccountsRequest& request);
absl::StatusOr<MergeRecords<Contact>> FromProto(const v1::MergeContactsRequest& request);
absl::StatusOr<MergeRecords<Lead>> FromProto(const v1::MergeLeadsRequest& request);
absl::StatusOr<ListMergeParts> FromProto(const v1::ListMergePartsRequest& request);

void ToProto(const MergeState& merge, v1::Merge* out);
void ToProto(const MergePartPage& page, v1::ListMergePartsResponse* out);

}  // namespace pipewright::sales
