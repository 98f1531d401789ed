// Saved searches between proto and domain: every field that enters or leaves, by hand.
#pragma once

#include "absl/status/statusor.h"
#include "application/integration/saved_search_commands.h"
#include "domain/integration/saved_search.h"
#include "pipewright/integration/v1/saved_search_service.pb.h"
#include "server/integration/searches/saved_search_runs.h"

namespace pipewright::integration {

absl::StatusOr<CreateSavedSearch> FromProto(const v1::CreateSavedSearchRequest& request);
absl::StatusOr<UpdateSavedSearch> FromProto(const v1::UpdateSavedSearchRequest& request);
absl::StatusOr<RunSavedSearch> FromProto(const v1::RunSavedSearchRequest& request);

void ToProto(const SavedSearchState& search, v1::SavedSearch* out);
void ToProto(const FoundRecords& found, v1::RunSavedSearchResponse* out);

}  // namespace pipewright::integration
