// The budgets of connections, with sockets that really come from several addresses of this machine.
#include "server/process/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <mutex>
#include <vector>

#include "tests/support/await.h"

namespace pipewright::server {
namespace {

// In gRPC's place.
struct Kept {
  std::mutex mutex;
  std::vector<int> connections;
};

class Keeper : public grpc::experimental::ExternalConnectionAcceptor {
 public:
  explicit Keeper(Kept& kept) : kept_(kept) {}
  void HandleNewConnection(NewConnectionParameters* parameters) override {
    const std::lock_guard lock(kept_.mutex);
    kept_.connections.push_back(parameters->fd);
  }

 private:
  Kept& kept_;
};

class Socket {
 public:
  Socket() : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
  Socket(const char* from, int port) : Socket() { Connect(from, port); }
  ~Socket() { close(fd_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  void Connect(const char* from, int port) const {
    const sockaddr_in source = Address(from, 0);
    const sockaddr_in target = Address("127.0.0.1", port);
    REQUIRE(bind(fd_, reinterpret_cast<const sockaddr*>(&source), sizeof source) == 0);
    REQUIRE(connect(fd_, reinterpret_cast<const sockaddr*>(&target), sizeof target) == 0);
  }

 private:
  static sockaddr_in Address(const char* host, int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    inet_pton(AF_INET, host, &address.sin_addr);
    return address;
  }

  const int fd_;
};

struct Listening {
  explicit Listening(const ConnectionLimits& limits) : listener(Listener::Bind("127.0.0.1:0", limits).value()) {
    listener->Start(std::make_unique<Keeper>(kept));
  }
  ~Listening() {
    listener->Stop();
    for (const int connection : kept.connections) close(connection);
  }

  bool Has(int64_t now, int64_t refused) {
    return testing::Await([&] { return listener->connections() == now && listener->refused() == refused; });
  }
  // As gRPC ends one: it shuts it down, whatever it does with the descriptor.
  void End(size_t connection) {
    const std::lock_guard lock(kept.mutex);
    REQUIRE(kept.connections.size() > connection);
    shutdown(kept.connections[connection], SHUT_RDWR);
  }

  Kept kept;
  std::unique_ptr<Listener> listener;
};

TEST_CASE("an address has so many connections and no more until one of them has ended", "[attack]") {
  Listening test({.connections = 10, .connections_per_address = 2});
  const Socket first("127.0.0.1", test.listener->port());
  const Socket second("127.0.0.1", test.listener->port());
  REQUIRE(test.Has(2, 0));
  const Socket third("127.0.0.1", test.listener->port());
  REQUIRE(test.Has(2, 1));
  const Socket elsewhere("127.0.0.2", test.listener->port());
  REQUIRE(test.Has(3, 1));
  test.End(0);
  REQUIRE(test.Has(2, 1));
  const Socket fourth("127.0.0.1", test.listener->port());
  CHECK(test.Has(3, 1));
}

TEST_CASE("all addresses together have so many connections and no more", "[attack]") {
  Listening test({.connections = 2, .connections_per_address = 2});
  const Socket first("127.0.0.1", test.listener->port());
  const Socket second("127.0.0.2", test.listener->port());
  REQUIRE(test.Has(2, 0));
  {
    const Socket third("127.0.0.3", test.listener->port());
    REQUIRE(test.Has(2, 1));
  }
  test.End(1);
  REQUIRE(test.Has(1, 1));
  const Socket fourth("127.0.0.3", test.listener->port());
  CHECK(test.Has(2, 1));
}

// While it is there this process has no descriptor left but those that it gives up itself.
class NoFilesLeft {
 public:
  NoFilesLeft() {
    REQUIRE(getrlimit(RLIMIT_NOFILE, &before_) == 0);
    const int next = open("/dev/null", O_RDONLY | O_CLOEXEC);
    REQUIRE(next >= 0);
    close(next);
    Limit(static_cast<rlim_t>(next));
  }
  ~NoFilesLeft() { Limit(before_.rlim_cur); }
  NoFilesLeft(const NoFilesLeft&) = delete;
  NoFilesLeft& operator=(const NoFilesLeft&) = delete;

 private:
  void Limit(rlim_t files) const {
    const rlimit now = {files, before_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &now);
  }

  rlimit before_{};
};

TEST_CASE("who comes when no file is left is let go, and the next is let in when one is", "[attack]") {
  Listening test({.connections = 10, .connections_per_address = 10});
  const Socket first("127.0.0.1", test.listener->port());
  REQUIRE(test.Has(1, 0));
  const Socket second;
  {
    const NoFilesLeft none;
    second.Connect("127.0.0.1", test.listener->port());
    CHECK(test.Has(1, 1));
  }
  const Socket third("127.0.0.1", test.listener->port());
  CHECK(test.Has(2, 1));
}

TEST_CASE("an address that can't be listened on is named with the reason", "[attack]") {
  const auto why = [](const std::string& listen) {
    const auto bound = Listener::Bind(listen, {});
    REQUIRE(absl::IsUnavailable(bound.status()));
    return std::string(bound.status().message());
  };
  const auto taken = Listener::Bind("127.0.0.1:0", {});
  REQUIRE(taken.ok());
  CHECK_THAT(why("127.0.0.1:" + std::to_string((*taken)->port())), Catch::Contains("the port is taken"));
  CHECK_THAT(why("192.0.2.1:0"), Catch::Contains("isn't one of this machine"));
  for (const char* const listen : {"127.0.0.1", ":7443", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:70000"}) {
    INFO(listen);
    CHECK_THAT(why(listen), Catch::Contains("give host:port"));
  }
}

TEST_CASE("a name is listened on at all its addresses, by one port", "[attack]") {
  const auto listener = Listener::Bind("localhost:0", {});
  REQUIRE(listener.ok());
  const Socket client("127.0.0.1", (*listener)->port());
}

}  // namespace
}  // namespace pipewright::server
