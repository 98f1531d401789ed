#include "server/rpc/arrival.h"

#include "absl/strings/str_cat.h"
#include "application/shared/call/guarded.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "server/rpc/byte_messages.h"
#include "server/rpc/call_errors.h"

namespace pipewright::server {
namespace {

absl::Status NoMessage() { return InvalidField("request", "is missing: the call has no message"); }

absl::Status TooSlow(absl::Duration patience) {
  ErrorDetails details;
  details.reason = Reason::kDeadlineExceeded;
  return MakeError(absl::StatusCode::kDeadlineExceeded,
                   absl::StrCat("the request was not there within ", absl::FormatDuration(patience)), details);
}

}  // namespace

void Arrival::Begin() {
  const absl::StatusOr<bool> known = dispatcher_.Recognize(call_);
  if (!known.ok()) return Fail(known.status());
  if (*known) return Ask();
  const absl::Status submitted = dispatcher_.Submit(
      call_,
      [this] {
        const absl::Status entered = Guarded([this] { return dispatcher_.Enter(call_); });
        if (!entered.ok()) return Fail(entered);
        Ask();
      },
      [this] { Fail(Overloaded()); });
  if (!submitted.ok()) Fail(submitted);
}

void Arrival::Ask() {
  RequestLanes& lanes = dispatcher_.lanes();
  const bool may_wait = lanes.Receive(call_.method, OwnerOf(*call_.context), [this, &lanes](RequestMemory::Share room) {
    received_ = std::move(room);
    patience_ = lanes.PatienceWith(call_.method).Begin([this, &lanes] {
      if (!decided_.exchange(true)) Fail(TooSlow(lanes.PatienceTime(call_.method)));
    });
    Receive(&bytes_);
  });
  if (!may_wait) Fail(Overloaded());
}

void Arrival::Received(bool ok) {
  patience_.Reset();
  if (decided_.exchange(true)) return;
  if (!ok) return Fail(call_.grpc->IsCancelled() ? Cancelled() : NoMessage());
  const absl::Status fits = CheckSize(bytes_.Length(), call_.method.limits);
  if (!fits.ok()) return Fail(fits);
  received_.Shrink(bytes_.Length());
  const bool may_wait = dispatcher_.lanes().Read(call_.method, OwnerOf(*call_.context), bytes_.Length(),
                                                 [this](RequestMemory::Share room) {
                                                   read_ = std::move(room);
                                                   Queue();
                                                 });
  if (!may_wait) Fail(Overloaded());
}

void Arrival::Queue() {
  const absl::Status submitted = dispatcher_.Submit(
      call_, [this] { Go(); }, [this] { Fail(Overloaded()); });
  if (!submitted.ok()) Fail(submitted);
}

absl::Status Arrival::Read(google::protobuf::Message& message) {
  ASSIGN_OR_RETURN(const size_t cost, Decode(bytes_, call_.method.limits, message));
  bytes_.Clear();
  received_.Reset();
  read_.Shrink(cost);
  return absl::OkStatus();
}

}  // namespace pipewright::server
