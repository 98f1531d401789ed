#include "server/collaboration/timeline_service.h"

#include <google/protobuf/util/json_util.h>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "pipewright/collaboration/v1/timeline_service.pb.h"
#include "server/wire/enum_proto.h"
#include "server/wire/proto_writer.h"
#include "server/wire/resource_reader.h"
#include "server/wire/subject_proto.h"

namespace pipewright::collaboration {
namespace {

absl::StatusOr<ListTimeline> FromProto(const v1::ListTimelineRequest& request) {
  ListTimeline query;
  Violations violations;
  violations.Take("subject", server::FromProto(request.subject()), &query.subject);
  for (int i = 0; i < request.types_size(); ++i) {
    violations.Take(absl::StrCat("types[", i, "]"), server::FromProtoEnum<TimelineType>(request.types(i)),
                    &query.types.emplace_back());
  }
  if (request.has_from_time()) violations.Take("from_time", server::FromProto(request.from_time()), &query.from_time);
  if (request.has_to_time()) violations.Take("to_time", server::FromProto(request.to_time()), &query.to_time);
  RETURN_IF_ERROR(violations.ToStatus());
  query.page_size = request.page_size();
  query.page_token = request.page_token();
  return query;
}

void ToProto(const TimelinePage& page, v1::ListTimelineResponse* out) {
  for (const TimelineEntry& entry : page.entries) {
    v1::TimelineEntry* const written = out->add_entries();
    written->set_type(server::ToProtoEnum<v1::TimelineType>(entry.type));
    server::Write(entry.time, written->mutable_entry_time());
    written->set_resource(entry.resource);
    written->set_record_id(entry.record_id.ToString());
    written->set_title(entry.title);
    written->set_text(entry.text);
    if (entry.user.has_value()) written->set_user_id(entry.user->ToString());
    written->set_action(entry.action);
    if (entry.changes.empty()) continue;
    // Written by this server; of another shape it tells nothing.
    if (!google::protobuf::util::JsonStringToMessage(entry.changes, written->mutable_changes()).ok()) {
      written->clear_changes();
    }
  }
  out->set_next_page_token(page.next_page_token);
}

}  // namespace

void AddTimelineService(server::Api& api, const TimelineQueries& queries) {
  server::Service& s = api.services.Add();
  s.Query<v1::ListTimelineRequest, v1::ListTimelineResponse>(
      [](const auto& request) { return FromProto(request); }, queries,
      [](const TimelinePage& page, v1::ListTimelineResponse* out) { ToProto(page, out); });
}

}  // namespace pipewright::collaboration
