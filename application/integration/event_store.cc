#include "application/integration/event_store.h"

#include "domain/shared/errors.h"

namespace pipewright::integration {

absl::Status PlaceOfAnotherDatabase() {
  ErrorDetails details;
  details.reason = Reason::kEventsExpired;
  return MakeError(
      absl::StatusCode::kOutOfRange,
      "resume_token: the database has not come to this place; it was restored from a backup, or is another "
      "one. Read the records anew and go on with start NOW",
      details);
}

absl::Status CheckPosition(const EventPosition& position, const EventEdges& edges) {
  if (position >= edges.oldest && position <= edges.newest) return absl::OkStatus();
  if (position > edges.newest) return PlaceOfAnotherDatabase();
  ErrorDetails details;
  details.reason = Reason::kEventsExpired;
  return MakeError(absl::StatusCode::kOutOfRange,
                   "resume_token: events behind this place were dropped, so some could be missing. Read the records "
                   "anew and go on with start NOW, or take what is left with start OLDEST",
                   details);
}

}  // namespace pipewright::integration
