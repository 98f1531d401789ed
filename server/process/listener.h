// The server's own way in: it accepts connections and hands them to gRPC, within budgets of its own.
//
// gRPC 1.51 accepts nothing more once descriptors have run out, not even when they are free again, and counts
// connections of nobody. So a stranger with many silent connections would make the server deaf for good.
#pragma once

#include <grpcpp/server_builder.h>
#include <sys/socket.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"
#include "server/process/kept_out.h"
#include "server/process/reset_watch.h"

namespace pipewright::server {

struct ConnectionLimits {
  // In all; 0: as many as the process may have files, less what it needs besides. Each takes two.
  int connections = 0;
  // Of one address (of IPv6: of one /64 network); 0: half of them all. Behind a proxy every client has the same one.
  int connections_per_address = 0;
  // Calls that a connection may have at once.
  int calls_per_connection = 256;
};

// Raises the limit of open files to what the process may have at most; returns what it is then.
int64_t RaiseFileLimit();

// Thread safe. Whoever comes in beyond a budget is let go at once, with a reset. A connection that resets too many
// calls (reset_watch.h) is ended, and its address kept out for a while (kept_out.h); the others that the address has go
// on, until one of them does the same. An address that may have all connections is a proxy's, which isn't kept out: the
// innocent come through it, too.
class Listener {
 public:
  // Binds "host:port" (port 0: any free one), on all addresses of the host. kUnavailable, with the way out.
  static absl::StatusOr<std::unique_ptr<Listener>> Bind(const std::string& listen, const ConnectionLimits& limits);
  // Lets nobody in any more. Connections go on: they are gRPC's.
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  int port() const { return port_; }
  // Lets clients in from now on. `acceptor` belongs to a server that has started.
  void Start(std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor);
  void Stop();
  // After Stop: ends each connection whose client's port isn't one of `but`, behind what was written to it: clients
  // read that, then the end. Returns how many clients haven't ended theirs yet. One thread at a time.
  int64_t EndConnections(const std::set<int>& but);

  // For metrics: connections now; since the beginning, those that weren't let in, and those that were ended for the
  // calls that they had reset.
  int64_t connections() const { return connections_; }
  int64_t refused() const { return refused_; }
  int64_t cut_off() const { return cut_off_; }

 private:
  using Address = std::string;
  struct Watched {
    Address budget;
    std::string peer;  // PeerKey
  };

  explicit Listener(ConnectionLimits limits);

  // Listens on an address besides; otherwise an errno.
  int Add(const sockaddr_storage& address, socklen_t size);
  void Work();
  // False when no descriptor is left even to let somebody go: then it is too early to try again.
  bool Accept(int listener);
  // Takes a connection that no descriptor is left for, to let it go. False when that isn't possible, either.
  bool TurnAway(int listener);
  void Admit(int listener, int connection, const sockaddr_storage& address);
  void Forget(int watched);
  // Ends the connections that reset too many calls, and all of an address that is kept out for that already.
  void CutOff(absl::Time now);
  void Listen(bool listen);

  const ConnectionLimits limits_;
  int port_ = 0;
  std::vector<int> listeners_;
  int poll_ = -1;
  int stop_ = -1;
  int spare_ = -1;  // given up when no other descriptor is left
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor_;
  std::thread thread_;
  // Only of the thread's, until it has ended. The watched descriptors are duplicates of those that gRPC has: what it
  // closes, it shuts down first, which shows there.
  std::unordered_map<int, Watched> watched_;
  std::map<Address, int> by_address_;
  ResetWatch resets_;
  KeptOut kept_out_;
  std::atomic<int64_t> connections_ = 0;
  std::atomic<int64_t> refused_ = 0;
  std::atomic<int64_t> cut_off_ = 0;
};

}  // namespace pipewright::server
