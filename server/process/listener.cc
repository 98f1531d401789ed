#include "server/process/listener.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "domain/shared/status_macros.h"
#include "server/process/host_and_port.h"
#include "server/process/logging.h"
#include "server/process/socket_address.h"

namespace pipewright::server {
namespace {

constexpr int kBacklog = 1024;
// Files that aren't connections: the database's, contents, logs, gRPC's own.
constexpr int64_t kOtherFiles = 256;
constexpr int kMostConnections = 50'000;
constexpr int kPauseMs = 100;
// For calls that are reset. A look may take long where connections are many: it gets a tenth of its thread's time.
constexpr int kLookMs = 100;
constexpr int kLooksShare = 10;
constexpr int kEventsAtOnce = 256;
// Of one turn: others than those who come in want to be seen, too.
constexpr int kAcceptedAtOnce = 64;
constexpr unsigned kUserTimeoutMs = 20'000;  // as gRPC's own

std::string WhyNot(int error) {
  switch (error) {
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

// Of a clock that nobody sets.
absl::Time Ticks() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return absl::TimeFromTimespec(now);
}

void Watch(int poll, int fd, uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
}

int ClientPort(int connection) {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  if (getpeername(connection, reinterpret_cast<sockaddr*>(&peer), &size) != 0) return -1;
  return ntohs(peer.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(peer).sin6_port
                                          : reinterpret_cast<const sockaddr_in&>(peer).sin_port);
}

// Its end comes at once and takes along what was not read or sent, not after the client has read and agreed.
void EndAbruptly(int connection) {
  const linger at_once = {1, 0};
  setsockopt(connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void Reset(int connection) {
  EndAbruptly(connection);
  close(connection);
}

// One that gRPC has: it sees the end, and closes it.
void ShutDown(int watched) {
  EndAbruptly(watched);
  shutdown(watched, SHUT_RDWR);
}

ConnectionLimits Settled(ConnectionLimits limits) {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  const auto room = std::max<int64_t>(16, (static_cast<int64_t>(files.rlim_cur) - kOtherFiles) / 2);
  const int most = static_cast<int>(std::min<int64_t>(room, kMostConnections));
  if (limits.connections <= 0 || limits.connections > most) limits.connections = most;
  if (limits.connections_per_address <= 0) limits.connections_per_address = std::max(1, limits.connections / 2);
  return limits;
}

}  // namespace

int64_t RaiseFileLimit() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return 0;
  const rlim_t before = files.rlim_cur;
  files.rlim_cur = files.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &files) != 0) return static_cast<int64_t>(before);
  return static_cast<int64_t>(files.rlim_cur);
}

Listener::Listener(ConnectionLimits limits)
    : limits_(Settled(limits)),
      poll_(epoll_create1(EPOLL_CLOEXEC)),
      stop_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      spare_(open("/dev/null", O_RDONLY | O_CLOEXEC)),
      resets_(limits.calls_per_connection) {}

absl::StatusOr<std::unique_ptr<Listener>> Listener::Bind(const std::string& listen, const ConnectionLimits& limits) {
  const auto cannot = [&](absl::string_view why) {
    return absl::UnavailableError(
        absl::StrCat("Can't listen on ", listen, ": ", why, ". Give another address with --listen."));
  };
  const HostAndPort asked = SplitHostAndPort(listen);
  addrinfo hints{};
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  int asked_port = -1;
  if (asked.host.empty() || !absl::SimpleAtoi(asked.port, &asked_port) || asked_port < 0 || asked_port > 0xFFFF ||
      getaddrinfo(asked.host.c_str(), asked.port.c_str(), &hints, &found) != 0) {
    return cannot("it is no address: give host:port");
  }
  const absl::Cleanup free_found = [found] { freeaddrinfo(found); };
  std::unique_ptr<Listener> listener(new Listener(limits));
  if (listener->poll_ < 0 || listener->stop_ < 0) return cannot(WhyNot(errno));
  int error = EADDRNOTAVAIL;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    sockaddr_storage address{};
    std::memcpy(&address, one->ai_addr, one->ai_addrlen);
    // Any free port is one for all addresses.
    if (listener->port_ != 0) {
      auto& port = one->ai_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(address).sin6_port
                                              : reinterpret_cast<sockaddr_in&>(address).sin_port;
      port = htons(static_cast<uint16_t>(listener->port_));
    }
    const int failed = listener->Add(address, one->ai_addrlen);
    // A name may have an address of a family that this machine hasn't got.
    if (failed != 0 && failed != EADDRNOTAVAIL && failed != EAFNOSUPPORT) return cannot(WhyNot(failed));
    if (failed != 0) error = failed;
  }
  if (listener->listeners_.empty()) return cannot(WhyNot(error));
  return listener;
}

int Listener::Add(const sockaddr_storage& address, socklen_t size) {
  const int fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return errno;
  const int one = 1;
  // Not SO_REUSEPORT: two servers would share the port, and each would get half of the calls.
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  // "::" takes IPv4 as well, as gRPC would have it.
  const int zero = 0;
  if (address.ss_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof zero);
  sockaddr_storage bound{};
  socklen_t bound_size = sizeof bound;
  if (bind(fd, reinterpret_cast<const sockaddr*>(&address), size) != 0 || listen(fd, kBacklog) != 0 ||
      getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &bound_size) != 0) {
    const int error = errno;
    close(fd);
    return error;
  }
  port_ = ntohs(bound.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(bound).sin6_port
                                            : reinterpret_cast<const sockaddr_in&>(bound).sin_port);
  listeners_.push_back(fd);
  return 0;
}

Listener::~Listener() {
  Stop();
  for (const auto& [watched, address] : watched_) close(watched);
  for (const int fd : {spare_, stop_, poll_}) {
    if (fd >= 0) close(fd);
  }
}

