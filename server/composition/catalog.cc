#include "application/application.h"
#include "infrastructure/postgres/catalog/engagement_store.h"
#include "infrastructure/postgres/catalog/offering_table.h"
#include "server/catalog/services.h"
#include "server/composition/contexts.h"

namespace pipewright::server {
namespace {

class Catalog final : public Context {
 public:
  explicit Catalog(const Foundation& base)
      : offerings_(base, postgres::OfferingTable()),
        engagements_(base, postgres::EngagementTable()),
        application_{.offering_commands = catalog::OfferingCommands(base.ids),
                     .offering_queries = offerings_.queries,
                     .engagement_commands = catalog::EngagementCommands(base.ids),
                     .engagement_queries = engagements_.queries} {}

  void AddServices(Api& api) override {
    catalog::AddOfferingService(api, application_, offerings_.keys);
    catalog::AddEngagementService(api, application_, engagements_.keys);
  }

 private:
  StoredRecord<catalog::Offering> offerings_;
  StoredRecord<catalog::Engagement> engagements_;
  const Application::Catalog application_;
};

}  // namespace

std::unique_ptr<Context> MakeCatalog(const Foundation& base) { return std::make_unique<Catalog>(base); }

}  // namespace pipewright::server
