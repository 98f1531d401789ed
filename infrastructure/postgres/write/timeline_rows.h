// Where a record stands in the timelines of those that it is about: a row beside it.
#pragma once

#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/uuid.h"

namespace pipewright::postgres {

class WriteSession;

struct TimelinePlace {
  absl::Time time;
  std::vector<RecordRef> subjects;  // of kinds that have KindRole::kSubject, each kind once; none: in no timeline
  friend bool operator==(const TimelinePlace&, const TimelinePlace&) = default;
};

// Queues what moves the record from one place to another; absent: it stands nowhere. It stands in the account's
// timeline that it names, or else in that of its opportunity or its contact, as they are then.
void WriteTimelineRow(WriteSession& session, absl::string_view resource, const Uuid& id,
                      const std::optional<TimelinePlace>& before, const std::optional<TimelinePlace>& after);

// Queues what leads the entries about an opportunity or a contact to its new account, which was written before, but for
// those that name an account themselves.
void MoveTimelineRows(WriteSession& session, absl::string_view resource, const Uuid& id);

}  // namespace pipewright::postgres
