#include "server/rpc/dispatcher.h"

#include <google/protobuf/arena.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "application/shared/call/guarded.h"
#include "application/shared/commands/command_bus.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "server/rpc/address.h"
#include "server/rpc/arrival.h"
#include "server/rpc/byte_messages.h"
#include "server/rpc/call_errors.h"
#include "server/rpc/call_headers.h"
#include "server/wire/status_mapping.h"

namespace pipewright::server {
namespace {

constexpr absl::string_view kAuthorizationHeader = "authorization";
constexpr absl::string_view kTenantHeader = "x-pipewright-tenant";
constexpr absl::string_view kRequestIdHeader = "x-request-id";
constexpr absl::string_view kForwardedForHeader = "x-forwarded-for";
constexpr absl::string_view kBearer = "bearer ";

absl::string_view Header(const grpc::CallbackServerContext& call, absl::string_view name) {
  const auto& metadata = call.client_metadata();
  const auto found = metadata.find(grpc::string_ref(name.data(), name.size()));
  if (found == metadata.end()) return {};
  return absl::string_view(found->second.data(), found->second.size());
}

// All values of a header that may come several times, in their order.
std::string Headers(const grpc::CallbackServerContext& call, absl::string_view name) {
  const auto [begin, end] = call.client_metadata().equal_range(grpc::string_ref(name.data(), name.size()));
  return absl::StrJoin(begin, end, ",", [](std::string* out, const auto& header) {
    out->append(header.second.data(), header.second.size());
  });
}

// Of two of a kind a proxy may look at the one and the server at the other.
bool ComesTwice(const grpc::CallbackServerContext& call, absl::string_view name) {
  return call.client_metadata().count(grpc::string_ref(name.data(), name.size())) > 1;
}

// Of a call that needs credentials.
struct Credentials {
  absl::string_view bearer;
  std::optional<TenantId> tenant;  // the one that is asked for
};

absl::StatusOr<Credentials> CredentialsOf(const grpc::CallbackServerContext& call) {
  Credentials credentials;
  if (ComesTwice(call, kAuthorizationHeader)) {
    return Unauthenticated(Reason::kCredentialsInvalid, "the authorization metadata came more than once: send one");
  }
  if (ComesTwice(call, kTenantHeader)) return InvalidField(kTenantHeader, "came more than once: send one");
  credentials.bearer = Header(call, kAuthorizationHeader);
  if (credentials.bearer.empty()) {
    return Unauthenticated(Reason::kCredentialsMissing,
                           "send the metadata authorization: Bearer <access token>; SignIn gives one");
  }
  if (!absl::StartsWithIgnoreCase(credentials.bearer, kBearer)) {
    return Unauthenticated(Reason::kCredentialsInvalid, "the authorization metadata must begin with Bearer");
  }
  credentials.bearer.remove_prefix(kBearer.size());
  if (const absl::string_view asked = Header(call, kTenantHeader); !asked.empty()) {
    auto id = TenantId::Parse(asked);
    if (!id.ok()) return InvalidField(kTenantHeader, "must be a tenant's id (a UUID)");
    credentials.tenant = *id;
  }
  return credentials;
}

// Whether a known caller may call the method at all.
absl::Status CheckAccess(const MethodInfo& method, const Principal& principal) {
  if (method.access == shared::v1::ACCESS_OPERATOR && !principal.platform_operator) {
    return PermissionDenied("operator", "only operators of the platform may do this");
  }
  const bool needs_tenant =
      method.access == shared::v1::ACCESS_UNSPECIFIED || method.access == shared::v1::ACCESS_MEMBER;
  if (needs_tenant && !principal.tenant.has_value()) {
    ErrorDetails details;
    details.reason = Reason::kTenantRequired;
    return MakeError(absl::StatusCode::kPermissionDenied,
                     "the call needs a tenant: name one of yours in the metadata x-pipewright-tenant", details);
  }
  return needs_tenant && !method.while_suspended ? principal.tenant_usable : absl::OkStatus();
}

absl::Status CheckTime(const RequestContext& context) {
  if (absl::Now() >= context.deadline) return DeadlineExceeded();
  return context.cancellation->cancelled() ? Cancelled() : absl::OkStatus();
}

absl::Status TooManyPublicCalls(absl::Duration wait) {
  return QuotaExceeded(Reason::kTooManyAttempts, "address",
                       "as many sign-ins, sign-ups and refreshes as it may in a minute",
                       "wait, or call from fewer clients at once", wait);
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

// For gRPC a client stream, of which one message is read.
class UnaryCall final : public ArrivingCall<grpc::ServerReadReactor<grpc::ByteBuffer>> {
 public:
  UnaryCall(Dispatcher& dispatcher, OpenCall call, const UnaryBody& body, grpc::ByteBuffer* response)
      : ArrivingCall(dispatcher, std::move(call)), body_(body), response_(response) {}

 private:
  void Go() override {
    End(Guarded([this]() -> absl::Status {
      const RequestContext& context = *call().context;
      RETURN_IF_ERROR(CheckTime(context));
      google::protobuf::Arena arena(ArenaOfThisThread());
      google::protobuf::Message* const message = body_.request.New(&arena);
      RETURN_IF_ERROR(Read(*message));
      CallAnswer answer{body_.response.New(&arena), std::nullopt};
      RETURN_IF_ERROR(body_.run(context, *message, answer));
      *response_ = answer.encoded.has_value() ? BytesOf(*answer.encoded) : Encode(*answer.message);
      return absl::OkStatus();
    }));
  }

  const UnaryBody& body_;
  grpc::ByteBuffer* const response_;
};

}  // namespace

std::string OwnerOf(const RequestContext& context) {
  const Principal& principal = *context.principal;
  if (principal.tenant.has_value()) return principal.tenant->ToString();
  return principal.user.has_value() ? principal.user->ToString() : NetworkOf(context.client_address);
}

OpenCall Dispatcher::Open(grpc::CallbackServerContext* call, const MethodInfo& method) {
  OpenCall open{call, method, absl::Now(), std::make_shared<RequestContext>()};
  FillContext(*call, open.method, *open.context);
  open.ticket = open_calls_.Enter(call->peer(), open.context->cancellation);
  return open;
}

OpenCall Dispatcher::OpenFileStream(grpc::CallbackServerContext* call, const MethodInfo& method) {
  OpenCall open = Open(call, method);
  open.context->deadline = std::min(open.context->deadline, open.start + options_.max_file_stream);
  return open;
}

absl::StatusOr<bool> Dispatcher::Recognize(const OpenCall& call) {
  if (call.ticket == nullptr) return ShuttingDown();
  RequestContext& context = *call.context;
  RETURN_IF_ERROR(CheckTime(context));
  if (call.method.access == shared::v1::ACCESS_PUBLIC) {
    const absl::Duration wait = public_calls_.Take(context.client_address, call.start);
    if (wait > absl::ZeroDuration()) return TooManyPublicCalls(wait);
  } else {
    ASSIGN_OR_RETURN(const Credentials credentials, CredentialsOf(*call.grpc));
    auto principal = authenticator_.Known(credentials.bearer, credentials.tenant);
    if (principal == nullptr) return false;
    context.principal = std::move(principal);
    RETURN_IF_ERROR(CheckAccess(call.method, *context.principal));
  }
  RETURN_IF_ERROR(CheckPermission(context));
  return true;
}

absl::Status Dispatcher::Enter(const OpenCall& call) {
  RequestContext& context = *call.context;
  RETURN_IF_ERROR(CheckTime(context));
  if (call.method.access != shared::v1::ACCESS_PUBLIC) {
    ASSIGN_OR_RETURN(const Credentials credentials, CredentialsOf(*call.grpc));
    ASSIGN_OR_RETURN(context.principal, authenticator_.Authenticate(credentials.bearer, credentials.tenant, context));
    RETURN_IF_ERROR(CheckAccess(call.method, *context.principal));
  }
  return CheckPermission(context);
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

absl::Status Dispatcher::Submit(const OpenCall& call, std::function<void()> task, std::function<void()> refuse) {
  switch (ExecutorOf(call.method)
              .Submit(OwnerOf(*call.context), std::move(task), std::move(refuse), call.context->deadline)) {
    case Executor::Admission::kFull:
      return Overloaded();
    case Executor::Admission::kTooLate:
      return DeadlineExceeded();
    case Executor::Admission::kAccepted:
      break;
  }
  return absl::OkStatus();
}

void Dispatcher::Continue(const OpenCall& call, std::function<void()> task) {
  ExecutorOf(call.method).Continue(OwnerOf(*call.context), std::move(task));
}

grpc::ServerReadReactor<grpc::ByteBuffer>* Dispatcher::Unary(grpc::CallbackServerContext* call,
                                                             const MethodInfo& method, const UnaryBody& body,
                                                             grpc::ByteBuffer* response) {
  return (new UnaryCall(*this, Open(call, method), body, response))->Start();
}

void Dispatcher::FillContext(grpc::CallbackServerContext& call, const MethodInfo& method, RequestContext& context) {
  context.method = method.name;
  context.permission = method.permission;
  const auto deadline = call.deadline();
  if (deadline != std::chrono::system_clock::time_point::max()) context.deadline = absl::FromChrono(deadline);
  // A stream goes on for longer, and its steps are short.
  const bool stream = method.descriptor->client_streaming() || method.descriptor->server_streaming();
  if (!stream) context.deadline = std::min(context.deadline, absl::Now() + options_.max_call);
  context.request_id = RequestIdOf(Header(call, kRequestIdHeader));
  if (context.request_id.empty()) context.request_id = ids_.NewUuid().ToString();
  context.client_address = AddressOf(call.peer());
  if (!options_.trusted_proxies.empty()) {
    context.client_address =
        options_.trusted_proxies.ClientOf(context.client_address, Headers(call, kForwardedForHeader));
  }
  context.client_network = NetworkOf(context.client_address);
  context.user_agent = UserAgentOf(Header(call, "user-agent"));
  context.trace_id = TraceIdOf(Header(call, "traceparent"));
  call.AddInitialMetadata(std::string(kRequestIdHeader), context.request_id);
}

}  // namespace pipewright::server
