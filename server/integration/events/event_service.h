#pragma once

#include "application/integration/event_queries.h"
#include "server/integration/events/event_hub.h"
#include "server/integration/events/event_proto.h"
#include "server/record/record_service.h"

namespace pipewright::integration {

// Adds the service to the API. All that is handed over outlives it.
void AddEventService(server::Api& api, const EventQueries& queries, const EventProto& proto, EventHub& hub);

}  // namespace pipewright::integration
