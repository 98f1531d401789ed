// Where a saved search's fields meet columns.
#pragma once

#include "domain/integration/saved_search.h"
#include "infrastructure/postgres/table/table.h"

namespace pipewright::postgres {

const Table<integration::SavedSearch>& SavedSearchTable();

}  // namespace pipewright::postgres
