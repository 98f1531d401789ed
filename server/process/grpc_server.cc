#include "server/process/grpc_server.h"

#include <grpcpp/resource_quota.h>

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "domain/shared/status_macros.h"
#include "server/process/host_and_port.h"
#include "server/process/library_logs.h"
#include "server/process/tls.h"
#include "server/rpc/method_registry.h"

namespace pipewright::server {
namespace {

// What a stream may bring before its message is asked for.
constexpr int kUnaskedBytes = 65'535;
// Of what gRPC holds for all connections; beyond it ends streams, whosever they are. What the server asks for is
// bounded below that (rpc/request_lanes.h); only a message that goes on beyond what was asked for can come so far.
constexpr size_t kBuffers = size_t{256} << 20;

// What interrupted calls get to say so, and clients to end their connections.
constexpr absl::Duration kLastWords = absl::Seconds(2);
constexpr absl::Duration kFarewell = absl::Seconds(1);
constexpr absl::Duration kLookEvery = absl::Milliseconds(20);

bool IsSocketPath(const std::string& listen) { return absl::StartsWith(listen, "unix:"); }

std::chrono::system_clock::time_point FromNow(absl::Duration duration) {
  return std::chrono::system_clock::now() + absl::ToChronoMilliseconds(duration);
}

int Milliseconds(absl::Duration duration) { return static_cast<int>(absl::ToInt64Milliseconds(duration)); }

}  // namespace

bool IsLoopback(const std::string& listen) {
  const std::string host = SplitHostAndPort(listen).host;
  return host == "localhost" || host == "::1" || absl::StartsWith(host, "127.") || IsSocketPath(listen);
}

absl::StatusOr<std::unique_ptr<GrpcServer>> GrpcServer::Start(const GrpcServerOptions& options,
                                                              const std::vector<grpc::Service*>& services) {
  RouteLibraryLogs();
  ASSIGN_OR_RETURN(const std::shared_ptr<grpc::ServerCredentials> credentials, CredentialsFrom(options.tls));
  grpc::ServerBuilder builder;
  std::unique_ptr<Listener> listener;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor;
  if (IsSocketPath(options.listen)) {
    // Whoever reaches the file is no stranger.
    builder.AddListeningPort(options.listen, credentials);
  } else {
    ASSIGN_OR_RETURN(listener, Listener::Bind(options.listen, options.connections));
    using Type = grpc::ServerBuilder::experimental_type::ExternalConnectionType;
    acceptor = builder.experimental().AddExternalConnectionAcceptor(Type::FROM_FD, credentials);
  }
  std::vector<std::string> names = PublishedServices();
  auto health = std::make_unique<HealthService>(names);
  names.emplace_back("grpc.health.v1.Health");
  auto reflection = options.reflection ? std::make_unique<ReflectionService>(std::move(names)) : nullptr;
  builder.RegisterService(health.get());
  if (reflection != nullptr) builder.RegisterService(reflection.get());
  for (grpc::Service* service : services) builder.RegisterService(service);
  builder.SetMaxReceiveMessageSize(kLargestRequestBytes);
  builder.SetResourceQuota(grpc::ResourceQuota("server").Resize(kBuffers));
  // A few kilobytes can unfold to gigabytes, and gRPC unfolds them before it looks at their size.
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  // Otherwise gRPC lets each stream bring megabytes, asked for or not.
  builder.AddChannelArgument(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, kUnaskedBytes);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, Milliseconds(options.times.handshake));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, Milliseconds(options.times.idle));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, Milliseconds(options.times.age));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, options.connections.calls_per_connection);
  // Finds out about clients that vanished without a word; lets clients do the same.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) {
    return absl::UnavailableError(
        absl::StrCat("Can't listen on ", options.listen, ". Give another address with --listen."));
  }
  if (listener != nullptr) listener->Start(std::move(acceptor));
  return std::unique_ptr<GrpcServer>(
      new GrpcServer(std::move(health), std::move(reflection), std::move(server), std::move(listener)));
}

GrpcServer::~GrpcServer() { ShutDown(); }

void GrpcServer::Drain(absl::Duration grace, OpenCalls& calls) {
  health_->End();
  calls.Close();
  if (listener_ != nullptr) listener_->Stop();
  health_->WaitForWatchers(absl::Now() + kFarewell);
  WaitForCalls(calls, absl::Now() + grace);
  calls.Interrupt();
  WaitForCalls(calls, absl::Now() + kLastWords);
  // Nobody is waited for any more but for the client's side of the connection.
  const absl::Time deadline = absl::Now() + kFarewell;
  while (listener_ != nullptr && listener_->EndConnections({}) > 0 && absl::Now() < deadline) {
    absl::SleepFor(kLookEvery);
  }
  ShutDown();
}

void GrpcServer::WaitForCalls(OpenCalls& calls, absl::Time deadline) {
  do {
    if (listener_ != nullptr) listener_->EndConnections(calls.ClientPorts());
  } while (!calls.WaitUntilNone(std::min(deadline, absl::Now() + kLookEvery)) && absl::Now() < deadline);
}

void GrpcServer::ShutDown() {
  health_->End();
  if (listener_ != nullptr) listener_->Stop();
  server_->Shutdown(FromNow(absl::ZeroDuration()));
  server_->Wait();
}

}  // namespace pipewright::server
