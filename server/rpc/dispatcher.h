// The way of every request: authenticate, check, parse, run on the executor, answer. A method is one line to it.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/shared/call/authenticator.h"
#include "application/shared/call/ports.h"
#include "application/shared/call/request_context.h"
#include "application/shared/commands/command_bus.h"
#include "domain/shared/status_macros.h"
#include "server/rpc/answer.h"
#include "server/rpc/batch.h"
#include "server/rpc/call_observer.h"
#include "server/rpc/canceller.h"
#include "server/rpc/executor.h"
#include "server/rpc/method_registry.h"
#include "server/rpc/read_request.h"

namespace pipewright::server {

// One call, from its arrival to its answer.
struct OpenCall {
  grpc::CallbackServerContext* grpc;
  const MethodInfo& method;
  absl::Time start;
  std::shared_ptr<RequestContext> context;
};

// Thread safe. Handlers, services and everything given to the constructor outlive the calls.
class Dispatcher {
 public:
  Dispatcher(const MethodRegistry& methods, Executor& executor, Authenticator& authenticator,
             const CommandBus& commands, IdGenerator& ids, CallObserver& observer)
      : methods_(methods),
        executor_(executor),
        authenticator_(authenticator),
        commands_(commands),
        ids_(ids),
        observer_(observer) {}

  // A mutation. `parse`: const Request& → StatusOr<Command>. `handler`.Handle(context, command, unit of work) →
  // StatusOr of something that ToProto(that, Response*) takes. The request has request_id and validate_only where they
  // make sense.
  template <class Request, class Response, class Parse, class Handler>
  grpc::ServerUnaryReactor* Command(grpc::CallbackServerContext* call, const Request* request, Response* response,
                                    Parse parse, const Handler& handler) {
    return Start(call, *request,
                 [this, request, response, parse, &handler](const RequestContext& context) -> absl::Status {
                   const Request* checked = request;
                   std::optional<Request> normalized;
                   ASSIGN_OR_RETURN(const auto command, ReadRequest(checked, normalized, parse));
                   return Carry(context, *checked, response, [&](UnitOfWork& uow) -> absl::Status {
                     ASSIGN_OR_RETURN(const auto result, handler.Handle(context, command, uow));
                     WriteAnswer(result, response);
                     return absl::OkStatus();
                   });
                 });
  }

  // Many mutations of one kind (batch.h). `parse`: each of the requests → StatusOr<Command>; `handler` handles one
  // Command. Resource: what stands in the response for each.
  template <class Resource, class Request, class Response, class Parse, class Handler>
  grpc::ServerUnaryReactor* Batch(grpc::CallbackServerContext* call, const Request* request, Response* response,
                                  Parse parse, const Handler& handler) {
    return Start(call, *request,
                 [this, request, response, parse, &handler](const RequestContext& context) -> absl::Status {
                   const Request* checked = request;
                   std::optional<Request> normalized;
                   ASSIGN_OR_RETURN(const auto batch, ReadBatch(checked, normalized, parse));
                   return Carry(context, *checked, response, [&](UnitOfWork& uow) {
                     return RunBatchCall<Resource>(context, *checked, batch, handler, uow, response);
                   });
                 });
  }

  // Mutations of several kinds in one call. `composite`: Admit(context, request) decides whether the caller may do all
  // of it, before anything else is looked at; Parse(request) → StatusOr<Plan>; Run(context, plan, unit of work,
  // Response*).
  template <class Request, class Response, class Parts>
  grpc::ServerUnaryReactor* Composite(grpc::CallbackServerContext* call, const Request* request, Response* response,
                                      const Parts& composite) {
    return Start(call, *request, [this, request, response, &composite](const RequestContext& context) -> absl::Status {
      RETURN_IF_ERROR(composite.Admit(context, *request));
      const Request* checked = request;
      std::optional<Request> normalized;
      ASSIGN_OR_RETURN(const auto plan,
                       ReadRequest(checked, normalized, [&](const Request& whole) { return composite.Parse(whole); }));
      return Carry(context, *checked, response,
                   [&](UnitOfWork& uow) { return composite.Run(context, plan, uow, response); });
    });
  }

  // A question: `handler`.Handle(context, query). Also for the few mutations that manage their own transactions.
  template <class Request, class Response, class Parse, class Handler>
  grpc::ServerUnaryReactor* Query(grpc::CallbackServerContext* call, const Request* request, Response* response,
                                  Parse parse, const Handler& handler) {
    return Start(call, *request, [request, response, parse, &handler](const RequestContext& context) -> absl::Status {
      const Request* checked = request;
      std::optional<Request> normalized;
      ASSIGN_OR_RETURN(const auto query, ReadRequest(checked, normalized, parse));
      ASSIGN_OR_RETURN(const auto result, handler.Handle(context, query));
      WriteAnswer(result, response);
      return absl::OkStatus();
    });
  }

  // The steps of every call, for those that aren't one request and one answer (server/rpc/stream_call.h): Open at its
  // arrival, Enter on the executor before anything is done for it, Close exactly once at its end.
  OpenCall Open(grpc::CallbackServerContext* call, const google::protobuf::Descriptor* request);
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
  using Work = std::function<absl::Status(const RequestContext&)>;

  grpc::ServerUnaryReactor* Start(grpc::CallbackServerContext* call, const google::protobuf::Message& request,
                                  Work work);
  absl::Status Run(const OpenCall& call, const Work& work);
  absl::Status Authenticate(grpc::CallbackServerContext& call, const MethodInfo& method, RequestContext& context);
  void FillContext(grpc::CallbackServerContext& call, const MethodInfo& method, RequestContext& context);

  static std::string Fingerprint(const google::protobuf::Message& request);

  template <class Request>
  static absl::StatusOr<CommandOptions> OptionsOf(const Request& request) {
    CommandOptions options;
    if constexpr (requires { request.request_id(); }) {
      if (!request.request_id().empty()) {
        ASSIGN_OR_RETURN(options.request_id, Uuid::Parse(request.request_id()));
        options.fingerprint = Fingerprint(request);
      }
    }
    if constexpr (requires { request.validate_only(); }) options.validate_only = request.validate_only();
    return options;
  }

  // Through the command bus: `work` writes the response, which is stored or replayed when there is a request_id.
  template <class Request, class Response, class Work>
  absl::Status Carry(const RequestContext& context, const Request& request, Response* response, Work work) {
    ASSIGN_OR_RETURN(const CommandOptions options, OptionsOf(request));
    ASSIGN_OR_RETURN(auto replayed,
                     commands_.Run(context, options, [&](UnitOfWork& uow) -> absl::StatusOr<std::string> {
                       response->Clear();
                       RETURN_IF_ERROR(work(uow));
                       return options.request_id.has_value() ? response->SerializeAsString() : std::string();
                     }));
    if (replayed.has_value()) response->ParseFromString(*replayed);
    return absl::OkStatus();
  }

  const MethodRegistry& methods_;
  Executor& executor_;
  Authenticator& authenticator_;
  const CommandBus& commands_;
  IdGenerator& ids_;
  CallObserver& observer_;
  Canceller canceller_;
};

}  // namespace pipewright::server
