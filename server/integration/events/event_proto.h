// Events between proto and application.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "application/integration/event_queries.h"
#include "pipewright/integration/v1/event_service.pb.h"

namespace pipewright::integration {

// What a stream of events is to send.
struct WatchEvents {
  EventFilter filter;
  EventBeginning beginning;
};

absl::StatusOr<ListEvents> FromProto(const v1::ListEventsRequest& request);
absl::StatusOr<WatchEvents> FromProto(const v1::WatchRequest& request);

void ToProto(const SeenEvent& seen, v1::Event* out);
void ToProto(const EventList& list, v1::ListEventsResponse* out);

// Whether any of `names` is among the fields that the event shows as changed; true when there are no names.
bool ChangesAny(const v1::Event& event, const std::vector<std::string>& names);

}  // namespace pipewright::integration
