// Calls beside the API that anybody may make, without credentials: health and reflection. They are served as streams of
// small messages, each asked for by hand, so that what a stranger can hold is bounded in bytes, in time and in number.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/service_type.h>

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/rpc/patience.h"
#include "server/rpc/request_memory.h"

namespace pipewright::server {

struct GuestLimits {
  size_t streams = 0;  // at once; one address has half of them at most
  // For a message to come, and for one to be taken.
  absl::Duration patience = absl::Seconds(10);
};

// Who has room for a stream. Thread safe. Outlives the streams.
class GuestRoom {
 public:
  explicit GuestRoom(const GuestLimits& limits)
      : patience_(limits.patience), places_({limits.streams, (limits.streams + 1) / 2, 0}) {}

  // Of nothing when there is none.
  RequestMemory::Share Enter(const std::string& peer);
  Patience& patience() { return patience_; }

 private:
  Patience patience_;
  RequestMemory places_;
};

// One such call. For gRPC all are streams in both directions; a call of one request and one answer looks the same on
// the wire. Owns itself from the call's start to OnDone. Its maker calls Start. What is protected may be called by any
// thread until OnDone, and does nothing once the call has ended.
class GuestStream : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  GuestStream(GuestRoom& room, grpc::CallbackServerContext* call);

  // Asks for the first message, or ends the call: RESOURCE_EXHAUSTED when the room is full.
  GuestStream* Start();

  void OnReadDone(bool ok) final;
  void OnWriteDone(bool ok) final;
  void OnCancel() final { End(grpc::Status::CANCELLED); }
  void OnDone() override { delete this; }

 protected:
  // A message is there. Decode, with kStrangersRequest, bounds it and what it may cost.
  virtual void Take(const grpc::ByteBuffer& bytes) = 0;
  // What was sent is on its way; `ok` is false when nothing can be sent any more.
  virtual void Sent(bool ok) = 0;

  // Asks for the next message: the call ends with OK when there is none, with DEADLINE_EXCEEDED when it doesn't come in
  // time.
  void Ask();
  // One at a time. When the client doesn't take it in time, the call ends.
  void Send(const google::protobuf::Message& message);
  void SendLast(const google::protobuf::Message& message);
  void End(const grpc::Status& status);

 private:
  GuestRoom& room_;
  grpc::CallbackServerContext* const call_;
  const RequestMemory::Share place_;
  grpc::ByteBuffer received_;
  grpc::ByteBuffer sent_;  // gRPC's, until OnWriteDone
  Patience::Watch reading_;
  Patience::Watch writing_;
  std::mutex mutex_;
  bool ended_ = false;
};

// A service of such calls, registered by hand.
class GuestService : public grpc::Service {
 protected:
  using Open = std::function<GuestStream*(grpc::CallbackServerContext*)>;
  // `method`: "/grpc.health.v1.Health/Check".
  void Add(absl::string_view method, Open open);

 private:
  std::deque<std::string> names_;  // gRPC keeps a pointer to each
};

}  // namespace pipewright::server
