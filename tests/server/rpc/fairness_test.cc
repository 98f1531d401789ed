// What keeps one caller's calls from being everybody's trouble, through the whole server.
#include <catch2/catch.hpp>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "pipewright/organization/v1/auth_service.grpc.pb.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "tests/support/await.h"
#include "tests/support/infrastructure/test_database.h"
#include "tests/support/server/test_server.h"

namespace pipewright::server {
namespace {

using testing::ReasonOf;
using testing::TestCaller;
using testing::TestServer;

grpc::Status SignInFromNetwork(const TestServer& server) {
  organization::v1::SignInRequest request;
  request.set_email("nobody@example.com");
  request.set_password("not the password of anybody");
  grpc::ClientContext context;
  organization::v1::AuthSession response;
  return organization::v1::AuthService::NewStub(server.network_channel())->SignIn(&context, request, &response);
}

TEST_CASE("an address signs in so often a minute, and is told when to come back", "[fairness]") {
  TestServer server(testing::TestDatabase::Get().app_url(),
                    [](BackendOptions& options) { options.calls.public_calls.per_minute = 2; });
  CHECK(SignInFromNetwork(server).error_code() == grpc::StatusCode::UNAUTHENTICATED);
  CHECK(SignInFromNetwork(server).error_code() == grpc::StatusCode::UNAUTHENTICATED);
  const grpc::Status third = SignInFromNetwork(server);
  CHECK(third.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
  CHECK(ReasonOf(third) == "TOO_MANY_ATTEMPTS");
  CHECK(testing::RetryDelayOf(third) > absl::ZeroDuration());
  CHECK(testing::RetryDelayOf(third) <= absl::Seconds(30));
  // Who has credentials isn't concerned.
  const TestCaller caller = server.SignUp();
  sales::v1::ListAccountsRequest request;
  CHECK(server.Call(&caller, &sales::v1::AccountService::Stub::ListAccounts, request).ok());
}

TEST_CASE("a call without a deadline has one", "[fairness]") {
  const TestCaller caller = TestServer::Get().SignUp();
  TestServer hasty(testing::TestDatabase::Get().app_url(),
                   [](BackendOptions& options) { options.calls.max_call = absl::ZeroDuration(); });
  sales::v1::ListAccountsRequest request;
  const auto answer = hasty.Call(&caller, &sales::v1::AccountService::Stub::ListAccounts, request);
  CHECK(answer.status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED);
  CHECK(ReasonOf(answer.status) == "DEADLINE_EXCEEDED");
}

TEST_CASE("a member's password is hashed where strangers' are, and no other call waits for that", "[fairness]") {
  TestServer server(testing::TestDatabase::Get().app_url());
  const TestCaller caller = server.SignUp();
  Executor& strangers = server.backend().strangers();
  absl::Notification go_on;
  for (int i = 0; i < strangers.threads(); ++i) {
    REQUIRE(strangers.Submit(
                absl::StrCat("network ", i), [&] { go_on.WaitForNotification(); }, [] {}, absl::InfiniteFuture()) ==
            Executor::Admission::kAccepted);
  }
  REQUIRE(testing::Await([&] { return strangers.busy() == strangers.threads(); }));
  std::string reason;
  std::thread changing([&] {
    organization::v1::ChangePasswordRequest request;
    request.set_current_password("not the password of anybody");
    request.set_new_password("short walks in the woods");
    reason = ReasonOf(server.Call(&caller, &organization::v1::AuthService::Stub::ChangePassword, request).status);
  });
  const bool waits = testing::Await([&] { return strangers.queued() == 1; });
  const bool others_go_on =
      server.Call(&caller, &sales::v1::AccountService::Stub::ListAccounts, sales::v1::ListAccountsRequest()).ok();
  go_on.Notify();
  changing.join();
  CHECK(waits);
  CHECK(reason == "CREDENTIALS_INVALID");
  CHECK(others_go_on);
}

TEST_CASE("a tenant has half of the threads, rounded up", "[fairness]") {
  BackendOptions options;
  options.pool_size = 8;
  CHECK(Backend::TenantThreads(options) == 4);
  options.pool_size = 3;
  CHECK(Backend::TenantThreads(options) == 2);
  options.pool_size = 1;
  CHECK(Backend::TenantThreads(options) == 1);
  options.tenant_percent = 100;
  options.pool_size = 8;
  CHECK(Backend::TenantThreads(options) == 8);
}

}  // namespace
}  // namespace pipewright::server
