// Health as a prober and a watching load balancer see it.
#include "server/process/health_service.h"

#include <catch2/catch.hpp>
#include <thread>

#include "absl/strings/str_cat.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "server/process/grpc_server.h"

namespace pipewright::server {
namespace {

using grpc::health::v1::Health;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

// A server with nothing but its health, and a client of it: over the network, for a channel within the process ends all
// calls at once when the server stops.
struct Server {
  std::unique_ptr<GrpcServer> grpc = GrpcServer::Start({"127.0.0.1:0", {}}, {}).value();
  std::unique_ptr<Health::Stub> health = Health::NewStub(
      grpc::CreateChannel(absl::StrCat("127.0.0.1:", grpc->port()), grpc::InsecureChannelCredentials()));

  HealthCheckResponse::ServingStatus Check() {
    grpc::ClientContext call;
    HealthCheckResponse answer;
    REQUIRE(health->Check(&call, HealthCheckRequest(), &answer).ok());
    return answer.status();
  }
};

// A Watch stream. Reads block until there is news.
struct Watch {
  explicit Watch(Server& server, const std::string& service = "") {
    HealthCheckRequest request;
    request.set_service(service);
    stream = server.health->Watch(&call, request);
  }

  HealthCheckResponse::ServingStatus Next() {
    HealthCheckResponse answer;
    REQUIRE(stream->Read(&answer));
    return answer.status();
  }

  bool AtEnd() {
    HealthCheckResponse answer;
    return !stream->Read(&answer);
  }

  grpc::ClientContext call;
  std::unique_ptr<grpc::ClientReader<HealthCheckResponse>> stream;
};

TEST_CASE("health begins as not serving and says what it is told", "[health]") {
  Server server;
  CHECK(server.Check() == HealthCheckResponse::NOT_SERVING);
  server.grpc->SetServing(true);
  CHECK(server.Check() == HealthCheckResponse::SERVING);
  server.grpc->SetServing(false);
  CHECK(server.Check() == HealthCheckResponse::NOT_SERVING);
}

TEST_CASE("health is told for the server as a whole and for each of its services, not for strangers", "[health]") {
  Server server;
  server.grpc->SetServing(true);
  HealthCheckRequest request;
  HealthCheckResponse answer;
  {
    request.set_service("pipewright.sales.v1.AccountService");
    grpc::ClientContext call;
    REQUIRE(server.health->Check(&call, request, &answer).ok());
    CHECK(answer.status() == HealthCheckResponse::SERVING);
    Watch watch(server, request.service());
    CHECK(watch.Next() == HealthCheckResponse::SERVING);
  }
  {
    request.set_service("nobody");
    grpc::ClientContext call;
    CHECK(server.health->Check(&call, request, &answer).error_code() == grpc::StatusCode::NOT_FOUND);
    Watch watch(server, request.service());
    CHECK(watch.Next() == HealthCheckResponse::SERVICE_UNKNOWN);
  }
}

TEST_CASE("a watcher of the health is told each change, and a state once", "[health]") {
  Server server;
  Watch watch(server);
  CHECK(watch.Next() == HealthCheckResponse::NOT_SERVING);
  server.grpc->SetServing(true);
  CHECK(watch.Next() == HealthCheckResponse::SERVING);
  server.grpc->SetServing(true);
  server.grpc->SetServing(false);
  CHECK(watch.Next() == HealthCheckResponse::NOT_SERVING);
}

TEST_CASE("a watcher that goes is forgotten", "[health]") {
  Server server;
  {
    Watch watch(server);
    CHECK(watch.Next() == HealthCheckResponse::NOT_SERVING);
    watch.call.TryCancel();
    CHECK(watch.AtEnd());
    CHECK(watch.stream->Finish().error_code() == grpc::StatusCode::CANCELLED);
  }
  server.grpc->SetServing(true);
  CHECK(server.Check() == HealthCheckResponse::SERVING);
}

TEST_CASE("a drain tells the watchers of the health and does not wait for them", "[health]") {
  Server server;
  server.grpc->SetServing(true);
  Watch watch(server);
  Watch stranger(server, "nobody");
  CHECK(watch.Next() == HealthCheckResponse::SERVING);
  CHECK(stranger.Next() == HealthCheckResponse::SERVICE_UNKNOWN);

  OpenCalls none;
  std::thread drain([&] { server.grpc->Drain(absl::Hours(1), none); });
  CHECK(watch.Next() == HealthCheckResponse::NOT_SERVING);
  CHECK(watch.AtEnd());
  CHECK(watch.stream->Finish().error_code() == grpc::StatusCode::UNAVAILABLE);
  CHECK(stranger.AtEnd());
  CHECK(stranger.stream->Finish().error_code() == grpc::StatusCode::UNAVAILABLE);
  drain.join();
}

}  // namespace
}  // namespace pipewright::server
