// Code series between proto and domain: every field that enters or leaves, by hand.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "application/organization/code_series_commands.h"
#include "domain/organization/code_series.h"
#include "pipewright/organization/v1/code_series_service.pb.h"

namespace pipewright::organization {

absl::StatusOr<ListCodeSeries> FromProto(const v1::ListCodeSeriesRequest& request);
absl::StatusOr<UpdateCodeSeries> FromProto(const v1::UpdateCodeSeriesRequest& request);

void ToProto(const CodeSeriesState& series, v1::CodeSeries* out);
void ToProto(const std::vector<CodeSeriesState>& series, v1::ListCodeSeriesResponse* out);

}  // namespace pipewright::organization
