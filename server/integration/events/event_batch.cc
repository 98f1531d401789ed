#include "server/integration/events/event_batch.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/wire_format_lite.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace pipewright::integration {
namespace {

using google::protobuf::internal::WireFormatLite;

// Of the stored form, which is about as long as the encoded one. Clients take messages of 4 MiB, and several batches
// may go out in one.
constexpr size_t kBatchBytes = 128 << 10;

// `bytes` as a field of its own.
std::string Field(int number, absl::string_view bytes) {
  std::string out;
  {
    google::protobuf::io::StringOutputStream stream(&out);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.WriteTag(WireFormatLite::MakeTag(number, WireFormatLite::WIRETYPE_LENGTH_DELIMITED));
    coded.WriteVarint32(static_cast<uint32_t>(bytes.size()));
    coded.WriteRaw(bytes.data(), static_cast<int>(bytes.size()));
  }
  return out;
}

}  // namespace

std::string EventView::Key() const {
  std::string key = absl::StrCat(principal->user.has_value() ? principal->user->ToString() : "", "|",
                                 principal->grants.ToText(), "|");
  for (const UserId& user : principal->unit_users) absl::StrAppend(&key, user.ToString(), ",");
  absl::StrAppend(&key, "|", absl::StrJoin(filter.resources, ","), "|", absl::StrJoin(filter.types, ","), "|",
                  filter.record_id.has_value() ? filter.record_id->ToString() : "", "|",
                  absl::StrJoin(filter.changed_fields, ","));
  return key;
}

EventBatch::EventBatch(std::vector<std::shared_ptr<const Event>> events, EventPosition reached, absl::string_view token,
                       const EventProto& proto)
    : reached_(reached), token_(EncodeToken(token)) {
  events_.reserve(events.size());
  for (std::shared_ptr<const Event>& event : events) {
    Encoded& encoded = events_.emplace_back();
    encoded.event = std::move(event);
    proto.Write({encoded.event, Sight::kFull}, &encoded.shown);
    encoded.full = Field(v1::WatchResponse::kEventsFieldNumber, encoded.shown.SerializeAsString());
    bytes_ += encoded.full.size() + encoded.shown.SpaceUsedLong() + encoded.event->stored_bytes;
  }
}

const EventPiece& EventBatch::PieceFor(uint64_t view_number, const EventView& view) {
  const EventPiece*& known = by_view_[view_number];
  if (known == nullptr) {
    known = &MakePiece(view);
    bytes_ += sizeof(decltype(by_view_)::value_type);
  }
  return *known;
}

const EventPiece& EventBatch::MakePiece(const EventView& view) {
  std::string sights(events_.size(), '0');
  for (size_t i = 0; i < events_.size(); ++i) {
    const Event& event = *events_[i].event;
    if (!view.filter.Matches(event) || !ChangesAny(events_[i].shown, view.filter.changed_fields)) continue;
    sights[i] = static_cast<char>('0' + static_cast<int>(event.change->SightOf(*view.principal)));
  }
  const auto [entry, is_new] = pieces_.try_emplace(sights);
  EventPiece& piece = entry->second;
  if (!is_new) return piece;
  std::string bytes;
  for (size_t i = 0; i < events_.size(); ++i) {
    Encoded& encoded = events_[i];
    const auto sight = static_cast<Sight>(sights[i] - '0');
    if (sight == Sight::kNone) continue;
    ++piece.events;
    if (sight == Sight::kFull) {
      bytes += encoded.full;
      continue;
    }
    if (encoded.present.empty()) {
      v1::Event present = encoded.shown;
      for (v1::FieldChange& change : *present.mutable_changes()) change.clear_old_value();
      encoded.present = Field(v1::WatchResponse::kEventsFieldNumber, present.SerializeAsString());
      bytes_ += encoded.present.size();
    }
    bytes += encoded.present;
  }
  piece.bytes = grpc::Slice(bytes);
  bytes_ += sights.size() + bytes.size();
  return piece;
}

absl::Time EventBatch::last_create_time() const {
  return events_.empty() ? absl::InfinitePast() : events_.back().event->create_time;
}

grpc::Slice EncodeToken(absl::string_view token) {
  return grpc::Slice(Field(v1::WatchResponse::kResumeTokenFieldNumber, token));
}

std::vector<std::unique_ptr<EventBatch>> MakeBatches(const std::vector<std::shared_ptr<const Event>>& events,
                                                     const ResumePlace& reached, const TenantId& tenant,
                                                     const PageTokenSealer& tokens, const EventProto& proto) {
  std::vector<std::unique_ptr<EventBatch>> batches;
  std::vector<std::shared_ptr<const Event>> some;
  size_t bytes = 0;
  const auto close = [&](const EventPosition& end) {
    batches.push_back(std::make_unique<EventBatch>(std::move(some), end,
                                                   SealResumeToken(tenant, {end, reached.incarnation}, tokens), proto));
    some.clear();
    bytes = 0;
  };
  for (const std::shared_ptr<const Event>& event : events) {
    if (bytes > kBatchBytes) close(some.back()->position);
    some.push_back(event);
    bytes += event->stored_bytes;
  }
  close(reached.position);
  return batches;
}

}  // namespace pipewright::integration
