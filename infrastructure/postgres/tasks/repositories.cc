#include "infrastructure/postgres/tasks/repositories.h"

#include "infrastructure/postgres/tasks/task_table.h"

namespace pipewright::postgres {

void AddTasksRepositories(RepositoryList& list) { list.AddLeadFollower(TaskTable()); }

}  // namespace pipewright::postgres
