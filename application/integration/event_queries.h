// What can be asked about events.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "application/integration/event_filter.h"
#include "application/integration/event_store.h"
#include "application/integration/event_token.h"
#include "application/shared/call/request_context.h"
#include "application/shared/queries/page_token.h"

namespace pipewright::integration {

// Where a reader begins.
struct EventBeginning {
  enum class Kind { kNow, kOldest, kToken };
  Kind kind = Kind::kNow;
  std::string resume_token;  // with kToken
};

struct ListEvents {
  EventFilter filter;
  EventBeginning beginning;
  int page_size = 0;  // page_size.h says what it means
  // What the filter asks besides, of events that the caller may see.
  std::function<bool(const Event&)> condition;
};

struct SeenEvent {
  std::shared_ptr<const Event> event;
  Sight sight = Sight::kFull;
};

struct EventList {
  std::vector<SeenEvent> events;
  std::string resume_token;
  bool caught_up = false;
};

// Thread safe.
class EventQueries {
 public:
  EventQueries(EventStore& store, const PageTokenSealer& tokens) : store_(store), tokens_(tokens) {}

  // Looks at a bounded number of rows, so it may find nothing and yet not be at the end.
  absl::StatusOr<EventList> Handle(const RequestContext& context, const ListEvents& query) const;

  // The place that a beginning means now. kInvalidArgument/INVALID_PAGE_TOKEN; kOutOfRange/EVENTS_EXPIRED.
  absl::StatusOr<ResumePlace> Begin(const RequestContext& context, const EventBeginning& beginning) const;

 private:
  EventStore& store_;
  const PageTokenSealer& tokens_;
};

}  // namespace pipewright::integration
