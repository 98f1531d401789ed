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
#include "server/rpc/arrival.h"
#include "server/wire/request_checks.h"

namespace pipewright::integration {
namespace {

using server::Dispatcher;
using server::OpenCall;

constexpr absl::Duration kRecheckPatience = absl::Seconds(10);

// One open stream. Owns itself from the call's start to OnDone, which comes after Finish alone; Finish is called once,
// by whoever refuses the stream or by the hub.
class WatchCall final : public server::ArrivingCall<server::DownloadReactor>, public EventWatcher {
 public:
  WatchCall(Dispatcher& dispatcher, OpenCall call, const EventQueries& queries, const EventProto& proto, EventHub& hub)
      : ArrivingCall(dispatcher, std::move(call)), queries_(queries), proto_(proto), hub_(hub) {}

  void Send(grpc::ByteBuffer message) override {
    message_.Swap(&message);
    StartWrite(&message_);
  }

  // The hub waits for its end before it ends the stream, so the call is there as long as this runs.
  void Recheck() override {
    dispatcher().Continue(call(), [this] {
      OpenCall again{call().grpc, call().method, call().start, std::make_shared<RequestContext>(*call().context)};
      again.context->deadline = std::min(call().context->deadline, absl::Now() + kRecheckPatience);
      const absl::Status status = Guarded([&] { return dispatcher().Enter(again); });
      hub_.Rechecked(number_,
                     status.ok() ? absl::StatusOr<std::shared_ptr<const Principal>>(again.context->principal) : status);
    });
  }

  void Abort() override { call().grpc->TryCancel(); }

  void End(const absl::Status& status) override { ArrivingCall::End(status); }

  void OnWriteDone(bool ok) override { hub_.Sent(number_, ok); }

  void OnCancel() override {
    cancelled_->store(true);
    dispatcher().Cancel(call());
    if (const uint64_t number = number_.load(); number != 0) hub_.Cancelled(number);
  }

 private:
  void Go() override {
    // Once the hub has the stream it may end at any time, and this with it.
    const std::shared_ptr<std::atomic<bool>> cancelled = cancelled_;
    EventHub& hub = hub_;
    std::optional<WatchEvents> watch;
    ResumePlace place;
    const absl::Status status = Guarded([&]() -> absl::Status {
      RETURN_IF_ERROR(dispatcher().Enter(call()));
      v1::WatchRequest request;
      RETURN_IF_ERROR(Read(request));
      RETURN_IF_ERROR(server::CheckAndNormalize(request));
      ASSIGN_OR_RETURN(watch, proto_.Read(request));
      ASSIGN_OR_RETURN(place, queries_.Begin(*call().context, watch->beginning));
      return absl::OkStatus();
    });
    if (!status.ok()) return End(status);
    const RequestContext& context = *call().context;
    EventView view{std::move(watch->filter), context.principal};
    uint64_t number = 0;
    const absl::Status joined = hub.Join(*this, context.tenant(), std::move(view), place.position, number_, &number);
    if (!joined.ok()) return End(joined);
    if (cancelled->load()) hub.Cancelled(number);
  }

  const EventQueries& queries_;
  const EventProto& proto_;
  EventHub& hub_;
  grpc::ByteBuffer message_;
  std::atomic<uint64_t> number_ = 0;  // 0: the hub doesn't have it yet
  const std::shared_ptr<std::atomic<bool>> cancelled_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace

void AddEventService(server::Api& api, const EventQueries& queries, const EventProto& proto, EventHub& hub) {
  server::Service& s = api.services.Add();
  s.Query<v1::ListEventsRequest, v1::ListEventsResponse>(
      [&proto](const v1::ListEventsRequest& request) { return proto.Read(request); }, queries,
      [&proto](const EventList& list, v1::ListEventsResponse* out) { proto.Write(list, out); });
  // Watch writes bytes that many streams share.
  s.RawDownload<v1::WatchRequest, v1::WatchResponse>(
      [&dispatcher = s.parts().dispatcher, &queries, &proto, &hub](grpc::CallbackServerContext* call,
                                                                   const server::MethodInfo& method) {
        return (new WatchCall(dispatcher, dispatcher.Open(call, method), queries, proto, hub))->Start();
      });
}

}  // namespace pipewright::integration
