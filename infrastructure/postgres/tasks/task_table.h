// Tasks in PostgreSQL.
#pragma once

#include "domain/tasks/task.h"
#include "infrastructure/postgres/read/record_statistics.h"
#include "infrastructure/postgres/table/table.h"

namespace pipewright::postgres {

const Table<tasks::Task>& TaskTable();
// An index holds all of them.
StatisticsColumns TaskStatisticsColumns();

}  // namespace pipewright::postgres
