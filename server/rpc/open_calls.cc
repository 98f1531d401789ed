#include "server/rpc/open_calls.h"

#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "domain/shared/errors.h"

namespace pipewright::server {

absl::Status ShuttingDown() {
  return Unavailable(Reason::kShuttingDown, "the server is stopping; try again, at another if there is one",
                     absl::Milliseconds(500));
}

OpenCalls::Ticket OpenCalls::Enter(absl::string_view peer, std::shared_ptr<Cancellation> cancellation) {
  // Of a caller in the same process, or on a socket in the file system, there is none.
  int port = 0;
  if (!absl::SimpleAtoi(peer.substr(peer.rfind(':') + 1), &port)) port = 0;
  const std::lock_guard lock(mutex_);
  if (closed_) return nullptr;
  const auto entry = entries_.insert(entries_.end(), {port, std::move(cancellation)});
  return Ticket(&*entry, [this, entry](const void*) {
    const std::lock_guard guard(mutex_);
    entries_.erase(entry);
    if (closed_ && entries_.empty()) none_.notify_all();
  });
}

void OpenCalls::Close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
}

bool OpenCalls::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

bool OpenCalls::WaitUntilNone(absl::Time deadline) {
  std::unique_lock lock(mutex_);
  return none_.wait_until(lock, absl::ToChronoTime(deadline), [this] { return entries_.empty(); });
}

std::set<int> OpenCalls::ClientPorts() const {
  const std::lock_guard lock(mutex_);
  std::set<int> ports;
  for (const Entry& entry : entries_) ports.insert(entry.client_port);
  return ports;
}

void OpenCalls::Interrupt() {
  std::vector<std::shared_ptr<Cancellation>> left;
  {
    const std::lock_guard lock(mutex_);
    interrupted_ = true;
    left.reserve(entries_.size());
    for (const Entry& entry : entries_) left.push_back(entry.cancellation);
  }
  // Each may take milliseconds.
  for (const auto& cancellation : left) cancellation->Cancel();
}

bool OpenCalls::interrupted() const {
  const std::lock_guard lock(mutex_);
  return interrupted_;
}

}  // namespace pipewright::server
