#include "application/collaboration/timeline.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::collaboration {
namespace {

constexpr EnumName<TimelineType> kTimelineTypes[] = {
    {TimelineType::kInteraction, "INTERACTION"},
    {TimelineType::kNote, "NOTE"},
    {TimelineType::kTask, "TASK"},
    {TimelineType::kFile, "FILE"},
    {TimelineType::kStageMove, "STAGE_MOVE"},
    {TimelineType::kActivity, "ACTIVITY"},
};

std::string Text(const std::optional<absl::Time>& time) {
  return time.has_value() ? absl::FormatTime(absl::RFC3339_full, *time, absl::UTCTimeZone()) : "";
}

// Everything but the page, which a page token is bound to.
std::string QueryOf(const RequestContext& context, const ListTimeline& query) {
  const std::string types = absl::StrJoin(
      query.types, ",", [](std::string* out, TimelineType type) { absl::StrAppend(out, static_cast<int>(type)); });
  return PageQuery(context.principal->tenant, "timeline",
                   absl::StrCat(NameOf(query.subject.kind), "/", query.subject.id.ToString(), "/", types),
                   absl::StrCat(Text(query.from_time), "/", Text(query.to_time)), false);
}

}  // namespace

absl::Span<const EnumName<TimelineType>> NamesOf(TimelineType) { return kTimelineTypes; }

absl::StatusOr<TimelinePage> TimelineQueries::Handle(const RequestContext& context, const ListTimeline& query) const {
  ASSIGN_OR_RETURN(const int page_size, PageSizeOf(query.page_size));
  Violations violations;
  if (std::set(query.types.begin(), query.types.end()).size() != query.types.size()) {
    violations.Add("types", "must name each type once");
  }
  if (query.from_time.has_value() && query.to_time.has_value() && *query.from_time > *query.to_time) {
    violations.Add("to_time", "must not be before from_time");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  TimelineQuestion question{query.subject, query.types, query.from_time, query.to_time, std::nullopt, page_size};
  if (question.types.empty()) {
    for (const auto& [type, name] : kTimelineTypes) question.types.push_back(type);
  }
  const std::string list = QueryOf(context, query);
  if (!query.page_token.empty()) {
    ASSIGN_OR_RETURN(question.start, OpenPageToken(query.page_token, list, 2, page_tokens_));
  }
  ASSIGN_OR_RETURN(ReadEntries read, reader_.Read(context, question));
  TimelinePage page;
  page.entries = std::move(read.entries);
  if (read.next.has_value()) page.next_page_token = SealPageToken(*read.next, list, page_tokens_);
  return page;
}

}  // namespace pipewright::collaboration
