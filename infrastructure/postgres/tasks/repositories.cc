#include "infrastructure/postgres/tasks/repositories.h"

#include "infrastructure/postgres/tasks/task_store.h"

namespace pipewright::postgres {

void AddTasksRepositories(RepositoryList& list) { list.Add<PostgresTaskRepository>(); }

}  // namespace pipewright::postgres
