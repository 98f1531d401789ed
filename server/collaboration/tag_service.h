#pragma once

#include "application/collaboration/tag_change.h"
#include "application/collaboration/tag_usage.h"
#include "server/record/record_service.h"

namespace pipewright::collaboration {

// Adds the service to the API. All that is handed over outlives it.
void AddTagService(server::Api& api, const TagCommands& commands, const TagQueries& queries);

}  // namespace pipewright::collaboration
