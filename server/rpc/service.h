// A gRPC service as a table of its methods: a line each, in the order of a reader's interest. What a line names is
// registered raw, so that a message is read only after its caller is known and allowed (dispatcher.h); a mutation's
// line also makes it a step that a transaction may have.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/service_type.h>

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "application/shared/call/request_context.h"
#include "application/shared/commands/command_bus.h"
#include "domain/shared/status_macros.h"
#include "server/rpc/answer.h"
#include "server/rpc/batch.h"
#include "server/rpc/dispatcher.h"
#include "server/rpc/method_registry.h"
#include "server/rpc/steps.h"
#include "server/rpc/stream_call.h"
#include "server/wire/read_request.h"

namespace pipewright::server {

// What every service stands on; all of it outlives the services.
struct ServiceParts {
  Dispatcher& dispatcher;
  const CommandBus& commands;
  StepRegistry& steps;
};

// A list of resources in a response: &v1::ListAccountsResponse::mutable_accounts.
template <class Response, class Message>
using ItemsOf = google::protobuf::RepeatedPtrField<Message>* (Response::*)();

// Filled before the server starts; thread safe from then on. A method belongs to the line that names its request. What
// handlers and parsers refer to outlives the service.
class Service : public grpc::Service {
 public:
  explicit Service(const ServiceParts& parts) : parts_(parts) {}

  // A mutation. `parse`: const Request& → StatusOr<Command>. `handler`.Handle(context, command, unit of work) →
  // StatusOr of something that ToProto(that, Response*) takes. The request has request_id and validate_only where they
  // make sense.
  template <class Request, class Response, class Parse, class Handler>
  void Command(Parse parse, const Handler& handler) {
    parts_.steps.Add<Request, Response>(parse, handler);
    Unary<Request, Response>([this, parse, &handler](const RequestContext& context, Request& request,
                                                     Response& response, CallAnswer& answer) -> absl::Status {
      ASSIGN_OR_RETURN(const auto command, ReadRequest(request, parse));
      return Carry(context, request, answer, [&](UnitOfWork& uow) -> absl::Status {
        ASSIGN_OR_RETURN(const auto result, handler.Handle(context, command, uow));
        WriteAnswer(result, &response);
        return absl::OkStatus();
      });
    });
  }

  // A question: `handler`.Handle(context, query). Also for the few mutations that manage their own transactions.
  template <class Request, class Response, class Parse, class Handler>
  void Query(Parse parse, const Handler& handler) {
    Query<Request, Response>(parse, handler, [](const auto& result, Response* out) { WriteAnswer(result, out); });
  }
  // `write`(result, Response*) writes the answer.
  template <class Request, class Response, class Parse, class Handler, class Write>
  void Query(Parse parse, const Handler& handler, Write write) {
    Unary<Request, Response>([parse, &handler, write](const RequestContext& context, Request& request,
                                                      Response& response, CallAnswer&) -> absl::Status {
      ASSIGN_OR_RETURN(const auto query, ReadRequest(request, parse));
      ASSIGN_OR_RETURN(const auto result, handler.Handle(context, query));
      write(result, &response);
      return absl::OkStatus();
    });
  }

  // Many mutations of one kind (batch.h). `parse`: each of the requests → StatusOr<Command>; `handler` handles one
  // Command; `items`: where the response has the resource of each.
  template <class Request, class Response, class Message, class Parse, class Handler>
  void Batch(ItemsOf<Response, Message> items, Parse parse, const Handler& handler) {
    Unary<Request, Response>([this, items, parse, &handler](const RequestContext& context, Request& request,
                                                            Response& response, CallAnswer& answer) -> absl::Status {
      ASSIGN_OR_RETURN(const auto batch, ReadBatch(request, parse));
      return Carry(context, request, answer, [&](UnitOfWork& uow) {
        return RunBatchCall(context, request, batch, handler, uow, response, *(response.*items)());
      });
    });
  }

  // Mutations of several kinds in one call. `composite`: Admit(context, request) decides whether the caller may do all
  // of it, before anything else is looked at; Parse(request) → StatusOr<Plan>; Run(context, plan, unit of work,
  // Response*).
  template <class Request, class Response, class Parts>
  void Composite(const Parts& composite) {
    Unary<Request, Response>([this, &composite](const RequestContext& context, Request& request, Response& response,
                                                CallAnswer& answer) -> absl::Status {
      RETURN_IF_ERROR(composite.Admit(context, request));
      ASSIGN_OR_RETURN(const auto plan,
                       ReadRequest(request, [&](const Request& whole) { return composite.Parse(whole); }));
      return Carry(context, request, answer,
                   [&](UnitOfWork& uow) { return composite.Run(context, plan, uow, &response); });
    });
  }

