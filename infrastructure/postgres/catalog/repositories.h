// The repositories of the catalog context.
#pragma once

#include "infrastructure/postgres/write/repositories.h"

namespace pipewright::postgres {

void AddCatalogRepositories(RepositoryList& list);

}  // namespace pipewright::postgres
