// Bytes that are no message: told so like any other error, once it is known who sent them, and no earlier.
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <catch2/catch.hpp>
#include <string>

#include "pipewright/sales/v1/account_service.pb.h"
#include "tests/support/server/test_server.h"

namespace pipewright::server {
namespace {

using testing::FieldsOf;
using testing::ReasonOf;
using testing::TestCaller;
using testing::TestServer;

// Calls AccountService.`method` with `bytes` for a message.
grpc::Status Send(const std::string& method, const std::string& bytes, const TestCaller* caller) {
  grpc::GenericStub stub(TestServer::Get().channel());
  grpc::ClientContext context;
  if (caller != nullptr) caller->Authorize(context);
  grpc::CompletionQueue queue;
  const grpc::Slice slice(bytes);
  const grpc::ByteBuffer request(&slice, 1);
  auto call = stub.PrepareUnaryCall(&context, "/pipewright.sales.v1.AccountService/" + method, request, &queue);
  call->StartCall();
  grpc::ByteBuffer response;
  grpc::Status status;
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  REQUIRE(queue.Next(&tag, &ok));
  return status;
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
  const grpc::Status status = Send("CreateAccount", std::string((1 << 20) + 1, '\xff'), &caller);
  CHECK(status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  CHECK(ReasonOf(status) == "TOO_LARGE");
  CHECK(FieldsOf(status) == "request");
  // A batch may be larger: this one is read, and found wrong.
  CHECK(ReasonOf(Send("BatchCreateAccounts", std::string((1 << 20) + 1, '\xff'), &caller)) == "INVALID_FIELD");
}

}  // namespace
}  // namespace pipewright::server
