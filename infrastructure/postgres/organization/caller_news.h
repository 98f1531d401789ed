// How servers hear at once what another one has committed about callers: by LISTEN and NOTIFY, which take no table and
// no round trip of their own. Not a promise: whoever misses a notice learns the same when what it knows is too old.
#pragma once

#include <atomic>
#include <string>
#include <thread>

#include "absl/strings/string_view.h"
#include "application/organization/caller_cache.h"
#include "domain/shared/id.h"
#include "infrastructure/postgres/connection/connection.h"
#include "infrastructure/postgres/connection/libpq.h"
#include "infrastructure/postgres/write/write_session.h"

namespace pipewright::postgres {

// Queue the notice with the change that it tells of: it goes out when that is committed, and not if it isn't.
void TellUserChanged(WriteSession& session, const UserId& user);
// Of the session's tenant.
void TellMembersChanged(WriteSession& session);

// Listens on a thread and a connection of its own, again and again when that breaks.
class CallerNewsListener {
 public:
  // `news` outlives it. Begins at once; a database that is away is waited for.
  CallerNewsListener(const ConnectionOptions& database, organization::CallerNews& news);
  // Waits for a connection that is being made, a few seconds at most.
  ~CallerNewsListener();
  CallerNewsListener(const CallerNewsListener&) = delete;
  CallerNewsListener& operator=(const CallerNewsListener&) = delete;

  // Whether news come in at once. For metrics.
  bool listening() const { return listening_.load(std::memory_order_relaxed); }

 private:
  void Run();
  // Until the connection breaks or the listener is to end.
  void Follow(PGconn* connection);
  void Tell(absl::string_view notice);
  // Waits until it is to end, or until the socket (-1: none) can be read, or the time is over (-1: never). True when it
  // is to end.
  bool Wait(int socket, int milliseconds) const;

  const std::string url_;
  organization::CallerNews& news_;
  const int stop_;  // an eventfd
  std::atomic<bool> listening_ = false;
  std::thread thread_;
};

}  // namespace pipewright::postgres
