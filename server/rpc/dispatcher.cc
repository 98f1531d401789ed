#include "server/rpc/dispatcher.h"

#include <google/protobuf/arena.h>

#include <array>
#include <cstddef>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "application/shared/call/guarded.h"
#include "application/shared/commands/command_bus.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "server/rpc/byte_messages.h"
#include "server/rpc/call_headers.h"
#include "server/wire/status_mapping.h"

namespace pipewright::server {
namespace {

constexpr absl::string_view kTenantHeader = "x-pipewright-tenant";
constexpr absl::string_view kRequestIdHeader = "x-request-id";

absl::string_view Header(const grpc::CallbackServerContext& call, absl::string_view name) {
  const auto& metadata = call.client_metadata();
  const auto found = metadata.find(grpc::string_ref(name.data(), name.size()));
  if (found == metadata.end()) return {};
  return absl::string_view(found->second.data(), found->second.size());
}

// "ipv4:127.0.0.1:51234" → "127.0.0.1"; "ipv6:%5B::1%5D:51234" → "::1".
std::string AddressOf(absl::string_view peer) {
  absl::ConsumePrefix(&peer, "ipv4:");
  if (absl::ConsumePrefix(&peer, "ipv6:%5B")) return std::string(peer.substr(0, peer.find("%5D")));
  if (absl::ConsumePrefix(&peer, "ipv6:[")) return std::string(peer.substr(0, peer.find(']')));
  return std::string(peer.substr(0, peer.rfind(':')));
}

absl::Status DeadlineExceeded() {
  ErrorDetails details;
  details.reason = Reason::kDeadlineExceeded;
  return MakeError(absl::StatusCode::kDeadlineExceeded, "the call's deadline passed before it was done", details);
}

absl::Status Cancelled() {
  ErrorDetails details;
  details.reason = Reason::kCancelled;
  return MakeError(absl::StatusCode::kCancelled, "the caller cancelled the call", details);
}

absl::Status Overloaded() {
  return Unavailable(Reason::kOverloaded, "the server has as many calls as it can take; try again in a moment",
                     absl::Milliseconds(200));
}

// A call's messages lie in an arena that begins with a block of its thread's: one call at a time runs on a thread, and
// most need no more than the block, a page of fifty records included.
google::protobuf::ArenaOptions ArenaOfThisThread() {
  alignas(std::max_align_t) static thread_local std::array<char, size_t{64} * 1024> block;
  google::protobuf::ArenaOptions options;
  options.initial_block = block.data();
  options.initial_block_size = block.size();
  options.start_block_size = block.size();
  options.max_block_size = 4 * block.size();
  return options;
}

// Owns itself from the call's start to OnDone.
class CallReactor : public grpc::ServerUnaryReactor {
 public:
  CallReactor(Canceller& canceller, std::shared_ptr<Cancellation> cancellation, OpenCalls::Ticket ticket)
      : canceller_(canceller), cancellation_(std::move(cancellation)), ticket_(std::move(ticket)) {}
  void OnCancel() override { canceller_.Post(cancellation_); }
  void OnDone() override { delete this; }

