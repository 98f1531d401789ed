// The repositories of the collaboration context.
#pragma once

#include "infrastructure/postgres/write/repositories.h"

namespace pipewright::postgres {

void AddCollaborationRepositories(RepositoryList& list);

}  // namespace pipewright::postgres
