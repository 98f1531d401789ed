// The calls that are under way, for an orderly end of the process.
#pragma once

#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <set>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "application/shared/call/cancellation.h"

namespace pipewright::server {

// kUnavailable / SHUTTING_DOWN.
absl::Status ShuttingDown();

// Thread safe. Outlives the tickets.
class OpenCalls {
 public:
  // A call's, from its arrival until its answer has been written.
  using Ticket = std::shared_ptr<const void>;

  // Null when no call is taken any more. `peer` as gRPC tells it: "ipv4:127.0.0.1:51234".
  Ticket Enter(absl::string_view peer, std::shared_ptr<Cancellation> cancellation);

  // From now on no call is taken.
  void Close();
  bool closed() const;

  // Waits until none is under way; false when some are at `deadline`.
  bool WaitUntilNone(absl::Time deadline);
  // The ports of the clients whose calls are under way: those that still need their connections.
  std::set<int> ClientPorts() const;

  // Gives up those that are under way: what they wait for is interrupted, and their clients are told that the server
  // stops.
  void Interrupt();
  bool interrupted() const;

 private:
  struct Entry {
    int client_port;
    std::shared_ptr<Cancellation> cancellation;
  };

  mutable std::mutex mutex_;
  std::condition_variable none_;
  std::list<Entry> entries_;
  bool closed_ = false;
  bool interrupted_ = false;
};

}  // namespace pipewright::server
