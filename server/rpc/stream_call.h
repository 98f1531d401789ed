// Streaming calls: the same way as a unary one (Dispatcher), step by step. Between two steps a stream holds no thread,
// and the next step waits until the client has taken, or sent, its message. Each step has the caller and the rights
// that there are by then; the stream ends with the caller's access token, session, membership or permission. It also
// ends when its client lets it stand still, and when its time is over (DispatcherOptions, RequestLaneLimits).
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/shared/call/guarded.h"
#include "application/shared/call/request_context.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "server/rpc/arrival.h"
#include "server/rpc/byte_messages.h"
#include "server/rpc/call_errors.h"
#include "server/rpc/dispatcher.h"
#include "server/rpc/patience.h"
#include "server/wire/request_checks.h"

namespace pipewright::server {

// What serves a server stream; its one request is read first (arrival.h).
using DownloadReactor = grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>;

// What a server stream sends. One step at a time, each on the executor.
template <class Response>
class Source {
 public:
  virtual ~Source() = default;
  // Fills the next message; false: the one before was the last.
  virtual absl::StatusOr<bool> Next(const RequestContext& context, Response& message) = 0;
};

// What takes a client stream. One step at a time, each on the executor. Destroyed unfinished when the stream breaks.
template <class Request, class Response>
class Sink {
 public:
  virtual ~Sink() = default;
  virtual absl::Status Take(const RequestContext& context, const Request& message) = 0;
  // After the last message.
  virtual absl::Status Finish(const RequestContext& context, Response& response) = 0;
};

namespace internal {

// Own themselves from the call's start to OnDone. Steps never overlap: each ends by starting the operation whose end
// submits the next, or by finishing the call.
template <class Request, class Response>
class Download final : public ArrivingCall<DownloadReactor> {
 public:
  using Begin = std::function<absl::StatusOr<std::unique_ptr<Source<Response>>>(const RequestContext&, const Request&)>;

  Download(Dispatcher& dispatcher, OpenCall call, Begin begin)
      : ArrivingCall(dispatcher, std::move(call)), begin_(std::move(begin)) {}

  void OnWriteDone(bool ok) override {
    patience_.Reset();
    if (ok) {
      dispatcher().Continue(call(), [this] { Step(); });
    } else {
      End(stood_still_ ? StoodStill() : Cancelled());
    }
  }

 private:
  void Go() override { Step(); }

  void Step() {
    const absl::StatusOr<bool> more = Guarded([this]() -> absl::StatusOr<bool> {
      RETURN_IF_ERROR(dispatcher().Enter(call()));
      if (source_ == nullptr) {
        Request request;
        RETURN_IF_ERROR(Read(request));
        RETURN_IF_ERROR(CheckAndNormalize(request));
        ASSIGN_OR_RETURN(source_, begin_(*call().context, request));
      }
      message_.Clear();
      return source_->Next(*call().context, message_);
    });
    if (more.ok() && *more) {
      sent_ = Encode(message_);
      // A status would wait behind the message: only the end of the stream ends that.
      patience_ = dispatcher().lanes().stream_patience().Begin([this] {
        stood_still_ = true;
        call().grpc->TryCancel();
      });
      StartWrite(&sent_);
    } else {
      End(more.status());
    }
  }

  const Begin begin_;
  std::unique_ptr<Source<Response>> source_;
  Response message_;
  grpc::ByteBuffer sent_;  // its, while gRPC sends them
  Patience::Watch patience_;
  bool stood_still_ = false;  // by `patience_`
};

template <class Request, class Response>
class Upload final : public grpc::ServerReadReactor<grpc::ByteBuffer> {
 public:
  using Begin = std::function<absl::StatusOr<std::unique_ptr<Sink<Request, Response>>>(const RequestContext&)>;

  Upload(Dispatcher& dispatcher, OpenCall call, grpc::ByteBuffer* response, Begin begin)
      : dispatcher_(dispatcher), call_(std::move(call)), response_(response), begin_(std::move(begin)) {
    const absl::Status submitted = dispatcher_.Submit(
        call_,
        [this] {
          Step([this]() -> absl::Status {
            ASSIGN_OR_RETURN(sink_, begin_(*call_.context));
            return absl::OkStatus();
          });
        },
        [this] { End(Overloaded()); });
    if (!submitted.ok()) End(submitted);
  }

  void OnReadDone(bool ok) override {
    patience_.Reset();
    if (stood_still_) return;  // it ends
    dispatcher_.Continue(call_, [this, ok] {
      if (ok) return Step([this] { return Take(); });
      End(Guarded([this]() -> absl::Status {
        // Without this a stream that broke off would look like one that was completed.
        if (call_.grpc->IsCancelled()) return Cancelled();
        RETURN_IF_ERROR(dispatcher_.Enter(call_));
        Response response;
        RETURN_IF_ERROR(sink_->Finish(*call_.context, response));
        *response_ = Encode(response);
        return absl::OkStatus();
      }));
    });
  }
  void OnCancel() override { dispatcher_.Cancel(call_); }
  void OnDone() override { delete this; }

 private:
  void Step(const std::function<absl::Status()>& step) {
    const absl::Status status = Guarded([&]() -> absl::Status {
      RETURN_IF_ERROR(dispatcher_.Enter(call_));
      return step();
    });
    if (!status.ok()) return End(status);
    patience_ = dispatcher_.lanes().stream_patience().Begin([this] {
      stood_still_ = true;
      dispatcher_.Continue(call_, [this] { End(StoodStill()); });
    });
    StartRead(&bytes_);
  }

  absl::Status Take() {
    // Gone before the next is waited for, which may take long.
    grpc::ByteBuffer bytes;
    bytes.Swap(&bytes_);
    Request message;
    RETURN_IF_ERROR(Decode(bytes, call_.method.limits, message).status());
    bytes.Clear();
    return sink_->Take(*call_.context, message);
  }

  void End(const absl::Status& status) {
    sink_.reset();
    Finish(dispatcher_.Close(call_, status));
  }

  Dispatcher& dispatcher_;
  const OpenCall call_;
  grpc::ByteBuffer* const response_;
  const Begin begin_;
  std::unique_ptr<Sink<Request, Response>> sink_;
  grpc::ByteBuffer bytes_;  // of the message that came last
  Patience::Watch patience_;
  bool stood_still_ = false;  // by `patience_`
};

}  // namespace internal

// A server stream. `begin`: const RequestContext&, const Request& → StatusOr<unique_ptr<Source<Response>>>, called once
// the caller is known and allowed; the request's texts were checked and are in normal form.
template <class Request, class Response, class Begin>
DownloadReactor* ServeStream(Dispatcher& dispatcher, grpc::CallbackServerContext* call, const MethodInfo& method,
                             Begin begin) {
  return (new internal::Download<Request, Response>(dispatcher, dispatcher.OpenFileStream(call, method), begin))
      ->Start();
}

// A client stream. `begin`: const RequestContext& → StatusOr<unique_ptr<Sink<Request, Response>>>. Its messages are not
// checked for it.
template <class Request, class Response, class Begin>
grpc::ServerReadReactor<grpc::ByteBuffer>* TakeStream(Dispatcher& dispatcher, grpc::CallbackServerContext* call,
                                                      const MethodInfo& method, grpc::ByteBuffer* response,
                                                      Begin begin) {
  return new internal::Upload<Request, Response>(dispatcher, dispatcher.OpenFileStream(call, method), response, begin);
}

}  // namespace pipewright::server