 private:
  Canceller& canceller_;
  std::shared_ptr<Cancellation> cancellation_;
  OpenCalls::Ticket ticket_;
};

}  // namespace

OpenCall Dispatcher::Open(grpc::CallbackServerContext* call, const MethodInfo& method) {
  OpenCall open{call, method, absl::Now(), std::make_shared<RequestContext>()};
  FillContext(*call, open.method, *open.context);
  open.ticket = open_calls_.Enter(call->peer(), open.context->cancellation);
  return open;
}

absl::Status Dispatcher::Enter(const OpenCall& call) {
  if (absl::Now() >= call.context->deadline) return DeadlineExceeded();
  if (call.context->cancellation->cancelled()) return Cancelled();
  RETURN_IF_ERROR(Authenticate(*call.grpc, call.method, *call.context));
  return CheckPermission(*call.context);
}

grpc::Status Dispatcher::Close(const OpenCall& call, absl::Status status) {
  const RequestContext& context = *call.context;
  // PostgreSQL says "cancelled" for both; who was it?
  if (status.code() == absl::StatusCode::kCancelled && absl::Now() >= context.deadline) status = DeadlineExceeded();
  if (status.code() == absl::StatusCode::kCancelled && open_calls_.interrupted()) status = ShuttingDown();
  status = WithRequestPaths(status, *call.method.descriptor->input_type());
  const ErrorDetails details = status.ok() ? ErrorDetails() : DetailsOf(status);
  if (details.retry_delay.has_value()) {
    call.grpc->AddTrailingMetadata("grpc-retry-pushback-ms",
                                   absl::StrCat(absl::ToInt64Milliseconds(*details.retry_delay)));
  }
  grpc::Status answer = ToGrpcStatus(status, context.request_id);
  FinishedCall finished;
  finished.method = call.method.name;
  finished.code = answer.error_code();
  finished.reason = status.ok() ? absl::string_view() : ReasonName(details.reason);
  finished.duration = absl::Now() - call.start;
  finished.context = &context;
  if (answer.error_code() == grpc::StatusCode::INTERNAL) finished.internal_message = status.message();
  observer_.OnFinished(finished);
  return answer;
}

absl::Status Dispatcher::Submit(const OpenCall& call, std::function<void()> task) {
  if (call.ticket == nullptr && open_calls_.closed()) return ShuttingDown();
  switch (executor_.Submit(std::move(task), call.context->deadline)) {
    case Executor::Admission::kFull:
      return Overloaded();
    case Executor::Admission::kTooLate:
      return DeadlineExceeded();
    case Executor::Admission::kAccepted:
      break;
  }
  return absl::OkStatus();
}

void Dispatcher::Continue(std::function<void()> task) { executor_.Continue(std::move(task)); }

grpc::ServerUnaryReactor* Dispatcher::Unary(grpc::CallbackServerContext* call, const MethodInfo& method,
                                            const UnaryBody& body, const grpc::ByteBuffer* request,
                                            grpc::ByteBuffer* response) {
  OpenCall open = Open(call, method);
  // The ticket is the reactor's alone: what the executor still holds of the task may outlive the call.
  auto* const reactor = new CallReactor(canceller_, open.context->cancellation, std::move(open.ticket));
  const absl::Status submitted = Submit(open, [this, open, reactor, &body, request, response] {
    reactor->Finish(Close(open, Run(open, body, *request, *response)));
  });
  if (!submitted.ok()) reactor->Finish(Close(open, submitted));
  return reactor;
}

void Dispatcher::FillContext(grpc::CallbackServerContext& call, const MethodInfo& method, RequestContext& context) {
  context.method = method.name;
  context.permission = method.permission;
  const auto deadline = call.deadline();
  context.deadline =
      deadline == std::chrono::system_clock::time_point::max() ? absl::InfiniteFuture() : absl::FromChrono(deadline);
  context.request_id = RequestIdOf(Header(call, kRequestIdHeader));
  if (context.request_id.empty()) context.request_id = ids_.NewUuid().ToString();
  context.client_address = AddressOf(call.peer());
  context.user_agent = UserAgentOf(Header(call, "user-agent"));
  context.trace_id = TraceIdOf(Header(call, "traceparent"));
  call.AddInitialMetadata(std::string(kRequestIdHeader), context.request_id);
}

absl::Status Dispatcher::Run(const OpenCall& call, const UnaryBody& body, const grpc::ByteBuffer& request,
                             grpc::ByteBuffer& response) {
  return Guarded([&]() -> absl::Status {
    RETURN_IF_ERROR(Enter(call));
    google::protobuf::Arena arena(ArenaOfThisThread());
    google::protobuf::Message* const message = body.request.New(&arena);
    RETURN_IF_ERROR(Decode(request, call.method.max_request_bytes, *message));
    CallAnswer answer{body.response.New(&arena), std::nullopt};
    RETURN_IF_ERROR(body.run(*call.context, *message, answer));
    response = answer.encoded.has_value() ? BytesOf(*answer.encoded) : Encode(*answer.message);
    return absl::OkStatus();
  });
}

absl::Status Dispatcher::Authenticate(grpc::CallbackServerContext& call, const MethodInfo& method,
                                      RequestContext& context) {
  if (method.access == shared::v1::ACCESS_PUBLIC) return absl::OkStatus();
  absl::string_view bearer = Header(call, "authorization");
  if (bearer.empty()) {
    return Unauthenticated(Reason::kCredentialsMissing,
                           "send the metadata authorization: Bearer <access token>; SignIn gives one");
  }
  if (!absl::StartsWithIgnoreCase(bearer, "bearer ")) {
    return Unauthenticated(Reason::kCredentialsInvalid, "the authorization metadata must begin with Bearer");
  }
  bearer.remove_prefix(7);
  std::optional<TenantId> tenant;
  if (const absl::string_view asked = Header(call, kTenantHeader); !asked.empty()) {
    auto id = TenantId::Parse(asked);
    if (!id.ok()) return InvalidField(kTenantHeader, "must be a tenant's id (a UUID)");
    tenant = *id;
  }
  ASSIGN_OR_RETURN(context.principal, authenticator_.Authenticate(bearer, tenant, context));
  if (method.access == shared::v1::ACCESS_OPERATOR && !context.principal->platform_operator) {
    return PermissionDenied("operator", "only operators of the platform may do this");
  }
  const bool needs_tenant =
      method.access == shared::v1::ACCESS_UNSPECIFIED || method.access == shared::v1::ACCESS_MEMBER;
  if (needs_tenant && !context.principal->tenant.has_value()) {
    ErrorDetails details;
    details.reason = Reason::kTenantRequired;
    return MakeError(absl::StatusCode::kPermissionDenied,
                     "the call needs a tenant: name one of yours in the metadata x-pipewright-tenant", details);
  }
  return needs_tenant && !method.while_suspended ? context.principal->tenant_usable : absl::OkStatus();
}

}  // namespace pipewright::server
