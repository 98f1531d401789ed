// The repositories of the tasks context.
#pragma once

#include "infrastructure/postgres/write/repositories.h"

namespace pipewright::postgres {

void AddTasksRepositories(RepositoryList& list);

}  // namespace pipewright::postgres
