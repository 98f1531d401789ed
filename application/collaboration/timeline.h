// What happened around a record, in one list.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "application/shared/call/request_context.h"
#include "application/shared/queries/list_query.h"
#include "application/shared/queries/page_token.h"
#include "domain/shared/enum_names.h"
#include "domain/shared/subject.h"

namespace pipewright::collaboration {

enum class TimelineType { kInteraction, kNote, kTask, kFile, kStageMove, kActivity };
absl::Span<const EnumName<TimelineType>> NamesOf(TimelineType);

struct TimelineEntry {
  TimelineType type = TimelineType::kInteraction;
  absl::Time time;
  std::string resource;  // of the record that it is, or that was changed: "note", "opportunity"
  Uuid record_id;
  std::string title;           // what that record is called
  std::string text;            // the beginning of what it says; empty for changes
  std::optional<UserId> user;  // who wrote it or made the change
  std::string action;          // of a change: "opportunity.won"
  std::string changes;         // of a change: JSON {"field": [old, new]}
};

struct ListTimeline {
  Subject subject;
  std::vector<TimelineType> types;  // none: all
  std::optional<absl::Time> from_time;
  std::optional<absl::Time> to_time;  // before this
  int page_size = 0;                  // page_size.h says what it means
  std::string page_token;             // empty: the first page
};

struct TimelinePage {
  std::vector<TimelineEntry> entries;  // the newest first
  std::string next_page_token;         // empty: that was the last page
};

// What is read, once it was checked.
struct TimelineQuestion {
  Subject subject;
  std::vector<TimelineType> types;
  std::optional<absl::Time> from_time;
  std::optional<absl::Time> to_time;
  std::optional<PageStart> start;  // the time and the id of the entry that the page begins behind
  int page_size = kDefaultPageSize;
};

struct ReadEntries {
  std::vector<TimelineEntry> entries;
  std::optional<PageStart> next;
};

// Port. Thread safe.
class TimelineReader {
 public:
  virtual ~TimelineReader() = default;
  // Entries that the caller may read, each as its own record says. kNotFound: there is no such subject, or the caller
  // may not read it.
  virtual absl::StatusOr<ReadEntries> Read(const RequestContext& context, const TimelineQuestion& question) const = 0;
};

// Thread safe.
class TimelineQueries {
 public:
  // Both outlive it.
  TimelineQueries(const TimelineReader& reader, const PageTokenSealer& page_tokens)
      : reader_(reader), page_tokens_(page_tokens) {}

  // kInvalidArgument names types, to_time or page_size; kInvalidArgument/INVALID_PAGE_TOKEN; kNotFound: the subject.
  absl::StatusOr<TimelinePage> Handle(const RequestContext& context, const ListTimeline& query) const;

 private:
  const TimelineReader& reader_;
  const PageTokenSealer& page_tokens_;
};

}  // namespace pipewright::collaboration
