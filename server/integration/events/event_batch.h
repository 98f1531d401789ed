// Encoded events, shared by everybody who gets them: each event is encoded once, and so is the same choice of events
// for readers who see the same. A WatchResponse on the wire is the events' fields one after the other and then the
// token's, so messages are put together from pieces without copying or encoding anything again.
#pragma once

#include <grpcpp/support/slice.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/node_hash_map.h"
#include "absl/strings/string_view.h"
#include "application/integration/event_filter.h"
#include "application/integration/event_token.h"
#include "application/shared/queries/page_token.h"
#include "pipewright/integration/v1/event_service.pb.h"
#include "server/integration/events/event_proto.h"

namespace pipewright::integration {

// What decides which events a reader gets and how much of them.
struct EventView {
  EventFilter filter;
  std::shared_ptr<const Principal> principal;

  // Equal for readers who get the same.
  std::string Key() const;
};

// Some events of a message.
struct EventPiece {
  grpc::Slice bytes;
  int events = 0;
};

// Not thread safe.
class EventBatch {
 public:
  // `reached`: the place behind these events, `token` the same for clients. `proto` outlives it.
  EventBatch(std::vector<std::shared_ptr<const Event>> events, EventPosition reached, absl::string_view token,
             const EventProto& proto);

  // What readers of the view get of it; remembered under its number, which is the same for views of the same key alone.
  const EventPiece& PieceFor(uint64_t view_number, const EventView& view);

  const EventPosition& reached() const { return reached_; }
  const grpc::Slice& token() const { return token_; }
  // Of memory, about: the events, encoded and not, and the pieces made so far.
  size_t bytes() const { return bytes_; }
  size_t events() const { return events_.size(); }
  absl::Time last_create_time() const;

 private:
  struct Encoded {
    std::shared_ptr<const Event> event;
    v1::Event shown;      // with old values
    std::string full;     // as a field of a WatchResponse
    std::string present;  // the same without old values; made when first wanted
  };

  const EventPiece& MakePiece(const EventView& view);

  std::vector<Encoded> events_;
  EventPosition reached_;
  grpc::Slice token_;
  size_t bytes_ = 0;
  absl::node_hash_map<std::string, EventPiece> pieces_;  // by what is shown of each event
  absl::flat_hash_map<uint64_t, const EventPiece*> by_view_;
};

// The token as a field of a WatchResponse.
grpc::Slice EncodeToken(absl::string_view token);

// The events in batches that make messages of a good size; the last one reaches `reached`. Empty batches carry only a
// place.
std::vector<std::unique_ptr<EventBatch>> MakeBatches(const std::vector<std::shared_ptr<const Event>>& events,
                                                     const ResumePlace& reached, const TenantId& tenant,
                                                     const PageTokenSealer& tokens, const EventProto& proto);

}  // namespace pipewright::integration
