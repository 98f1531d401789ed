// The questions about cross-selling between proto and application.
#pragma once

#include "absl/status/statusor.h"
#include "application/catalog/cross_sell_matrix.h"
#include "application/catalog/cross_sell_recommendations.h"
#include "application/shared/queries/list_request.h"
#include "pipewright/catalog/v1/cross_sell_service.pb.h"

namespace pipewright::catalog {

absl::StatusOr<GetCrossSellMatrix> FromProto(const v1::GetCrossSellMatrixRequest& request);
void ToProto(const CrossSellMatrix& matrix, v1::GetCrossSellMatrixResponse* out);

absl::StatusOr<ListCrossSellRecommendations> FromProto(const v1::ListCrossSellRecommendationsRequest& request);
void ToProto(const CrossSellRecommendation& recommendation, v1::CrossSellRecommendation* out);

}  // namespace pipewright::catalog
