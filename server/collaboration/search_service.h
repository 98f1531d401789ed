#pragma once

#include "application/collaboration/search.h"
#include "server/record/record_service.h"

namespace pipewright::collaboration {

// Adds the service to the API. `queries` outlives it.
void AddSearchService(server::Api& api, const SearchQueries& queries);

}  // namespace pipewright::collaboration
