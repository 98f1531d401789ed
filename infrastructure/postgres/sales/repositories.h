// The repositories of the sales context.
#pragma once

#include "infrastructure/postgres/write/repositories.h"

namespace pipewright::postgres {

void AddSalesRepositories(RepositoryList& list);

}  // namespace pipewright::postgres
