// Events between proto and application.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "application/integration/event_queries.h"
#include "domain/shared/errors.h"
#include "pipewright/integration/v1/event_service.pb.h"
#include "server/record/served_kind.h"

namespace pipewright::integration {

// What a stream of events is to send.
struct WatchEvents {
  EventFilter filter;
  EventBeginning beginning;
};

// Thread safe.
class EventProto {
 public:
  // The kinds of record that events are about; it outlives this.
  explicit EventProto(const server::ServedKinds& kinds) : kinds_(kinds) {}

  absl::StatusOr<ListEvents> Read(const v1::ListEventsRequest& request) const;
  absl::StatusOr<WatchEvents> Read(const v1::WatchRequest& request) const;

  void Write(const SeenEvent& seen, v1::Event* out) const;
  void Write(const EventList& list, v1::ListEventsResponse* out) const;

 private:
  EventFilter ReadFilter(const v1::EventFilter& filter, Violations& violations) const;
  server::RecordMessages MessagesOf(const Event& event) const;

  const server::ServedKinds& kinds_;
};

// Whether any of `names` is among the fields that the event shows as changed; true when there are no names.
bool ChangesAny(const v1::Event& event, const std::vector<std::string>& names);

}  // namespace pipewright::integration
