// The way of every call: who calls and whether they may, then the message, a place on the executor, the work, the
// answer. No message is asked for, and not a byte of it read, before its caller is known and allowed to send it.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/shared/call/authenticator.h"
#include "application/shared/call/ports.h"
#include "application/shared/call/request_context.h"
#include "server/rpc/address_rates.h"
#include "server/rpc/call_observer.h"
#include "server/rpc/canceller.h"
#include "server/rpc/executor.h"
#include "server/rpc/method_registry.h"
#include "server/rpc/open_calls.h"
#include "server/rpc/request_lanes.h"
#include "server/rpc/trusted_proxies.h"

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

// Whose share of the server a call takes: its tenant's, else its user's, else that of the address it comes from.
std::string OwnerOf(const RequestContext& context);

struct DispatcherParts {
  const MethodRegistry& methods;
  Executor& executor;
  // Of calls without credentials, which must not stop those who have some, and of all that hash passwords: that takes
  // a processor for as long as many calls together.
  Executor& strangers;
  Authenticator& authenticator;
  IdGenerator& ids;
  CallObserver& observer;
};

struct DispatcherOptions {
  RequestLaneLimits requests;
  AddressRateLimits public_calls;
  TrustedProxies trusted_proxies;
  // Of a call of one request and one answer, however late its own deadline is.
  absl::Duration max_call = absl::Minutes(2);
  // Of a stream that carries a file, up or down. Whoever listens to events does so for as long as they want.
  absl::Duration max_file_stream = absl::Hours(1);
};

// Thread safe. Handlers, services and everything given to the constructor outlive the calls.
class Dispatcher {
 public:
  explicit Dispatcher(const DispatcherParts& parts, const DispatcherOptions& options = {})
      : methods_(parts.methods),
        executor_(parts.executor),
        strangers_(parts.strangers),
        authenticator_(parts.authenticator),
        ids_(parts.ids),
        observer_(parts.observer),
        options_(options),
        public_calls_(options.public_calls),
        lanes_(options.requests) {}

  const MethodRegistry& methods() const { return methods_; }
  RequestLanes& lanes() { return lanes_; }
  OpenCalls& open_calls() { return open_calls_; }

  // A call of one request and one answer. `body` and what the pointers point to outlive the call.
  grpc::ServerReadReactor<grpc::ByteBuffer>* Unary(grpc::CallbackServerContext* call, const MethodInfo& method,
                                                   const UnaryBody& body, grpc::ByteBuffer* response);

  // The steps of every call: Open at its arrival, Recognize or Enter before anything is done for it, Close exactly once
  // at its end.
  OpenCall Open(grpc::CallbackServerContext* call, const MethodInfo& method);
  OpenCall OpenFileStream(grpc::CallbackServerContext* call, const MethodInfo& method);
  // What Enter does, if that needs no waiting; false when it does. Its errors are those of Enter.
  absl::StatusOr<bool> Recognize(const OpenCall& call);
  // On the executor. Also finds out anew who calls and what they may, for the steps of a long call.
  // kDeadlineExceeded, kCancelled, kUnauthenticated or kPermissionDenied when nothing may be done.
  absl::Status Enter(const OpenCall& call);
  // What the client is told; logs and counts the call.
  grpc::Status Close(const OpenCall& call, absl::Status status);
  // Runs `task` on the executor, as its caller's, or says why not. When somebody needs its place more by then, `refuse`
  // runs instead, on some other thread: it ends the call with Overloaded().
  absl::Status Submit(const OpenCall& call, std::function<void()> task, std::function<void()> refuse);
  // The same for the next step of a stream that runs: never refused, since open streams are few.
  void Continue(const OpenCall& call, std::function<void()> task);
  // Interrupts what the call waits for. Never blocks.
  void Cancel(const OpenCall& call) { canceller_.Post(call.context->cancellation); }

 private:
  Executor& ExecutorOf(const MethodInfo& method) {
    return method.access == shared::v1::ACCESS_PUBLIC || method.hashes_password ? strangers_ : executor_;
  }
  void FillContext(grpc::CallbackServerContext& call, const MethodInfo& method, RequestContext& context);

  const MethodRegistry& methods_;
  Executor& executor_;
  Executor& strangers_;
  Authenticator& authenticator_;
  IdGenerator& ids_;
  CallObserver& observer_;
  const DispatcherOptions options_;
  AddressRates public_calls_;
  OpenCalls open_calls_;
  Canceller canceller_;
  RequestLanes lanes_;
};

}  // namespace pipewright::server
