// Where a job's fields meet columns.
#pragma once

#include "domain/integration/job.h"
#include "infrastructure/postgres/table/table.h"

namespace pipewright::postgres {

const Table<integration::Job>& JobTable();

}  // namespace pipewright::postgres
