// The gRPC endpoint: transport security, health, reflection, limits, and an orderly end.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/process/health_service.h"
#include "server/process/listener.h"
#include "server/process/reflection_service.h"
#include "server/rpc/open_calls.h"

namespace pipewright::server {

struct TlsFiles {
  std::string certificate;  // PEM, with its chain; empty: plaintext
  std::string key;          // PEM
  std::string client_ca;    // PEM; when given, a client must show a certificate of it
};

struct ConnectionTimes {
  // From the connection to the client's settings: then it is let go.
  absl::Duration handshake = absl::Seconds(10);
  // Without a call: then the client is told to connect anew when it needs to.
  absl::Duration idle = absl::Minutes(10);
  // The same after so long, a tenth more or less; calls that run, and streams, go on to their own end.
  absl::Duration age = absl::Hours(1);
};

struct GrpcServerOptions {
  std::string listen = "127.0.0.1:7443";  // port 0: any free one
  TlsFiles tls;
  // Not of a socket in the file system ("unix:/path"), which only this machine reaches.
  ConnectionLimits connections = {};
  ConnectionTimes times = {};
  // Whether the API is described to whoever asks.
  bool reflection = true;
};

class GrpcServer {
 public:
  // Listens and serves. Health begins as NOT_SERVING. The services outlive it.
  //
  // kUnavailable: the address can't be listened on; kInvalidArgument: a TLS file is missing or wrong. One line each,
  // with the way out.
  static absl::StatusOr<std::unique_ptr<GrpcServer>> Start(const GrpcServerOptions& options,
                                                           const std::vector<grpc::Service*>& services);
  ~GrpcServer();

  // What the health service answers, for the server as a whole ("") and for each published service. Thread safe.
  void SetServing(bool serving) { health_->SetServing(serving); }

  int port() const { return listener_ == nullptr ? 0 : listener_->port(); }
  // Connections now; since the start, those that weren't let in because there were too many or their address had done
  // harm, and those that were ended because they had reset too many calls.
  int64_t connections() const { return listener_ == nullptr ? 0 : listener_->connections(); }
  int64_t connections_refused() const { return listener_ == nullptr ? 0 : listener_->refused(); }
  int64_t connections_cut_off() const { return listener_ == nullptr ? 0 : listener_->cut_off(); }

  // For clients in the same process.
  std::shared_ptr<grpc::Channel> InProcessChannel() { return server_->InProcessChannel({}); }

  // Health turns NOT_SERVING and its watchers are let go. Then no call is taken: new ones are UNAVAILABLE /
  // SHUTTING_DOWN, and who has none under way loses the connection, so that it looks for another server. Those that run
  // get up to `grace`; the rest is interrupted and answers the same. What `calls` doesn't count (reflection) ends with
  // the connection.
  //
  // gRPC's own shutdown comes when nobody is left: it ends what arrives during it with a bare CANCELLED.
  void Drain(absl::Duration grace, OpenCalls& calls);

 private:
  GrpcServer(std::unique_ptr<HealthService> health, std::unique_ptr<ReflectionService> reflection,
             std::unique_ptr<grpc::Server> server, std::unique_ptr<Listener> listener)
      : health_(std::move(health)),
        reflection_(std::move(reflection)),
        server_(std::move(server)),
        listener_(std::move(listener)) {}
  // Waits until `calls` are none, or until `deadline`; meanwhile who has none loses the connection.
  void WaitForCalls(OpenCalls& calls, absl::Time deadline);
  void ShutDown();

  const std::unique_ptr<HealthService> health_;
  const std::unique_ptr<ReflectionService> reflection_;  // null: none
  const std::unique_ptr<grpc::Server> server_;
  const std::unique_ptr<Listener> listener_;
};

// Whether an address to listen on is reachable from this machine only.
bool IsLoopback(const std::string& listen);

}  // namespace pipewright::server
