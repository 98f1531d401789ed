#include "infrastructure/postgres/catalog/cross_sell_store.h"
#include "infrastructure/postgres/catalog/engagement_store.h"
#include "infrastructure/postgres/catalog/offering_table.h"
#include "infrastructure/postgres/read/reader.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "server/catalog/cross_sell_service.h"
#include "server/catalog/engagement_service.h"
#include "server/catalog/offering_service.h"
#include "server/composition/contexts.h"

namespace pipewright::server {
namespace {

class Catalog final : public Context {
 public:
  explicit Catalog(const Foundation& base) : base_(base) {}

  void AddServices(Api& api) override {
    catalog::AddOfferingService(api, offering_commands_, offerings_.queries, offerings_.keys);
    catalog::AddEngagementService(api, engagement_commands_, engagements_.queries, engagements_.keys);
    catalog::AddCrossSellService(api, cross_sell_matrix_, cross_sell_recommendations_);
  }

 private:
  const Foundation base_;

  StoredRecord<catalog::Offering> offerings_{base_, postgres::OfferingTable()};
  const catalog::OfferingCommands offering_commands_{base_.ids};

  StoredRecord<catalog::Engagement> engagements_{base_, postgres::EngagementTable()};
  const catalog::EngagementCommands engagement_commands_{base_.ids};

  postgres::PostgresReader<sales::Account> accounts_{base_.pool, postgres::AccountTable()};
  postgres::PostgresCrossSellStore cross_sell_{base_.pool, base_.kept};
  const catalog::CrossSellMatrixQuery cross_sell_matrix_{accounts_, offerings_.reader, cross_sell_, base_.lists};
  const catalog::CrossSellRecommendationQuery cross_sell_recommendations_{accounts_, offerings_.reader, cross_sell_,
                                                                          base_.lists, base_.page_tokens};
};

}  // namespace

std::unique_ptr<Context> MakeCatalog(const Foundation& base) { return std::make_unique<Catalog>(base); }

}  // namespace pipewright::server
