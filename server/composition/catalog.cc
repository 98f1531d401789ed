#include "application/application.h"
#include "infrastructure/postgres/catalog/cross_sell_store.h"
#include "infrastructure/postgres/catalog/engagement_store.h"
#include "infrastructure/postgres/catalog/offering_table.h"
#include "infrastructure/postgres/read/reader.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "server/catalog/services.h"
#include "server/composition/contexts.h"

namespace pipewright::server {
namespace {

class Catalog final : public Context {
 public:
  explicit Catalog(const Foundation& base)
      : offerings_(base, postgres::OfferingTable()),
        engagements_(base, postgres::EngagementTable()),
        accounts_(base.pool, postgres::AccountTable()),
        cross_sell_(base.pool, base.kept),
        application_{
            .offering_commands = catalog::OfferingCommands(base.ids),
            .offering_queries = offerings_.queries,
            .engagement_commands = catalog::EngagementCommands(base.ids),
            .engagement_queries = engagements_.queries,
            .cross_sell_matrix = catalog::CrossSellMatrixQuery(accounts_, offerings_.reader, cross_sell_, base.lists),
            .cross_sell_recommendations = catalog::CrossSellRecommendationQuery(
                accounts_, offerings_.reader, cross_sell_, base.lists, base.page_tokens)} {}

  void AddServices(Api& api) override {
    catalog::AddOfferingService(api, application_, offerings_.keys);
    catalog::AddEngagementService(api, application_, engagements_.keys);
    catalog::AddCrossSellService(api, application_);
  }

 private:
  StoredRecord<catalog::Offering> offerings_;
  StoredRecord<catalog::Engagement> engagements_;
  postgres::PostgresReader<sales::Account> accounts_;
  postgres::PostgresCrossSellStore cross_sell_;
  const Application::Catalog application_;
};

}  // namespace

std::unique_ptr<Context> MakeCatalog(const Foundation& base) { return std::make_unique<Catalog>(base); }

}  // namespace pipewright::server
