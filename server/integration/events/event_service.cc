#include "server/integration/events/event_service.h"

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "application/shared/call/guarded.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "server/integration/events/event_proto.h"
#include "server/rpc/read_request.h"

namespace pipewright::integration {
namespace {

using server::Dispatcher;
using server::OpenCall;

constexpr absl::Duration kRecheckPatience = absl::Seconds(10);

// One open stream. Owns itself from the call's start to OnDone, which comes after Finish alone; Finish is called once,
// by whoever refuses the stream or by the hub.
class WatchCall final : public grpc::ServerWriteReactor<grpc::ByteBuffer>, public EventWatcher {
 public:
  WatchCall(Dispatcher& dispatcher, OpenCall call, const grpc::ByteBuffer& request, const EventQueries& queries,
            EventHub& hub)
      : dispatcher_(dispatcher), call_(std::move(call)), queries_(queries), hub_(hub) {
    grpc::ByteBuffer bytes(request);
    if (!grpc::SerializationTraits<v1::WatchRequest>::Deserialize(&bytes, &request_).ok()) {
      End(InvalidField("request", "can't be read as a WatchRequest"));
      return;
    }
    const absl::Status submitted = dispatcher_.Submit(call_, [this] { Start(); });
    if (!submitted.ok()) End(submitted);
  }

  void Send(grpc::ByteBuffer message) override {
    message_.Swap(&message);
    StartWrite(&message_);
  }

  // The hub waits for its end before it ends the stream, so the call is there as long as this runs.
  void Recheck() override {
    dispatcher_.Continue([this] {
      OpenCall again{call_.grpc, call_.method, call_.start, std::make_shared<RequestContext>(*call_.context)};
      again.context->deadline = std::min(call_.context->deadline, absl::Now() + kRecheckPatience);
      const absl::Status status = Guarded([&] { return dispatcher_.Enter(again); });
      hub_.Rechecked(number_,
                     status.ok() ? absl::StatusOr<std::shared_ptr<const Principal>>(again.context->principal) : status);
    });
  }

  void Abort() override { call_.grpc->TryCancel(); }

  void End(const absl::Status& status) override { Finish(dispatcher_.Close(call_, status)); }

  void OnWriteDone(bool ok) override { hub_.Sent(number_, ok); }

  void OnCancel() override {
    cancelled_->store(true);
    dispatcher_.Cancel(call_);
    if (const uint64_t number = number_.load(); number != 0) hub_.Cancelled(number);
  }

  void OnDone() override { delete this; }

 private:
  void Start() {
    // Once the hub has the stream it may end at any time, and this with it.
    const std::shared_ptr<std::atomic<bool>> cancelled = cancelled_;
    EventHub& hub = hub_;
    std::optional<WatchEvents> watch;
    ResumePlace place;
    const absl::Status status = Guarded([&]() -> absl::Status {
      RETURN_IF_ERROR(dispatcher_.Enter(call_));
      std::optional<v1::WatchRequest> normalized;
      ASSIGN_OR_RETURN(const v1::WatchRequest* const checked, server::ReadRequest(request_, normalized));
      ASSIGN_OR_RETURN(watch, FromProto(*checked));
      ASSIGN_OR_RETURN(place, queries_.Begin(*call_.context, watch->beginning));
      return absl::OkStatus();
    });
    if (!status.ok()) return End(status);
    const RequestContext& context = *call_.context;
    EventView view{std::move(watch->filter), context.principal};
    uint64_t number = 0;
    const absl::Status joined = hub.Join(*this, context.tenant(), std::move(view), place.position, number_, &number);
    if (!joined.ok()) return End(joined);
    if (cancelled->load()) hub.Cancelled(number);
  }

  Dispatcher& dispatcher_;
  const OpenCall call_;
  const EventQueries& queries_;
  EventHub& hub_;
  v1::WatchRequest request_;
  grpc::ByteBuffer message_;
  std::atomic<uint64_t> number_ = 0;  // 0: the hub doesn't have it yet
  const std::shared_ptr<std::atomic<bool>> cancelled_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace

grpc::ServerUnaryReactor* EventService::ListEvents(grpc::CallbackServerContext* call,
                                                   const v1::ListEventsRequest* request,
                                                   v1::ListEventsResponse* response) {
  return dispatcher_.Query(
      call, request, response, [](const v1::ListEventsRequest& r) { return FromProto(r); }, application_.event_queries);
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* EventService::Watch(grpc::CallbackServerContext* call,
                                                                const grpc::ByteBuffer* request) {
  return new WatchCall(dispatcher_, dispatcher_.Open(call, v1::WatchRequest::descriptor()), *request,
                       application_.event_queries, hub_);
}

}  // namespace pipewright::integration
