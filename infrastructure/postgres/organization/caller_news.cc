#include "infrastructure/postgres/organization/caller_news.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "infrastructure/postgres/connection/connection_string.h"
#include "infrastructure/postgres/organization/cells.h"

namespace pipewright::postgres {
namespace {

constexpr char kChannel[] = "pipewright_callers";
constexpr absl::string_view kUser = "user ";
constexpr absl::string_view kMembers = "members ";
constexpr int kPauseMilliseconds = 1000;

struct FreeNotice {
  void operator()(PGnotify* notice) const { PQfreemem(notice); }
};

void Notify(WriteSession& session, absl::string_view kind, absl::string_view id) {
  session.Write("select pg_notify($1::text, $2::text)", {std::string(kChannel), absl::StrCat(kind, id)});
}

// A server must not wait for long when it is to stop.
constexpr int kConnectSeconds = 3;

int StopSignal() {
  const int stop = eventfd(0, EFD_CLOEXEC);
  if (stop < 0) std::abort();  // no descriptors at the start of a server
  return stop;
}

}  // namespace

void TellUserChanged(WriteSession& session, const UserId& user) { Notify(session, kUser, user.ToString()); }

void TellMembersChanged(WriteSession& session) { Notify(session, kMembers, session.tenant()); }

CallerNewsListener::CallerNewsListener(const ConnectionOptions& database, organization::CallerNews& news)
    : url_(AsWatchedUrl(database.url, kConnectSeconds).value_or(database.url)),
      news_(news),
      stop_(StopSignal()),
      thread_([this] { Run(); }) {}

CallerNewsListener::~CallerNewsListener() {
  const uint64_t one = 1;
  // Can't fail: the counter is far from full.
  if (write(stop_, &one, sizeof one) != sizeof one) std::abort();
  thread_.join();
  close(stop_);
}

bool CallerNewsListener::Wait(int socket, int milliseconds) const {
  pollfd awaited[] = {{stop_, POLLIN, 0}, {socket, POLLIN, 0}};
  while (poll(awaited, socket < 0 ? 1 : 2, milliseconds) < 0 && errno == EINTR) continue;
  return awaited[0].revents != 0;
}

void CallerNewsListener::Run() {
  do {
    const absl::StatusOr<LibpqConnection> connection = Connect(url_);
    if (!connection.ok() || !Execute(connection->get(), absl::StrCat("listen ", kChannel)).ok()) continue;
    // Whatever was told before it listened.
    news_.MayHaveMissed();
    listening_ = true;
    Follow(connection->get());
    listening_ = false;
  } while (!Wait(-1, kPauseMilliseconds));
}

void CallerNewsListener::Follow(PGconn* connection) {
  do {
    if (PQconsumeInput(connection) == 0) return;
    while (const auto notice = std::unique_ptr<PGnotify, FreeNotice>(PQnotifies(connection))) Tell(notice->extra);
  } while (!Wait(PQsocket(connection), -1));
}

void CallerNewsListener::Tell(absl::string_view notice) {
  if (absl::ConsumePrefix(&notice, kUser)) {
    if (const auto user = UserId::Parse(notice); user.ok()) return news_.UserChanged(*user);
  } else if (absl::ConsumePrefix(&notice, kMembers)) {
    if (const auto tenant = TenantId::Parse(notice); tenant.ok()) return news_.MembersChanged(*tenant);
  }
  // Of a later server, that knows more kinds of changes.
  news_.MayHaveMissed();
}

}  // namespace pipewright::postgres
