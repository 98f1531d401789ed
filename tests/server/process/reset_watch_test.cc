// Rapid reset (CVE-2023-44487) against a server over the network: frames of HTTP/2 as an attacker writes them.
#include "server/process/reset_watch.h"

#include <arpa/inet.h>
#include <grpcpp/grpcpp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "server/process/grpc_server.h"
#include "server/process/socket_address.h"
#include "tests/support/await.h"

namespace pipewright::server {
namespace {

using grpc::health::v1::Health;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

constexpr char kHeaders = 1;
constexpr char kReset = 3;
constexpr char kSettings = 4;
constexpr char kPing = 6;
constexpr char kEndOfHeaders = 4;
constexpr char kAcknowledged = 1;

std::string Number(uint32_t value) {
  const uint32_t network = htonl(value);
  return std::string(reinterpret_cast<const char*>(&network), sizeof network);
}

std::string Frame(char type, char flags, uint32_t stream, const std::string& payload) {
  std::string frame = Number(static_cast<uint32_t>(payload.size())).substr(1);
  frame.push_back(type);
  frame.push_back(flags);
  return absl::StrCat(frame, Number(stream), payload);
}

// The headers of a call, each as it is.
std::string HeadersOfCall() {
  std::string headers;
  const std::vector<std::pair<absl::string_view, absl::string_view>> fields = {
      {":method", "POST"},
      {":scheme", "http"},
      {":path", "/grpc.health.v1.Health/Check"},
      {":authority", "server"},
      {"content-type", "application/grpc"},
      {"te", "trailers"},
  };
  for (const auto& [name, value] : fields) {
    headers.push_back('\0');
    headers.push_back(static_cast<char>(name.size()));
    absl::StrAppend(&headers, name);
    headers.push_back(static_cast<char>(value.size()));
    absl::StrAppend(&headers, value);
  }
  return headers;
}

sockaddr_in Address(const char* host, int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  REQUIRE(inet_pton(AF_INET, host, &address.sin_addr) == 1);
  return address;
}

class Attacker {
 public:
  explicit Attacker(int port, const char* from = "127.0.0.1") : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const sockaddr_in source = Address(from, 0);
    const sockaddr_in target = Address("127.0.0.1", port);
    REQUIRE(bind(fd_, reinterpret_cast<const sockaddr*>(&source), sizeof source) == 0);
    REQUIRE(connect(fd_, reinterpret_cast<const sockaddr*>(&target), sizeof target) == 0);
    Send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + Frame(kSettings, 0, 0, ""));
  }
  ~Attacker() { close(fd_); }
  Attacker(const Attacker&) = delete;
  Attacker& operator=(const Attacker&) = delete;

  // Until the server has read all that was sent: it answers a ping then.
  void AwaitAnswer() {
    REQUIRE(Send(Frame(kPing, 0, 0, std::string(8, 'p'))));
    const std::string answer = Frame(kPing, kAcknowledged, 0, std::string(8, 'p'));
    while (received_.find(answer) == std::string::npos) {
      char bytes[4096];
      const ssize_t size = recv(fd_, bytes, sizeof bytes, 0);
      REQUIRE(size > 0);
      received_.append(bytes, static_cast<size_t>(size));
    }
    received_.clear();
  }

