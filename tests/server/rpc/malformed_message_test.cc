// Bytes that are no message: told so like any other error, once it is known who sent them, and no earlier.
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <catch2/catch.hpp>
#include <string>

#include "pipewright/sales/v1/account_service.pb.h"
#include "tests/support/infrastructure/test_database.h"
#include "tests/support/server/test_server.h"

namespace pipewright::server {
namespace {

using testing::FieldsOf;
using testing::ReasonOf;
using testing::TestCaller;
using testing::TestServer;

// Calls `method` with `bytes` for a message.
grpc::Status SendTo(TestServer& server, const std::string& method, const std::string& bytes, const TestCaller* caller) {
  grpc::GenericStub stub(server.channel());
  grpc::ClientContext context;
  if (caller != nullptr) caller->Authorize(context);
  grpc::CompletionQueue queue;
  const grpc::Slice slice(bytes);
  const grpc::ByteBuffer request(&slice, 1);
  auto call = stub.PrepareUnaryCall(&context, method, request, &queue);
  call->StartCall();
  grpc::ByteBuffer response;
  grpc::Status status;
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  REQUIRE(queue.Next(&tag, &ok));
  return status;
}

grpc::Status Send(const std::string& method, const std::string& bytes, const TestCaller* caller) {
  return SendTo(TestServer::Get(), "/pipewright.sales.v1.AccountService/" + method, bytes, caller);
}

// An account's name of these bytes, as CreateAccountRequest has it.
std::string NamedAccount(const std::string& name) {
  sales::v1::CreateAccountRequest request;
  request.mutable_account()->set_name("x");
  std::string bytes = request.SerializeAsString();
  return bytes.replace(bytes.find('x'), 1, name);
}

TEST_CASE("a message that can't be read is INVALID_ARGUMENT with details", "[malformed]") {
  const TestCaller caller = TestServer::Get().SignUp();
  for (const std::string& bytes : {std::string("\x0a\xff\xff\xff\x7f", 5), std::string("\xff", 1),
                                   std::string("\x0a\x05\x0a", 3), NamedAccount("\xff")}) {
    const grpc::Status status = Send("CreateAccount", bytes, &caller);
    CHECK(status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
    CHECK(ReasonOf(status) == "INVALID_FIELD");
    CHECK(FieldsOf(status) == "request");
    CHECK_THAT(status.error_message(), Catch::Contains("pipewright.sales.v1.CreateAccountRequest"));
  }
}

TEST_CASE("a stranger's message isn't read", "[malformed]") {
  for (const std::string& bytes : {std::string("\xff", 1), std::string(2 << 20, '\x0a')}) {
    const grpc::Status status = Send("CreateAccount", bytes, nullptr);
    CHECK(status.error_code() == grpc::StatusCode::UNAUTHENTICATED);
    CHECK(ReasonOf(status) == "CREDENTIALS_MISSING");
  }
}

TEST_CASE("a message that is larger than its method takes is refused unread", "[malformed]") {
  const TestCaller caller = TestServer::Get().SignUp();
  const std::string large((256 << 10) + 1, '\xff');
  const grpc::Status status = Send("CreateAccount", large, &caller);
  CHECK(status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  CHECK(ReasonOf(status) == "TOO_LARGE");
  CHECK(FieldsOf(status) == "request");
  // A batch may be larger: this one is read, and found wrong.
  CHECK(ReasonOf(Send("BatchCreateAccounts", large, &caller)) == "INVALID_FIELD");
}

TEST_CASE("a message of many empty parts is refused unread", "[malformed]") {
  const TestCaller caller = TestServer::Get().SignUp();
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) bytes += std::string("\x0a\x02\x0a\x00", 4);
  const grpc::Status status = Send("BatchCreateAccounts", bytes, &caller);
  CHECK(status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  CHECK(ReasonOf(status) == "TOO_LARGE");
  CHECK_THAT(status.error_message(), Catch::Contains("memory"));
}

TEST_CASE("a stranger's message is small", "[malformed]") {
  const auto sign_in = [&](size_t bytes) {
    return SendTo(TestServer::Get(), "/pipewright.organization.v1.AuthService/SignIn", std::string(bytes, '\xff'),
                  nullptr);
  };
  CHECK(ReasonOf(sign_in((8 << 10) + 1)) == "TOO_LARGE");
  CHECK(ReasonOf(sign_in(8 << 10)) == "INVALID_FIELD");
}

// A call whose message is announced and not sent, until its end.
grpc::Status SendNothing(TestServer& server, const TestCaller* caller, bool half_close) {
  grpc::GenericStub stub(server.network_channel());
  grpc::ClientContext context;
  if (caller != nullptr) caller->Authorize(context);
  grpc::CompletionQueue queue;
  const auto next = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok);
  };
  auto call = stub.PrepareCall(&context, "/pipewright.sales.v1.AccountService/CreateAccount", &queue);
  call->StartCall(nullptr);
  REQUIRE(next());
  if (half_close) {
    call->WritesDone(nullptr);
    REQUIRE(next());
  }
  grpc::Status status;
  call->Finish(&status, nullptr);
  REQUIRE(next());
  return status;
}

TEST_CASE("a call without a message is told so", "[malformed]") {
  const TestCaller caller = TestServer::Get().SignUp();
  const grpc::Status status = SendNothing(TestServer::Get(), &caller, /*half_close=*/true);
  CHECK(status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  CHECK(FieldsOf(status) == "request");
}

TEST_CASE("a stranger's message isn't waited for, and nobody's for ever", "[malformed]") {
  CHECK(ReasonOf(SendNothing(TestServer::Get(), nullptr, /*half_close=*/false)) == "CREDENTIALS_MISSING");
  TestServer hasty(testing::TestDatabase::Get().app_url(),
                   [](BackendOptions& options) { options.calls.requests.patience = absl::Milliseconds(20); });
  const TestCaller caller = hasty.SignUp();
  const grpc::Status status = SendNothing(hasty, &caller, /*half_close=*/false);
  CHECK(status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED);
  CHECK(ReasonOf(status) == "DEADLINE_EXCEEDED");
}

}  // namespace
}  // namespace pipewright::server
