#include "application/integration/event_queries.h"

#include <algorithm>
#include <utility>

#include "application/shared/queries/page_size.h"
#include "domain/shared/status_macros.h"

namespace pipewright::integration {
namespace {

constexpr int kRowsAtOnce = 500;
constexpr int kMaxRows = 5000;         // looked at in one call, at most: ends of pages by their bytes count as full
constexpr size_t kMaxBytes = 1 << 20;  // of an answer: clients take 4 MiB

}  // namespace

absl::StatusOr<ResumePlace> EventQueries::Begin(const RequestContext& context, const EventBeginning& beginning) const {
  ResumePlace place;
  if (beginning.kind == EventBeginning::Kind::kToken) {
    ASSIGN_OR_RETURN(place, OpenResumeToken(beginning.resume_token, context.tenant(), tokens_));
  }
  ASSIGN_OR_RETURN(const EventEdges edges,
                   store_.Edges(context.tenant(), context.deadline, context.cancellation.get()));
  switch (beginning.kind) {
    case EventBeginning::Kind::kNow:
      return ResumePlace{edges.newest, edges.incarnation};
    case EventBeginning::Kind::kOldest:
      return ResumePlace{edges.oldest, edges.incarnation};
    case EventBeginning::Kind::kToken:
      break;
  }
  if (place.incarnation != edges.incarnation) return PlaceOfAnotherDatabase();
  RETURN_IF_ERROR(CheckPosition(place.position, edges));
  return place;
}

absl::StatusOr<EventList> EventQueries::Handle(const RequestContext& context, const ListEvents& query) const {
  ASSIGN_OR_RETURN(const int page_size, PageSizeOf(query.page_size));
  ASSIGN_OR_RETURN(ResumePlace place, Begin(context, query.beginning));
  EventPosition& position = place.position;
  EventStore::ReadRequest read{.tenant = context.tenant(),
                               .max_bytes = kMaxBytes,
                               .filter = &query.filter,
                               .deadline = context.deadline,
                               .cancellation = context.cancellation.get()};
  EventList list;
  size_t bytes = 0;
  bool full = false;
  for (int rows = 0; rows < kMaxRows && !full && !list.caught_up; rows += read.max_rows) {
    read.after = position;
    // Where few fit, the first look tells, and the next ones go further.
    read.max_rows = rows == 0 ? std::min(page_size, kRowsAtOnce) : kRowsAtOnce;
    ASSIGN_OR_RETURN(EventPage page, store_.Read(read));
    for (std::shared_ptr<const Event>& event : page.events) {
      if (static_cast<int>(list.events.size()) == page_size || bytes > kMaxBytes) {
        full = true;
        break;
      }
      position = event->position;
      const Sight sight = event->change->SightOf(*context.principal);
      if (sight == Sight::kNone || (query.condition && !query.condition(*event))) continue;
      bytes += event->stored_bytes;
      list.events.push_back({std::move(event), sight});
    }
    if (full) break;
    position = page.reached;
    list.caught_up = page.complete;
  }
  list.resume_token = SealResumeToken(context.tenant(), place, tokens_);
  return list;
}

}  // namespace pipewright::integration
