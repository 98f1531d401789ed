#pragma once

#include "application/catalog/cross_sell_matrix.h"
#include "application/catalog/cross_sell_recommendations.h"
#include "server/record/record_service.h"

namespace pipewright::catalog {

// Adds the service to the API. All that is handed over outlives it.
void AddCrossSellService(server::Api& api, const CrossSellMatrixQuery& matrix,
                         const CrossSellRecommendationQuery& recommendations);

}  // namespace pipewright::catalog
