#include "infrastructure/postgres/integration/repositories.h"

#include "infrastructure/postgres/integration/job_table.h"

namespace pipewright::postgres {

void AddIntegrationRepositories(RepositoryList& list) { list.Add(JobTable()); }

}  // namespace pipewright::postgres
