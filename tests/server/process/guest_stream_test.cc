// What strangers may hold of health and reflection: a few small streams, for as long as they say something.
#include "server/process/guest_stream.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "grpc/reflection/v1/reflection.grpc.pb.h"
#include "server/process/health_service.h"
#include "server/process/reflection_service.h"
#include "tests/support/await.h"

namespace pipewright::server {
namespace {

using grpc::health::v1::Health;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;
using grpc::reflection::v1::ServerReflection;
using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;

struct Limits {
  HealthLimits health;
  ReflectionLimits reflection;
};

// A server with nothing but those two, and clients of it.
struct Server {
  explicit Server(const Limits& limits) : health({"a.Service"}, limits.health), reflection({}, limits.reflection) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&health);
    builder.RegisterService(&reflection);
    grpc = builder.BuildAndStart();
  }
  ~Server() { grpc->Shutdown(); }

  std::shared_ptr<grpc::Channel> Channel() const {
    return grpc::CreateChannel(absl::StrCat("127.0.0.1:", port), grpc::InsecureChannelCredentials());
  }

  HealthService health;
  ReflectionService reflection;
  int port = 0;
  std::unique_ptr<grpc::Server> grpc;
};

struct WatchCall {
  explicit WatchCall(Server& server) : stub(Health::NewStub(server.Channel())), stream(stub->Watch(&call, {})) {}
  // Whether the server tells it something.
  bool Told() {
    HealthCheckResponse answer;
    return stream->Read(&answer);
  }
  grpc::ClientContext call;
  std::unique_ptr<Health::Stub> stub;
  std::unique_ptr<grpc::ClientReader<HealthCheckResponse>> stream;
};

struct ReflectionCall {
  explicit ReflectionCall(Server& server)
      : stub(ServerReflection::NewStub(server.Channel())), stream(stub->ServerReflectionInfo(&call)) {}
  grpc::ClientContext call;
  std::unique_ptr<ServerReflection::Stub> stub;
  std::unique_ptr<grpc::ClientReaderWriter<ServerReflectionRequest, ServerReflectionResponse>> stream;
};

TEST_CASE("a guest's stream that an address has too many of is refused, and let in when one has gone", "[guests]") {
  Server server({.health = {.watches = {.streams = 4}}, .reflection = {}});
  WatchCall first(server);
  WatchCall second(server);
  REQUIRE(first.Told());
  REQUIRE(second.Told());
  WatchCall third(server);
  CHECK_FALSE(third.Told());
  CHECK(third.stream->Finish().error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);

  first.call.TryCancel();
  CHECK_FALSE(first.Told());
  CHECK(pipewright::testing::Await([&] { return WatchCall(server).Told(); }));
}

TEST_CASE("a guest's stream that says nothing ends", "[guests]") {
  Server server({.health = {}, .reflection = {.streams = {.streams = 4, .patience = absl::Milliseconds(50)}}});
  ReflectionCall reflection(server);
  ServerReflectionResponse answer;
  CHECK_FALSE(reflection.stream->Read(&answer));
  CHECK(reflection.stream->Finish().error_code() == grpc::StatusCode::DEADLINE_EXCEEDED);
}

TEST_CASE("a guest's stream ends when its time is over, however much it asks", "[guests]") {
  Server server({.health = {}, .reflection = {.streams = {.streams = 4}, .stream_time = absl::ZeroDuration()}});
  ReflectionCall reflection(server);
  ServerReflectionRequest request;
  request.set_list_services("");
  ServerReflectionResponse answer;
  REQUIRE(reflection.stream->Write(request));
  CHECK(reflection.stream->Read(&answer));
  CHECK_FALSE(reflection.stream->Read(&answer));
  CHECK(reflection.stream->Finish().error_code() == grpc::StatusCode::DEADLINE_EXCEEDED);
}

TEST_CASE("a guest's message that is too large or malformed is refused", "[guests]") {
  Server server({});
  const auto health = Health::NewStub(server.Channel());
  HealthCheckRequest request;
  HealthCheckResponse answer;
  request.set_service(std::string(9000, 'a'));
  grpc::ClientContext check;
  const grpc::Status large = health->Check(&check, request, &answer);
  CHECK(large.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  CHECK(large.error_message().find("8192") != std::string::npos);

  grpc::ClientContext call;
  const auto watch = health->Watch(&call, request);
  CHECK_FALSE(watch->Read(&answer));
  CHECK(watch->Finish().error_code() == grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace pipewright::server
