// A bounded pool of connections.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "domain/shared/id.h"
#include "infrastructure/postgres/connection/connection.h"

namespace pipewright::postgres {

// Thread safe. Must outlive its leases.
class Pool {
 public:
  // At most `size` connections, opened when first needed.
  Pool(ConnectionOptions options, int size);

  // A connection lent to one thread; goes back (rolled back, if need be) at the end of its life.
  class Lease {
   public:
    Lease(Pool* pool, std::unique_ptr<Connection> connection) : pool_(pool), connection_(std::move(connection)) {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_.get(); }

   private:
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  // Prefers a connection whose session is that tenant's already, and gives none that the server has ended: a database
  // that was away and is back costs nobody a call. kUnavailable when it is away, kDeadlineExceeded when none came free
  // in time.
  absl::StatusOr<Lease> Acquire(const std::optional<TenantId>& tenant, absl::Time deadline);

  int size() const { return size_; }
  int in_use() const;

 private:
  void Return(std::unique_ptr<Connection> connection);
  // One that is idle; null when a new one is better. The lock is held.
  std::unique_ptr<Connection> TakeIdle(const std::optional<TenantId>& tenant);

  const ConnectionOptions options_;
  const int size_;
  mutable std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Connection>> idle_;  // the last used at the back
  int open_ = 0;                                   // idle and lent
};

}  // namespace pipewright::postgres