void Listener::Start(std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor) {
  acceptor_ = std::move(acceptor);
  Watch(poll_, stop_, EPOLLIN);
  for (const int listener : listeners_) Watch(poll_, listener, EPOLLIN);
  thread_ = std::thread([this] { Work(); });
}

void Listener::Stop() {
  if (thread_.joinable()) {
    eventfd_write(stop_, 1);
    thread_.join();
  }
  for (const int listener : std::exchange(listeners_, {})) close(listener);
}

int64_t Listener::EndConnections(const std::set<int>& but) {
  std::vector<int> gone;
  for (const auto& [watched, whose] : watched_) {
    pollfd state{watched, 0, 0};  // its end shows always
    if (poll(&state, 1, 0) == 1) {
      gone.push_back(watched);
    } else if (!but.contains(ClientPort(watched))) {
      shutdown(watched, SHUT_WR);
    }
  }
  for (const int watched : gone) Forget(watched);
  return connections_;
}

void Listener::Work() {
  bool paused = false;
  absl::Time next_look = Ticks();
  for (;;) {
    epoll_event events[kEventsAtOnce];
    const int count = epoll_wait(poll_, events, kEventsAtOnce, paused ? kPauseMs : watched_.empty() ? -1 : kLookMs);
    if (std::exchange(paused, false)) Listen(true);
    // First those that have gone: they make room.
    for (int i = 0; i < count; ++i) {
      if (events[i].data.fd == stop_) return;
      if (watched_.contains(events[i].data.fd)) Forget(events[i].data.fd);
    }
    for (int i = 0; i < count && !paused; ++i) {
      const int fd = events[i].data.fd;
      if (std::find(listeners_.begin(), listeners_.end(), fd) != listeners_.end()) paused = !Accept(fd);
    }
    if (paused) Listen(false);
    if (const absl::Time now = Ticks(); now >= next_look) {
      CutOff(now);
      next_look = now + std::max(absl::Milliseconds(kLookMs), kLooksShare * (Ticks() - now));
    }
  }
}

void Listener::Listen(bool listen) {
  for (const int listener : listeners_) {
    epoll_event event{};
    if (listen) event.events = EPOLLIN;
    event.data.fd = listener;
    epoll_ctl(poll_, EPOLL_CTL_MOD, listener, &event);
  }
}

bool Listener::Accept(int listener) {
  for (int i = 0; i < kAcceptedAtOnce; ++i) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    const int connection =
        accept4(listener, reinterpret_cast<sockaddr*>(&address), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (connection >= 0) {
      Admit(listener, connection, address);
      continue;
    }
    switch (errno) {
      case EAGAIN:
        return true;
      case EMFILE:
      case ENFILE:
      case ENOBUFS:
      case ENOMEM:
        if (!TurnAway(listener)) return false;
        break;
      default:
        break;  // of that connection alone
    }
  }
  return true;
}

bool Listener::TurnAway(int listener) {
  if (spare_ >= 0) close(std::exchange(spare_, -1));
  const int connection = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (connection >= 0) {
    ++refused_;
    Reset(connection);
  }
  spare_ = open("/dev/null", O_RDONLY | O_CLOEXEC);
  return connection >= 0 && spare_ >= 0;
}

void Listener::Admit(int listener, int connection, const sockaddr_storage& address) {
  const Address budget = BudgetOf(address);
  const auto of_address = by_address_.find(budget);
  const int before = of_address == by_address_.end() ? 0 : of_address->second;
  const bool full = connections_ >= limits_.connections || before >= limits_.connections_per_address;
  const int watched = full || kept_out_.Has(budget, Ticks()) ? -1 : fcntl(connection, F_DUPFD_CLOEXEC, 0);
  if (watched < 0) {
    ++refused_;
    Reset(connection);
    return;
  }
  const int one = 1;
  setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  setsockopt(connection, IPPROTO_TCP, TCP_USER_TIMEOUT, &kUserTimeoutMs, sizeof kUserTimeoutMs);
  ++by_address_[budget];
  watched_.emplace(watched, Watched{budget, PeerKeyOf(address)});
  Watch(poll_, watched, 0);  // its end shows always
  grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters parameters;
  parameters.listener_fd = listener;
  parameters.fd = connection;
  acceptor_->HandleNewConnection(&parameters);
  ++connections_;
}

void Listener::CutOff(absl::Time now) {
  std::set<Address> again;
  for (const std::string& peer : resets_.Look(now)) {
    const auto found =
        std::find_if(watched_.begin(), watched_.end(), [&](const auto& one) { return one.second.peer == peer; });
    if (found == watched_.end()) continue;
    ShutDown(found->first);
    ++cut_off_;
    const Address& address = found->second.budget;
    const bool proxy = limits_.connections_per_address >= limits_.connections;
    if (!proxy && !kept_out_.Add(address, now)) again.insert(address);
    LogWarning("connection", {{"event", "RESET_TOO_MANY_CALLS"}, {"client_address", IpOfPeer(peer)}});
  }
  if (again.empty()) return;
  for (const auto& [watched, whose] : watched_) {
    if (again.contains(whose.budget)) ShutDown(watched);
  }
}

void Listener::Forget(int watched) {
  const auto found = watched_.find(watched);
  const auto of_address = by_address_.find(found->second.budget);
  if (--of_address->second == 0) by_address_.erase(of_address);
  watched_.erase(found);
  --connections_;
  // gRPC may have it still: closing it alone would leave it in the poll.
  epoll_ctl(poll_, EPOLL_CTL_DEL, watched, nullptr);
  close(watched);
}

}  // namespace pipewright::server