  // Messages down, or up (stream_call.h). `begin`: what ServeStream and TakeStream ask for.
  template <class Request, class Response, class Begin>
  void Download(Begin begin) {
    AddDownload(Find<Request, Response>(), [this, begin](grpc::CallbackServerContext* call, const MethodInfo& method) {
      return ServeStream<Request, Response>(parts_.dispatcher, call, method, begin);
    });
  }
  template <class Request, class Response, class Begin>
  void Upload(Begin begin) {
    AddUpload(Find<Request, Response>(),
              [this, begin](grpc::CallbackServerContext* call, const MethodInfo& method, grpc::ByteBuffer* response) {
                return TakeStream<Request, Response>(parts_.dispatcher, call, method, response, begin);
              });
  }
  // A download that writes bytes of its own. `start` makes the reactor, which owns itself.
  using StartDownload = std::function<DownloadReactor*(grpc::CallbackServerContext*, const MethodInfo&)>;
  template <class Request, class Response>
  void RawDownload(const StartDownload& start) {
    AddDownload(Find<Request, Response>(), start);
  }

  // The methods that have a line.
  const std::vector<const MethodInfo*>& methods() const { return methods_; }
  // kInternal names a line whose answer is of another type than the method's.
  absl::Status Check() const { return wrong_; }

  const ServiceParts& parts() const { return parts_; }

 private:
  using StartUpload = std::function<grpc::ServerReadReactor<grpc::ByteBuffer>*(grpc::CallbackServerContext*,
                                                                               const MethodInfo&, grpc::ByteBuffer*)>;

  template <class Request, class Response>
  const MethodInfo& Find() {
    return Find(*Request::descriptor(), *Response::descriptor());
  }
  const MethodInfo& Find(const google::protobuf::Descriptor& request, const google::protobuf::Descriptor& response);

  template <class Request, class Response, class Run>
  void Unary(Run run) {
    AddUnary(Find<Request, Response>(),
             UnaryBody{Request::default_instance(), Response::default_instance(),
                       [run](const RequestContext& context, google::protobuf::Message& request, CallAnswer& answer) {
                         return run(context, static_cast<Request&>(request), static_cast<Response&>(*answer.message),
                                    answer);
                       }});
  }
  void AddUnary(const MethodInfo& method, UnaryBody body);
  void AddDownload(const MethodInfo& method, StartDownload start);
  void AddUpload(const MethodInfo& method, StartUpload start);

  // Through the command bus: `work` writes the answer, which is stored or replayed when there is a request_id.
  template <class Request>
  absl::Status Carry(const RequestContext& context, const Request& request, CallAnswer& answer,
                     absl::FunctionRef<absl::Status(UnitOfWork&)> work) const {
    absl::string_view request_id;
    bool validate_only = false;
    if constexpr (requires { request.request_id(); }) request_id = request.request_id();
    if constexpr (requires { request.validate_only(); }) validate_only = request.validate_only();
    return Carry(context, request, request_id, validate_only, answer, work);
  }
  absl::Status Carry(const RequestContext& context, const google::protobuf::Message& request,
                     absl::string_view request_id, bool validate_only, CallAnswer& answer,
                     absl::FunctionRef<absl::Status(UnitOfWork&)> work) const;

  const ServiceParts parts_;
  std::deque<UnaryBody> bodies_;
  std::vector<const MethodInfo*> methods_;
  absl::Status wrong_;
};

// All services of a server. Filled before it starts; thread safe from then on.
class Services {
 public:
  explicit Services(const ServiceParts& parts) : parts_(parts) {}

  // A service to fill with its methods.
  Service& Add() { return Add<Service>(); }
  // One of a class of its own, made with the parts and `arguments`.
  template <class S, class... Arguments>
  S& Add(Arguments&&... arguments) {
    auto made = std::make_unique<S>(parts_, std::forward<Arguments>(arguments)...);
    S& service = *made;
    services_.push_back(std::move(made));
    return service;
  }

  // To register with a grpc::ServerBuilder; owned by this.
  std::vector<grpc::Service*> all() const;
  // kInternal names a method that has no line, or more than one, or answers with a type that isn't its own: a server
  // must not start then.
  absl::Status CheckComplete(const MethodRegistry& methods) const;

 private:
  const ServiceParts parts_;
  std::vector<std::unique_ptr<Service>> services_;
};

}  // namespace pipewright::server
