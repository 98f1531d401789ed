// That the server knows from where somebody signs in.
#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "pipewright/organization/v1/auth_service.grpc.pb.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/test_database.h"
#include "tests/support/server/test_server.h"

namespace pipewright::organization {
namespace {

using testing::AdminConnection;
using testing::Answer;
using testing::ReasonOf;
using testing::TestDatabase;
using testing::TestServer;

constexpr char kPassword[] = "long walks by the sea";

// Over the network, from 127.0.0.1, or from inside of this process, which is another place.
Answer<v1::AuthSession> SignIn(const std::shared_ptr<grpc::Channel>& channel, const std::string& email,
                               const std::string& password) {
  v1::SignInRequest request;
  request.set_email(email);
  request.set_password(password);
  grpc::ClientContext context;
  Answer<v1::AuthSession> answer;
  answer.status = v1::AuthService::Stub(channel).SignIn(&context, request, &answer.response);
  return answer;
}

std::string SignUp() {
  v1::SignUpRequest request;
  request.set_email(absl::StrCat("limits-", absl::ToUnixNanos(absl::Now()), "@example.com"));
  request.set_password(kPassword);
  request.set_given_name("Anna");
  request.set_tenant_name("Acme & Sons");
  REQUIRE(TestServer::Get().Call(nullptr, &v1::AuthService::Stub::SignUp, request).ok());
  return request.email();
}

TEST_CASE("sixteen wrong guesses from another address don't keep the owner out", "[auth][attack]") {
  const TestServer& server = TestServer::Get();
  const std::string email = SignUp();
  int too_many = 0;
  for (int i = 0; i < 16; ++i) {
    const auto refused = SignIn(server.network_channel(), email, "not the password");
    REQUIRE_FALSE(refused.ok());
    too_many += ReasonOf(refused.status) == "TOO_MANY_ATTEMPTS" ? 1 : 0;
  }
  CHECK(too_many > 0);
  CHECK(SignIn(server.channel(), email, kPassword).ok());
}

TEST_CASE("a session that begins over the network has the network noted", "[auth]") {
  const TestServer& server = TestServer::Get();
  const auto session = SignIn(server.network_channel(), SignUp(), kPassword);
  REQUIRE(session.ok());
  AdminConnection owner(TestDatabase::Get().owner_url());
  CHECK(owner.Ask("select encode(client_network, 'hex') from sessions where id = $1::uuid", {session->session_id()}) ==
        "7f000001");
}

}  // namespace
}  // namespace pipewright::organization
