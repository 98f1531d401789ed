// Tasks in PostgreSQL.
#pragma once

#include "domain/tasks/task.h"
#include "infrastructure/postgres/table/table.h"

namespace pipewright::postgres {

const Table<tasks::Task>& TaskTable();

}  // namespace pipewright::postgres
