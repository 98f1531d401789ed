#pragma once

#include "application/collaboration/timeline.h"
#include "server/record/record_service.h"

namespace pipewright::collaboration {

// Adds the service to the API. `queries` outlives it.
void AddTimelineService(server::Api& api, const TimelineQueries& queries);

}  // namespace pipewright::collaboration