  std::string key() const {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    REQUIRE(getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    return PeerKeyOf(address);
  }

  // Whether the server has let it in, and answers.
  bool Answered() {
    char byte = 0;
    return recv(fd_, &byte, sizeof byte, MSG_PEEK) == 1;
  }

  // Begins calls and resets them. False when the server has ended the connection.
  bool Reset(int calls) {
    std::string bytes;
    for (int i = 0; i < calls; ++i, stream_ += 2) {
      bytes += Frame(kHeaders, kEndOfHeaders, stream_, HeadersOfCall());
      bytes += Frame(kReset, 0, stream_, Number(8));
    }
    return Send(bytes);
  }

 private:
  bool Send(const std::string& bytes) {
    for (size_t at = 0; at < bytes.size();) {
      const ssize_t sent = send(fd_, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
      if (sent <= 0) return false;
      at += static_cast<size_t>(sent);
    }
    return true;
  }

  const int fd_;
  uint32_t stream_ = 1;
  std::string received_;
};

struct Server {
  explicit Server(const ConnectionLimits& limits = {})
      : grpc(GrpcServer::Start({"127.0.0.1:0", {}, limits}, {}).value()) {}

  std::unique_ptr<GrpcServer> grpc;
  std::shared_ptr<grpc::Channel> channel =
      grpc::CreateChannel(absl::StrCat("127.0.0.1:", grpc->port()), grpc::InsecureChannelCredentials());
  std::unique_ptr<Health::Stub> health = Health::NewStub(channel);

  bool Answers() {
    grpc::ClientContext call;
    HealthCheckResponse answer;
    return health->Check(&call, HealthCheckRequest(), &answer).ok();
  }
  // Once the calls that were reset have given their places back, of which an address has so many.
  bool AnswersAgain() {
    return testing::Await([this] { return Answers(); });
  }
};

TEST_CASE("a connection that resets call after call is ended, and nobody else's", "[attack]") {
  Server server;
  REQUIRE(server.Answers());
  Attacker attacker(server.grpc->port());
  CHECK(testing::Await([&] { return !attacker.Reset(1000) && server.grpc->connections_cut_off() == 1; }));
  CHECK(server.AnswersAgain());
  CHECK(server.channel->GetState(false) == GRPC_CHANNEL_READY);
}

TEST_CASE("an address whose connection was ended is kept out, and what else it has goes on until it does the same",
          "[attack]") {
  Server server;
  const int port = server.grpc->port();
  Attacker other(port, "127.0.0.7");
  Attacker innocent(port, "127.0.0.7");
  REQUIRE(other.Answered());
  REQUIRE(innocent.Answered());
  Attacker attacker(port, "127.0.0.7");
  REQUIRE(testing::Await([&] { return !attacker.Reset(1000) && server.grpc->connections_cut_off() == 1; }));
  const int64_t refused = server.grpc->connections_refused();
  CHECK_FALSE(Attacker(port, "127.0.0.7").Answered());
  CHECK(server.grpc->connections_refused() == refused + 1);
  CHECK(Attacker(port, "127.0.0.8").Answered());
  innocent.AwaitAnswer();
  REQUIRE(testing::Await([&] { return !other.Reset(1000) && server.grpc->connections_cut_off() == 2; }));
  CHECK(testing::Await([&] { return !innocent.Reset(1); }));
  CHECK(server.grpc->connections_cut_off() == 2);
  CHECK(server.AnswersAgain());
}

TEST_CASE("an address that may have all connections isn't kept out: it is a proxy's", "[attack]") {
  ConnectionLimits limits;
  limits.connections = limits.connections_per_address = 100;
  Server server(limits);
  Attacker attacker(server.grpc->port());
  REQUIRE(testing::Await([&] { return !attacker.Reset(1000) && server.grpc->connections_cut_off() == 1; }));
  CHECK(server.AnswersAgain());
  CHECK(server.grpc->connections_refused() == 0);
}

TEST_CASE("a connection may reset so many calls a second and is found when there are more", "[attack]") {
  int port = 0;
  Health::Service health;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&health);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PING_STRIKES, 0);  // as many pings as anybody likes
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  ResetWatch watch(1000);
  Attacker attacker(port);
  absl::Time now = absl::UnixEpoch();
  for (int i = 0; i < 100; ++i) {
    REQUIRE(attacker.Reset(600));
    attacker.AwaitAnswer();
    now += absl::Seconds(20);
    CHECK(watch.Look(now).empty());
  }
  std::vector<std::string> found;
  CHECK(testing::Await([&] {
    REQUIRE(attacker.Reset(600));
    attacker.AwaitAnswer();
    found = watch.Look(now);
    return !found.empty();
  }));
  CHECK(found == std::vector{attacker.key()});
}

TEST_CASE("an IPv4 address is the same in IPv6, and a site's IPv6 addresses share a budget", "[attack]") {
  const auto v6 = [](const char* text) {
    sockaddr_storage storage{};
    auto& address = reinterpret_cast<sockaddr_in6&>(storage);
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(443);
    REQUIRE(inet_pton(AF_INET6, text, &address.sin6_addr) == 1);
    return storage;
  };
  sockaddr_storage v4{};
  reinterpret_cast<sockaddr_in&>(v4).sin_family = AF_INET;
  reinterpret_cast<sockaddr_in&>(v4).sin_port = htons(443);
  REQUIRE(inet_pton(AF_INET, "192.0.2.7", &reinterpret_cast<sockaddr_in&>(v4).sin_addr) == 1);
  CHECK(PeerKeyOf(v4) == std::string("\xC0\x00\x02\x07\x01\xBB", 6));
  CHECK(PeerKeyOf(v6("::ffff:192.0.2.7")) == PeerKeyOf(v4));
  CHECK(BudgetOf(v6("::ffff:192.0.2.7")) == BudgetOf(v4));
  CHECK(IpOfPeer(PeerKeyOf(v4)) == "192.0.2.7");
  CHECK(IpOfPeer(PeerKeyOf(v6("2001:db8:1:2::1"))) == "2001:db8:1:2::1");
  CHECK(BudgetOf(v6("2001:db8:1:2::1")) == BudgetOf(v6("2001:db8:1:2:ffff::9")));
  CHECK(BudgetOf(v6("2001:db8:1:2::1")) != BudgetOf(v6("2001:db8:1:3::1")));
  CHECK(PeerKeyOf(v6("2001:db8:1:2::1")) != PeerKeyOf(v6("2001:db8:1:2:ffff::9")));
}

}  // namespace
}  // namespace pipewright::server
