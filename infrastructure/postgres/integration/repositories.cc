#include "infrastructure/postgres/integration/repositories.h"

#include "infrastructure/postgres/integration/job_table.h"
#include "infrastructure/postgres/integration/saved_search_table.h"

namespace pipewright::postgres {

void AddIntegrationRepositories(RepositoryList& list) {
  list.Add(JobTable());
  list.Add(SavedSearchTable());
}

}  // namespace pipewright::postgres
