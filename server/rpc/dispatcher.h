// The way of every call: a place on the executor, who calls and whether they may, then the message, the work, the
// answer. Not a byte of a message is read before its caller is known and allowed to send it.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "application/shared/call/authenticator.h"
#include "application/shared/call/ports.h"
#include "application/shared/call/request_context.h"
#include "server/rpc/call_observer.h"
#include "server/rpc/canceller.h"
#include "server/rpc/executor.h"
#include "server/rpc/method_registry.h"
#include "server/rpc/open_calls.h"

namespace pipewright::server {

// One call, from its arrival to its answer.
struct OpenCall {
  grpc::CallbackServerContext* grpc;
  const MethodInfo& method;
  absl::Time start;
  std::shared_ptr<RequestContext> context;
  // To be held until the answer has been written; null when the server takes no call any more.
  OpenCalls::Ticket ticket = nullptr;
};

// What a call answers: `message`, unless it is `encoded` already.
struct CallAnswer {
  google::protobuf::Message* message;
  std::optional<std::string> encoded;
};

// What a unary method does, its types erased.
struct UnaryBody {
  const google::protobuf::Message& request;   // an empty one
  const google::protobuf::Message& response;  // an empty one
  // Both are of those types and lie in an arena that ends with the call.
  std::function<absl::Status(const RequestContext& context, google::protobuf::Message& request, CallAnswer& answer)>
      run;
};

// Thread safe. Handlers, services and everything given to the constructor outlive the calls.
class Dispatcher {
 public:
  Dispatcher(const MethodRegistry& methods, Executor& executor, Authenticator& authenticator, IdGenerator& ids,
             CallObserver& observer)
      : methods_(methods), executor_(executor), authenticator_(authenticator), ids_(ids), observer_(observer) {}

  const MethodRegistry& methods() const { return methods_; }
  OpenCalls& open_calls() { return open_calls_; }

  // A call of one request and one answer. `body` and what the pointers point to outlive the call.
  grpc::ServerUnaryReactor* Unary(grpc::CallbackServerContext* call, const MethodInfo& method, const UnaryBody& body,
                                  const grpc::ByteBuffer* request, grpc::ByteBuffer* response);

  // The steps of every call, for those that aren't one request and one answer (server/rpc/stream_call.h): Open at its
  // arrival, Enter on the executor before anything is done for it, Close exactly once at its end.
  OpenCall Open(grpc::CallbackServerContext* call, const MethodInfo& method);
  // kDeadlineExceeded, kCancelled, kUnauthenticated or kPermissionDenied when nothing may be done.
  absl::Status Enter(const OpenCall& call);
  // What the client is told; logs and counts the call.
  grpc::Status Close(const OpenCall& call, absl::Status status);
  // Runs `task` on the executor, or says why not.
  absl::Status Submit(const OpenCall& call, std::function<void()> task);
  // The same for the next step of a stream that runs: never refused, since open streams are few.
  void Continue(std::function<void()> task);
  // Interrupts what the call waits for. Never blocks.
  void Cancel(const OpenCall& call) { canceller_.Post(call.context->cancellation); }

 private:
  absl::Status Run(const OpenCall& call, const UnaryBody& body, const grpc::ByteBuffer& request,
                   grpc::ByteBuffer& response);
  absl::Status Authenticate(grpc::CallbackServerContext& call, const MethodInfo& method, RequestContext& context);
  void FillContext(grpc::CallbackServerContext& call, const MethodInfo& method, RequestContext& context);

  const MethodRegistry& methods_;
  Executor& executor_;
  Authenticator& authenticator_;
  IdGenerator& ids_;
  CallObserver& observer_;
  OpenCalls open_calls_;
  Canceller canceller_;
};

}  // namespace pipewright::server
