// How many streams there may be, and how they end.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "pipewright/integration/v1/event_service.grpc.pb.h"
#include "tests/server/integration/events/event_office.h"
#include "tests/support/infrastructure/test_database.h"
#include "tests/support/server/test_server.h"

namespace pipewright::integration {
namespace {

using testing::ReasonOf;

TEST_CASE("a stream ends with its deadline and with its caller", "[events]") {
  Office office;
  EventStream brief(office.server.channel(), office.owner, {}, std::chrono::milliseconds(500));
  EventStream cancelled = office.Watch(office.owner);
  cancelled.context().TryCancel();
  CHECK(cancelled.End().error_code() == grpc::StatusCode::CANCELLED);
  CHECK(brief.End().error_code() == grpc::StatusCode::DEADLINE_EXCEEDED);
  // Nothing of them is left, once the server has heard of it.
  EventStream watching = office.Watch(office.owner);
  CHECK(watching.ReadMessage());
}

TEST_CASE("a server and a tenant have so many streams and no more", "[events]") {
  TestServer server(testing::TestDatabase::Get().app_url(), [](server::BackendOptions& options) {
    options.events.max_watchers = 3;
    options.events.max_watchers_per_tenant = 2;
  });
  const TestCaller owner = server.SignUp();
  const TestCaller other = server.SignUp();
  EventStream first(server.channel(), owner);
  {
    EventStream second(server.channel(), owner);
    EventStream third(server.channel(), owner);
    const grpc::Status refused = third.End();
    CHECK(refused.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
    CHECK(ReasonOf(refused) == "TOO_MANY_WATCHERS");
    EventStream theirs(server.channel(), other);
    CHECK(theirs.messages() == 1);
    EventStream too_many(server.channel(), other);
    CHECK(ReasonOf(too_many.End()) == "TOO_MANY_WATCHERS");
  }
  // Those that have ended make room.
  bool joined = false;
  while (!joined) joined = EventStream(server.channel(), owner).messages() > 0;
  CHECK(server.backend().events().watchers() >= 1);
}

TEST_CASE("a server that stops sends its streams elsewhere, where they go on", "[events]") {
  TestServer stopping(testing::TestDatabase::Get().app_url());
  Office office;
  testing::SettleEvents();
  EventStream stream(stopping.channel(), office.owner);
  const auto before = office.CreateAccount("Before");
  CHECK(stream.Next()->record_id() == before.id());
  stopping.backend().events().Drain();
  const grpc::Status ended = stream.End();
  CHECK(ended.error_code() == grpc::StatusCode::UNAVAILABLE);
  CHECK(ReasonOf(ended) == "SHUTTING_DOWN");
  EventStream late(stopping.channel(), office.owner);
  CHECK(ReasonOf(late.End()) == "SHUTTING_DOWN");

  const auto after = office.CreateAccount("After");
  v1::WatchRequest request;
  request.set_resume_token(stream.token());
  EventStream resumed = office.Watch(office.owner, request);
  CHECK(resumed.Next()->record_id() == after.id());
}

}  // namespace
}  // namespace pipewright::integration
