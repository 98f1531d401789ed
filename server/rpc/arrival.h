// The beginning of a call: who calls and whether they may, then its message. A method whose client sends one message is
// registered like one whose client sends many, so that gRPC waits for the message only once the server asks for it, and
// until then keeps no more than its stream's window.
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <utility>

#include "absl/status/status.h"
#include "server/rpc/dispatcher.h"
#include "server/rpc/patience.h"
#include "server/rpc/request_memory.h"

namespace pipewright::server {

// The steps, whatever the call is for gRPC. Used by ArrivingCall alone.
class Arrival {
 public:
  Arrival(Dispatcher& dispatcher, OpenCall call) : dispatcher_(dispatcher), call_(std::move(call)) {}
  virtual ~Arrival() = default;
  Arrival(const Arrival&) = delete;
  Arrival& operator=(const Arrival&) = delete;

 protected:
  // Once, when the call is ready to be worked at.
  void Begin();
  // What became of Receive.
  void Received(bool ok);

  Dispatcher& dispatcher() const { return dispatcher_; }
  const OpenCall& call() const { return call_; }
  // Reads the message, and lets its bytes go. byte_messages.h tells the errors.
  absl::Status Read(google::protobuf::Message& message);

  // Asks gRPC for the message.
  virtual void Receive(grpc::ByteBuffer* bytes) = 0;
  // Works at it, on the executor: the caller is known and allowed, the message there and not too large.
  virtual void Go() = 0;
  // Ends the call, which may then be gone.
  virtual void Fail(const absl::Status& status) = 0;

 private:
  void Ask();
  void Queue();

  Dispatcher& dispatcher_;
  const OpenCall call_;
  grpc::ByteBuffer bytes_;
  RequestMemory::Share received_;  // what the bytes take
  RequestMemory::Share read_;      // what is read from them takes
  Patience::Watch patience_;
  std::atomic<bool> decided_ = false;  // whether the message came or was waited for too long
};

// Of gRPC's Reactor, which can read. Owns itself from the call's start to OnDone. Its maker calls Start.
template <class Reactor>
class ArrivingCall : public Reactor, protected Arrival {
 public:
  using Arrival::Arrival;
  Reactor* Start() {
    Begin();
    return this;
  }

  void OnReadDone(bool ok) final { Received(ok); }
  void OnCancel() override { dispatcher().Cancel(call()); }
  void OnDone() override { delete this; }

 protected:
  void Receive(grpc::ByteBuffer* bytes) final { this->StartRead(bytes); }
  void Fail(const absl::Status& status) override { End(status); }
  void End(const absl::Status& status) { this->Finish(dispatcher().Close(call(), status)); }
};

}  // namespace pipewright::server
