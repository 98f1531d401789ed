// The repositories of the integration context.
#pragma once

#include "infrastructure/postgres/write/repositories.h"

namespace pipewright::postgres {

void AddIntegrationRepositories(RepositoryList& list);

}  // namespace pipewright::postgres
