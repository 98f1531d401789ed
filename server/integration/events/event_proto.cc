#include "server/integration/events/event_proto.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "server/wire/proto_writer.h"

namespace pipewright::integration {
namespace {

template <class Known>
void CheckNames(absl::string_view path, const std::vector<std::string>& names, const Known& known,
                Violations& violations) {
  for (size_t i = 0; i < names.size(); ++i) {
    if (std::find(known.begin(), known.end(), names[i]) != known.end()) continue;
    violations.Add(absl::StrCat(path, "[", i, "]"),
                   absl::StrCat("is none of those there are: ", absl::StrJoin(known, ", ")));
  }
}

template <class Request>
EventBeginning ReadBeginning(const Request& request, EventBeginning::Kind unspecified, Violations& violations) {
  EventBeginning beginning;
  beginning.kind = unspecified;
  if (request.start() == v1::EVENT_START_NOW) beginning.kind = EventBeginning::Kind::kNow;
  if (request.start() == v1::EVENT_START_OLDEST) beginning.kind = EventBeginning::Kind::kOldest;
  if (request.resume_token().empty()) return beginning;
  if (request.start() != v1::EVENT_START_UNSPECIFIED) {
    violations.Add("start", "must not be given together with resume_token");
  }
  beginning.kind = EventBeginning::Kind::kToken;
  beginning.resume_token = request.resume_token();
  return beginning;
}

}  // namespace

EventFilter EventProto::ReadFilter(const v1::EventFilter& filter, Violations& violations) const {
  const std::vector<absl::string_view> resources = kinds_.Names();
  EventFilter read;
  read.resources.assign(filter.resources().begin(), filter.resources().end());
  CheckNames("filter.resources", read.resources, resources, violations);
  read.types.assign(filter.types().begin(), filter.types().end());
  CheckNames("filter.types", read.types, kinds_.EventTypes(), violations);
  read.changed_fields.assign(filter.changed_fields().begin(), filter.changed_fields().end());
  for (size_t i = 0; i < read.changed_fields.size(); ++i) {
    if (kinds_.SomeRecordHas(read.changed_fields[i])) continue;
    violations.Add(absl::StrCat("filter.changed_fields[", i, "]"), "is a field of no kind of record");
  }
  if (filter.has_subject()) {
    const std::vector<std::string> kind = {filter.subject().resource()};
    Violations wrong;
    CheckNames("", kind, resources, wrong);
    if (!wrong.empty()) {
      violations.Add("filter.subject.resource",
                     absl::StrCat("is none of those there are: ", absl::StrJoin(resources, ", ")));
    }
    violations.Take("filter.subject.id", Uuid::Parse(filter.subject().id()), &read.record_id);
    const bool fits = read.resources.empty() ||
                      std::find(read.resources.begin(), read.resources.end(), kind[0]) != read.resources.end();
    if (!fits) violations.Add("filter.subject.resource", "is not among filter.resources, so nothing can fit");
    read.resources = kind;
  }
  return read;
}

server::RecordMessages EventProto::MessagesOf(const Event& event) const {
  return kinds_.Find(event.resource)->MessagesOf(*event.change, event.create_time);
}

absl::StatusOr<ListEvents> EventProto::Read(const v1::ListEventsRequest& request) const {
  ListEvents query;
  Violations violations;
  query.filter = ReadFilter(request.filter(), violations);
  query.beginning = ReadBeginning(request, EventBeginning::Kind::kOldest, violations);
  query.page_size = request.page_size();
  if (const auto& names = query.filter.changed_fields; !names.empty()) {
    query.condition = [this, names](const Event& event) {
      v1::Event shown;
      server::WriteChanges(MessagesOf(event), false, shown.mutable_changes());
      return ChangesAny(shown, names);
    };
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return query;
}

absl::StatusOr<WatchEvents> EventProto::Read(const v1::WatchRequest& request) const {
  WatchEvents watch;
  Violations violations;
  watch.filter = ReadFilter(request.filter(), violations);
  watch.beginning = ReadBeginning(request, EventBeginning::Kind::kNow, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  return watch;
}

void EventProto::Write(const SeenEvent& seen, v1::Event* out) const {
  const Event& event = *seen.event;
  out->set_id(event.id.ToString());
  out->set_type(event.type);
  out->set_resource(event.resource);
  out->set_record_id(event.record_id.ToString());
  out->set_record_version(event.record_version);
  if (event.actor.has_value()) out->set_actor_user_id(event.actor->ToString());
  server::Write(event.create_time, out->mutable_create_time());
  out->set_request_id(event.request_id);
  const server::RecordMessages record = MessagesOf(event);
  server::WriteChanges(record, seen.sight == Sight::kFull, out->mutable_changes());
  out->mutable_record()->PackFrom(*record.after);
}

void EventProto::Write(const EventList& list, v1::ListEventsResponse* out) const {
  for (const SeenEvent& seen : list.events) Write(seen, out->add_events());
  out->set_resume_token(list.resume_token);
  out->set_caught_up(list.caught_up);
}

bool ChangesAny(const v1::Event& event, const std::vector<std::string>& names) {
  return names.empty() || std::any_of(event.changes().begin(), event.changes().end(), [&](const auto& change) {
           return std::find(names.begin(), names.end(), change.field()) != names.end();
         });
}

}  // namespace pipewright::integration
