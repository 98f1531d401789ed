#include "server/catalog/cross_sell_service.h"

#include "pipewright/catalog/v1/cross_sell_service.pb.h"
#include "server/catalog/cross_sell_proto.h"

namespace pipewright::catalog {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddCrossSellService(server::Api& api, const CrossSellMatrixQuery& matrix,
                         const CrossSellRecommendationQuery& recommendations) {
  auto& s = api.services.Add();
  s.Query<v1::GetCrossSellMatrixRequest, v1::GetCrossSellMatrixResponse>(kParse, matrix);
  s.Query<v1::ListCrossSellRecommendationsRequest, v1::ListCrossSellRecommendationsResponse>(
      kParse, recommendations, [](const auto& page, v1::ListCrossSellRecommendationsResponse* out) {
        for (const CrossSellRecommendation& one : page.items) ToProto(one, out->add_recommendations());
        out->set_next_page_token(page.next_page_token);
      });
}

}  // namespace pipewright::catalog
