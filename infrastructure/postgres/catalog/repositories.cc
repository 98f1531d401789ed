#include "infrastructure/postgres/catalog/repositories.h"

#include "infrastructure/postgres/catalog/engagement_store.h"
#include "infrastructure/postgres/catalog/offering_table.h"

namespace pipewright::postgres {

void AddCatalogRepositories(RepositoryList& list) {
  list.Add(OfferingTable());
  list.Add<PostgresEngagementRepository>();
}

}  // namespace pipewright::postgres
