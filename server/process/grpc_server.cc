#include "server/process/grpc_server.h"

#include <grpc/support/log.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "domain/shared/status_macros.h"
#include "server/process/logging.h"
#include "server/process/tls.h"
#include "server/rpc/method_registry.h"

namespace pipewright::server {
namespace {

constexpr int kMaxConcurrentStreams = 1000;

struct HostAndPort {
  std::string host;
  std::string port;
};

// "127.0.0.1:7443", "[::1]:7443", "localhost:7443".
HostAndPort Split(const std::string& listen) {
  const size_t colon = listen.rfind(':');
  if (colon == std::string::npos) return {listen, ""};
  std::string host = listen.substr(0, colon);
  if (host.size() > 1 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  return {host, listen.substr(colon + 1)};
}

// gRPC writes to standard error by itself, also about what we report better, and names clients' addresses.
void LogOfGrpc(gpr_log_func_args* message) { LogDebug(message->message); }

// gRPC doesn't say why it can't listen; trying once more by hand does.
std::string WhyNot(const std::string& listen) {
  const HostAndPort address = Split(listen);
  addrinfo hints{};
  hints.ai_flags = AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (address.port.empty() || getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &found) != 0) {
    return "it is no address: give host:port";
  }
  const int fd = socket(found->ai_family, found->ai_socktype, found->ai_protocol);
  const int one = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  const bool possible = bind(fd, found->ai_addr, found->ai_addrlen) == 0 && ::listen(fd, 1) == 0;
  const int error = possible ? 0 : errno;
  close(fd);
  freeaddrinfo(found);
  switch (error) {
    case 0:
      return "gRPC can't listen there";
    case EADDRINUSE:
      return "the port is taken by another program";
    case EADDRNOTAVAIL:
      return "the address isn't one of this machine";
    case EACCES:
      return "this user may not use the port";
    default:
      return std::strerror(error);
  }
}

std::chrono::system_clock::time_point FromNow(absl::Duration duration) {
  return std::chrono::system_clock::now() + absl::ToChronoMilliseconds(duration);
}

}  // namespace

bool IsLoopback(const std::string& listen) {
  const std::string host = Split(listen).host;
  return host == "localhost" || host == "::1" || absl::StartsWith(host, "127.") || absl::StartsWith(listen, "unix:");
}

absl::StatusOr<std::unique_ptr<GrpcServer>> GrpcServer::Start(const GrpcServerOptions& options,
                                                              const std::vector<grpc::Service*>& services) {
  gpr_set_log_function(&LogOfGrpc);
  static const bool reflection = [] {
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    return true;
  }();
  static_cast<void>(reflection);

  ASSIGN_OR_RETURN(const std::shared_ptr<grpc::ServerCredentials> credentials, CredentialsFrom(options.tls));
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(options.listen, credentials, &port);
  auto health = std::make_unique<HealthService>(PublishedServices());
  builder.RegisterService(health.get());
  for (grpc::Service* service : services) builder.RegisterService(service);
  builder.SetMaxReceiveMessageSize(kLargestRequestBytes);
  // By default two servers may share a port, and each would get half of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxConcurrentStreams);
  // Finds out about clients that vanished without a word; lets clients do the same.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    return absl::UnavailableError(absl::StrCat("Can't listen on ", options.listen, ": ", WhyNot(options.listen),
                                               ". Give another address with --listen."));
  }
  return std::unique_ptr<GrpcServer>(new GrpcServer(std::move(health), std::move(server), port));
}

GrpcServer::~GrpcServer() { Drain(absl::ZeroDuration()); }

void GrpcServer::Drain(absl::Duration grace) {
  health_->End();
  server_->Shutdown(FromNow(grace));
  server_->Wait();
}

}  // namespace pipewright::server
