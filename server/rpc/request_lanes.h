// Where requests wait to be received and to be read, by their kind, so that none of these keeps another out:
// strangers', those about one record, and those that hold many.
#pragma once

#include <functional>
#include <string>

#include "absl/time/time.h"
#include "server/rpc/method_registry.h"
#include "server/rpc/patience.h"
#include "server/rpc/request_memory.h"

namespace pipewright::server {

// What all requests of a process may take, from their first byte until they are read; one owner's are at most a half.
struct RequestLaneLimits {
  size_t strangers_bytes = size_t{4} << 20;
  size_t one_bytes = size_t{32} << 20;
  size_t many_bytes = size_t{48} << 20;
  size_t many_memory = size_t{48} << 20;  // of what is read from them
  size_t waiting = 1024;                  // calls of one kind
  absl::Duration strangers_patience = absl::Seconds(10);
  absl::Duration patience = absl::Seconds(30);
  // For a stream's next message: its coming, or its being taken.
  absl::Duration stream_patience = absl::Minutes(2);
};

// Thread safe. Outlives the shares and watches.
class RequestLanes {
 public:
  explicit RequestLanes(const RequestLaneLimits& limits);

  // Calls `granted` once there is room to receive a request of the method; false when too many wait for that.
  bool Receive(const MethodInfo& method, const std::string& owner, RequestMemory::Granted granted);
  // The same to read one that has `bytes`. For a small one no room is asked for: there are no more than threads.
  bool Read(const MethodInfo& method, const std::string& owner, size_t bytes, RequestMemory::Granted granted);

  // From asking for a request until it is there.
  Patience& PatienceWith(const MethodInfo& method);
  absl::Duration PatienceTime(const MethodInfo& method) const;
  // From one message of a stream to the next.
  Patience& stream_patience() { return stream_patience_; }

  // For metrics: bytes of memory that requests may take now.
  size_t taken() const { return strangers_.taken() + one_.taken() + many_.taken() + reading_.taken(); }

 private:
  RequestMemory& Of(const MethodInfo& method);

  const RequestLaneLimits limits_;
  RequestMemory strangers_;
  RequestMemory one_;
  RequestMemory many_;
  RequestMemory reading_;
  Patience strangers_patience_;
  Patience patience_;
  Patience stream_patience_;
};

}  // namespace pipewright::server
