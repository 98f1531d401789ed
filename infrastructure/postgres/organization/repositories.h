// The repositories of the organization context.
#pragma once

#include "infrastructure/postgres/write/repositories.h"

namespace pipewright::postgres {

void AddOrganizationRepositories(RepositoryList& list);

}  // namespace pipewright::postgres
