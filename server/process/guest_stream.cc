#include "server/process/guest_stream.h"

#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/rpc_service_method.h>

#include <utility>

#include "server/rpc/address.h"
#include "server/rpc/byte_messages.h"

namespace pipewright::server {

using grpc::internal::RpcMethod;
using grpc::internal::RpcServiceMethod;

RequestMemory::Share GuestRoom::Enter(const std::string& peer) {
  RequestMemory::Share place;
  places_.Take(NetworkOf(AddressOf(peer)), 1, [&place](RequestMemory::Share taken) { place = std::move(taken); });
  return place;
}

GuestStream::GuestStream(GuestRoom& room, grpc::CallbackServerContext* call)
    : room_(room), call_(call), place_(room.Enter(call->peer())) {}

GuestStream* GuestStream::Start() {
  if (place_) {
    Ask();
  } else {
    End(grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED,
                     "too many calls of this kind are open, or too many from your address: end some, or try again"));
  }
  return this;
}

void GuestStream::Ask() {
  const std::lock_guard lock(mutex_);
  if (ended_) return;
  reading_ = room_.patience().Begin(
      [this] { End(grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, "no request came for too long")); });
  StartRead(&received_);
}

void GuestStream::OnReadDone(bool ok) {
  reading_.Reset();
  if (!ok) return End(grpc::Status::OK);
  grpc::ByteBuffer bytes;
  bytes.Swap(&received_);
  Take(bytes);
}

void GuestStream::Send(const google::protobuf::Message& message) {
  const std::lock_guard lock(mutex_);
  if (ended_) return;
  sent_ = Encode(message);
  // Trailers would wait behind the message: only the end of the stream ends that.
  writing_ = room_.patience().Begin([this] { call_->TryCancel(); });
  StartWrite(&sent_);
}

void GuestStream::SendLast(const google::protobuf::Message& message) {
  const std::lock_guard lock(mutex_);
  if (std::exchange(ended_, true)) return;
  sent_ = Encode(message);
  StartWriteAndFinish(&sent_, grpc::WriteOptions(), grpc::Status::OK);
}

void GuestStream::OnWriteDone(bool ok) {
  writing_.Reset();
  Sent(ok);
}

void GuestStream::End(const grpc::Status& status) {
  const std::lock_guard lock(mutex_);
  if (!std::exchange(ended_, true)) Finish(status);
}

void GuestService::Add(absl::string_view method, Open open) {
  const std::string& name = names_.emplace_back(method);
  AddMethod(new RpcServiceMethod(name.c_str(), RpcMethod::BIDI_STREAMING, nullptr));
  MarkMethodRawCallback(static_cast<int>(names_.size()) - 1,
                        new grpc::internal::CallbackBidiHandler<grpc::ByteBuffer, grpc::ByteBuffer>(std::move(open)));
}

}  // namespace pipewright::server
