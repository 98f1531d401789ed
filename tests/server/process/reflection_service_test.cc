// Reflection as a client without the protos uses it.
#include "server/process/reflection_service.h"

#include <google/protobuf/descriptor.pb.h>

#include <catch2/catch.hpp>
#include <memory>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "grpc/reflection/v1/reflection.grpc.pb.h"
#include "server/process/grpc_server.h"

namespace pipewright::server {
namespace {

using grpc::reflection::v1::ServerReflection;
using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;

struct Conversation {
  std::unique_ptr<GrpcServer> server = GrpcServer::Start({"127.0.0.1:0", {}}, {}).value();
  std::unique_ptr<ServerReflection::Stub> stub = ServerReflection::NewStub(
      grpc::CreateChannel(absl::StrCat("127.0.0.1:", server->port()), grpc::InsecureChannelCredentials()));
  grpc::ClientContext call;
  std::unique_ptr<grpc::ClientReaderWriter<ServerReflectionRequest, ServerReflectionResponse>> stream =
      stub->ServerReflectionInfo(&call);

  ServerReflectionResponse Ask(const ServerReflectionRequest& request) {
    ServerReflectionResponse answer;
    REQUIRE(stream->Write(request));
    REQUIRE(stream->Read(&answer));
    CHECK(answer.original_request().SerializeAsString() == request.SerializeAsString());
    return answer;
  }
  ServerReflectionResponse AskForSymbol(const std::string& symbol) {
    ServerReflectionRequest request;
    request.set_file_containing_symbol(symbol);
    return Ask(request);
  }
};

std::set<std::string> FilesOf(const ServerReflectionResponse& answer) {
  std::set<std::string> names;
  for (const std::string& encoded : answer.file_descriptor_response().file_descriptor_proto()) {
    google::protobuf::FileDescriptorProto file;
    REQUIRE(file.ParseFromString(encoded));
    names.insert(file.name());
  }
  return names;
}

TEST_CASE("reflection lists the services, itself and health among them", "[reflection]") {
  Conversation conversation;
  ServerReflectionRequest request;
  request.set_list_services("*");
  std::set<std::string> names;
  const ServerReflectionResponse answer = conversation.Ask(request);
  for (const auto& service : answer.list_services_response().service()) names.insert(service.name());
  CHECK(names.contains("pipewright.sales.v1.AccountService"));
  CHECK(names.contains("grpc.health.v1.Health"));
  CHECK(names.contains("grpc.reflection.v1.ServerReflection"));
  CHECK(names.contains("grpc.reflection.v1alpha.ServerReflection"));
}

TEST_CASE("reflection sends a file with what it imports, and what a stream has not again", "[reflection]") {
  Conversation conversation;
  const std::set<std::string> files = FilesOf(conversation.AskForSymbol("pipewright.sales.v1.AccountService"));
  CHECK(files.contains("pipewright/sales/v1/account_service.proto"));
  CHECK(files.contains("google/protobuf/descriptor.proto"));

  ServerReflectionRequest by_name;
  by_name.set_file_by_filename("pipewright/sales/v1/account_service.proto");
  CHECK(FilesOf(conversation.Ask(by_name)) == std::set<std::string>{"pipewright/sales/v1/account_service.proto"});
}

TEST_CASE("reflection finds extensions by what they extend", "[reflection]") {
  Conversation conversation;
  ServerReflectionRequest all;
  all.set_all_extension_numbers_of_type("google.protobuf.MethodOptions");
  const auto numbers = conversation.Ask(all).all_extension_numbers_response();
  CHECK(numbers.base_type_name() == "google.protobuf.MethodOptions");
  REQUIRE(numbers.extension_number_size() > 0);

  ServerReflectionRequest one;
  one.mutable_file_containing_extension()->set_containing_type("google.protobuf.MethodOptions");
  one.mutable_file_containing_extension()->set_extension_number(numbers.extension_number(0));
  CHECK_FALSE(FilesOf(conversation.Ask(one)).empty());
}

TEST_CASE("reflection says what it does not know, and goes on", "[reflection]") {
  Conversation conversation;
  CHECK(conversation.AskForSymbol("nobody.Knows").error_response().error_code() == grpc::StatusCode::NOT_FOUND);
  ServerReflectionRequest file;
  file.set_file_by_filename("nothing.proto");
  CHECK(conversation.Ask(file).error_response().error_code() == grpc::StatusCode::NOT_FOUND);
  ServerReflectionRequest extension;
  extension.mutable_file_containing_extension()->set_containing_type("nobody.Knows");
  CHECK(conversation.Ask(extension).error_response().error_code() == grpc::StatusCode::NOT_FOUND);
  ServerReflectionRequest extensions;
  extensions.set_all_extension_numbers_of_type("nobody.Knows");
  CHECK(conversation.Ask(extensions).error_response().error_code() == grpc::StatusCode::NOT_FOUND);
  CHECK(conversation.Ask({}).error_response().error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  CHECK(
      FilesOf(conversation.AskForSymbol("pipewright.sales.v1.Account")).contains("pipewright/sales/v1/account.proto"));
}

}  // namespace
}  // namespace pipewright::server
