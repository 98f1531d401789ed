#include "infrastructure/postgres/connection/pool.h"

#include <algorithm>
#include <utility>

#include "domain/shared/errors.h"

namespace pipewright::postgres {
namespace {

absl::Status NoneInTime() {
  ErrorDetails details;
  details.reason = Reason::kDeadlineExceeded;
  return MakeError(absl::StatusCode::kDeadlineExceeded, "no database connection came free before the deadline",
                   details);
}

}  // namespace

Pool::Pool(ConnectionOptions options, int size) : options_(std::move(options)), size_(size) {}

Pool::Lease::~Lease() {
  if (connection_ != nullptr) pool_->Return(std::move(connection_));
}

std::unique_ptr<Connection> Pool::TakeIdle(const std::optional<TenantId>& tenant) {
  if (idle_.empty()) return nullptr;
  const bool any_will_do = options_.tenant_setting == TenantSetting::kTransaction;
  const auto chosen = std::find_if(idle_.rbegin(), idle_.rend(), [&](const std::unique_ptr<Connection>& connection) {
    return any_will_do || connection->session_tenant() == tenant;
  });
  // A new connection is better than taking another tenant's, while there is room.
  if (chosen == idle_.rend() && open_ < size_) return nullptr;
  // No one's: take the one that rested longest, so that warm ones stay with their tenants.
  const auto at = chosen == idle_.rend() ? idle_.begin() : std::prev(chosen.base());
  std::unique_ptr<Connection> connection = std::move(*at);
  idle_.erase(at);
  return connection;
}

absl::StatusOr<Pool::Lease> Pool::Acquire(const std::optional<TenantId>& tenant, absl::Time deadline) {
  std::unique_lock lock(mutex_);
  const auto available = [this] { return !idle_.empty() || open_ < size_; };
  if (deadline == absl::InfiniteFuture()) {
    returned_.wait(lock, available);
  } else if (!returned_.wait_until(lock, absl::ToChronoTime(deadline), available)) {
    return NoneInTime();
  }
  std::vector<std::unique_ptr<Connection>> lost;  // closed without the lock
  while (std::unique_ptr<Connection> connection = TakeIdle(tenant)) {
    if (!connection->LostWhileIdle()) return Lease(this, std::move(connection));
    --open_;
    lost.push_back(std::move(connection));
  }
  ++open_;
  lock.unlock();
  lost.clear();
  auto opened = Connection::Open(options_);
  if (!opened.ok()) {
    lock.lock();
    --open_;
    returned_.notify_one();
    return opened.status();
  }
  return Lease(this, *std::move(opened));
}

void Pool::Return(std::unique_ptr<Connection> connection) {
  connection->Rollback();
  std::vector<std::unique_ptr<Connection>> closing;
  {
    const std::lock_guard lock(mutex_);
    if (connection->broken() || connection->worn_out()) {
      --open_;
      if (connection->broken()) {
        // The server went away: the idle ones are dead as well, so that one call meets the loss and not each.
        open_ -= static_cast<int>(idle_.size());
        closing = std::move(idle_);
        idle_.clear();
      }
      closing.push_back(std::move(connection));
    } else {
      idle_.push_back(std::move(connection));
    }
  }
  returned_.notify_one();
}

int Pool::in_use() const {
  const std::lock_guard lock(mutex_);
  return open_ - static_cast<int>(idle_.size());
}

}  // namespace pipewright::postgres
