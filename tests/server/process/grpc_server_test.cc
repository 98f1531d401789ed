// Connections as a client sees them that says little: bytes of HTTP/2 (RFC 9113) over a socket.
#include "server/process/grpc_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <map>
#include <memory>
#include <string>

#include "grpc/health/v1/health.grpc.pb.h"
#include "grpc/reflection/v1/reflection.grpc.pb.h"

namespace pipewright::server {
namespace {

const std::string kOpening("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 33);
constexpr char kSettings = 4;
constexpr char kGoAway = 7;
constexpr uint32_t kMaxConcurrentStreams = 3;
constexpr size_t kFrameHeader = 9;

uint32_t NumberAt(const std::string& bytes, size_t at, size_t size) {
  uint32_t number = 0;
  for (size_t i = 0; i < size; ++i) number = number << 8 | static_cast<uint8_t>(bytes[at + i]);
  return number;
}

class Socket {
 public:
  explicit Socket(const GrpcServer& server) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in target{};
    target.sin_family = AF_INET;
    target.sin_port = htons(static_cast<uint16_t>(server.port()));
    target.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    // As long as no test that works takes.
    const timeval patience{.tv_sec = 60, .tv_usec = 0};
    REQUIRE(setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0);
    REQUIRE(connect(fd_, reinterpret_cast<const sockaddr*>(&target), sizeof target) == 0);
  }
  ~Socket() { close(fd_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  void Open() {
    REQUIRE(send(fd_, kOpening.data(), kOpening.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(kOpening.size()));
  }

  // Whether the server ends the connection.
  bool Ends() {
    while (Have(received_.size() + 1)) {
    }
    return ended_;
  }

  // The next frame's payload that is of that type; nothing when the server ends the connection before.
  std::string Next(char type) {
    for (;;) {
      if (!Have(kFrameHeader)) return "";
      const size_t size = NumberAt(received_, 0, 3);
      const bool wanted = received_[3] == type;
      if (!Have(kFrameHeader + size)) return "";
      const std::string payload = received_.substr(kFrameHeader, size);
      received_.erase(0, kFrameHeader + size);
      if (wanted) return payload;
    }
  }

 private:
  bool Have(size_t size) {
    while (received_.size() < size) {
      char bytes[4096];
      const ssize_t more = recv(fd_, bytes, sizeof bytes, 0);
      ended_ = more == 0 || (more < 0 && errno == ECONNRESET);
      if (more <= 0) return false;
      received_.append(bytes, static_cast<size_t>(more));
    }
    return true;
  }

  const int fd_;
  std::string received_;
  bool ended_ = false;
};

std::unique_ptr<GrpcServer> Start(const ConnectionTimes& times) {
  return GrpcServer::Start({.listen = "127.0.0.1:0", .times = times}, {}).value();
}

TEST_CASE("a connection that doesn't speak is let go", "[connections]") {
  const auto server = Start({.handshake = absl::Milliseconds(50)});
  Socket silent(*server);
  CHECK(silent.Ends());
}

TEST_CASE("a connection without a call is told to come again when it needs to", "[connections]") {
  const auto server = Start({.idle = absl::Milliseconds(50)});
  Socket idle(*server);
  idle.Open();
  CHECK_FALSE(idle.Next(kGoAway).empty());
}

TEST_CASE("a connection that is old is told to come again", "[connections]") {
  const auto server = Start({.age = absl::Milliseconds(50)});
  Socket old(*server);
  old.Open();
  CHECK_FALSE(old.Next(kGoAway).empty());
}

TEST_CASE("reflection can be switched off, and health goes on", "[reflection]") {
  const auto server = GrpcServer::Start({.listen = "127.0.0.1:0", .reflection = false}, {}).value();
  grpc::ClientContext ask;
  const auto stream =
      grpc::reflection::v1::ServerReflection::NewStub(server->InProcessChannel())->ServerReflectionInfo(&ask);
  grpc::reflection::v1::ServerReflectionResponse answer;
  CHECK_FALSE(stream->Read(&answer));
  CHECK(stream->Finish().error_code() == grpc::StatusCode::UNIMPLEMENTED);

  grpc::ClientContext check;
  grpc::health::v1::HealthCheckResponse health;
  CHECK(grpc::health::v1::Health::NewStub(server->InProcessChannel())->Check(&check, {}, &health).ok());
}

TEST_CASE("a connection is told how many calls it may have at once", "[connections]") {
  const auto server = Start({});
  Socket socket(*server);
  socket.Open();
  std::map<uint32_t, uint32_t> settings;
  const std::string payload = socket.Next(kSettings);
  for (size_t at = 0; at + 6 <= payload.size(); at += 6)
    settings[NumberAt(payload, at, 2)] = NumberAt(payload, at + 2, 4);
  CHECK(settings[kMaxConcurrentStreams] == 256);
}

}  // namespace
}  // namespace pipewright::server
