// Uploads and exports at once are as many as there is room for.
#include "server/integration/files/file_streams.h"

#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "server/composition/backend.h"
#include "tests/support/await.h"
#include "tests/support/server/importing.h"
#include "tests/support/status_matchers.h"

namespace pipewright::integration {
namespace {

using testing::Importing;
using testing::TestCaller;

TenantId Tenant(char last) {
  return TenantId::Parse(std::string("01900000-0000-7000-8000-00000000000") + last).value();
}

TEST_CASE("file streams are limited by tenant and by server, and a place given back is free", "[import][export]") {
  FileStreams streams({/*server=*/3, /*tenant=*/2});
  std::optional<FileStreams::Place> first(streams.Take(Tenant('a')).value());
  const auto second = streams.Take(Tenant('a'));
  REQUIRE(second.ok());
  const auto refused = streams.Take(Tenant('a')).status();
  CHECK(ReasonOf(refused) == Reason::kTooManyFileStreams);
  CHECK(refused.code() == absl::StatusCode::kResourceExhausted);
  CHECK(DetailsOf(refused).quotas[0].subject == "tenant");
  CHECK(DetailsOf(refused).retry_delay.has_value());
  const auto other = streams.Take(Tenant('b'));
  REQUIRE(other.ok());
  CHECK(DetailsOf(streams.Take(Tenant('c')).status()).quotas[0].subject == "server");
  first.reset();
  CHECK(streams.Take(Tenant('a')).ok());
  CHECK(streams.Take(Tenant('c')).ok());
}

// An upload that has begun and waits for its client.
struct OpenUpload {
  OpenUpload(v1::ImportService::Stub& stub, const TestCaller& caller) {
    caller.Authorize(context);
    writer = stub.ImportRecords(&context, &job);
    v1::ImportRecordsRequest message;
    message.mutable_spec()->set_resource("account");
    message.set_content("name\nAcme\n");
    REQUIRE(writer->Write(message));
  }
  grpc::Status End() {
    writer->WritesDone();
    return writer->Finish();
  }

  grpc::ClientContext context;
  v1::Job job;
  std::unique_ptr<grpc::ClientWriter<v1::ImportRecordsRequest>> writer;
};

TEST_CASE("a tenant with as many open uploads as it may have is refused another and an export", "[import][export]") {
  Importing& importing = Importing::Get();
  const TestCaller owner = importing.server().SignUp();
  const TestCaller neighbour = importing.server().SignUp();
  v1::ImportService::Stub stub(importing.server().channel());
  std::vector<std::unique_ptr<OpenUpload>> uploads;
  for (int i = 0; i < FileStreamLimits().tenant; ++i) uploads.push_back(std::make_unique<OpenUpload>(stub, owner));

  v1::ExportRecordsRequest request;
  request.set_resource("account");
  grpc::Status refused;
  // Nobody tells when all of them have begun.
  REQUIRE(testing::Await([&] {
    refused = importing.Export(owner, request).status;
    return !refused.ok();
  }));
  CHECK(refused.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
  CHECK(testing::ReasonOf(refused) == "TOO_MANY_FILE_STREAMS");
  v1::ImportSpec accounts;
  accounts.set_resource("account");
  CHECK(testing::ReasonOf(importing.Upload(owner, accounts, "name\nBell\n").status) == "TOO_MANY_FILE_STREAMS");
  CHECK(importing.Export(neighbour, request).ok());

  CHECK(uploads.back()->End().ok());
  CHECK(testing::Await([&] { return importing.Export(owner, request).ok(); }));
  for (size_t i = 0; i + 1 < uploads.size(); ++i) CHECK(uploads[i]->End().ok());
}

TEST_CASE("an upload that says nothing ends", "[import][export]") {
  testing::TestServer hasty(testing::TestDatabase::Get().app_url(), [](server::BackendOptions& options) {
    options.calls.requests.stream_patience = absl::Milliseconds(50);
  });
  v1::ImportService::Stub stub(hasty.channel());
  OpenUpload upload(stub, hasty.SignUp());
  const grpc::Status status = upload.writer->Finish();
  CHECK(status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED);
  CHECK(status.error_message().find("stood still") != std::string::npos);
}

TEST_CASE("an export that nobody takes ends", "[import][export]") {
  testing::TestServer hasty(testing::TestDatabase::Get().app_url(), [](server::BackendOptions& options) {
    options.calls.requests.stream_patience = absl::Milliseconds(50);
  });
  const TestCaller owner = hasty.SignUp();
  v1::ExportService::Stub stub(hasty.channel());
  v1::ExportRecordsRequest request;
  request.set_resource("account");
  grpc::ClientContext context;
  owner.Authorize(context);
  const auto reader = stub.ExportRecords(&context, request);
  REQUIRE(testing::Await([&] { return hasty.backend().open_calls().WaitUntilNone(absl::Now()); }));
  CHECK(reader->Finish().error_code() == grpc::StatusCode::CANCELLED);
}

TEST_CASE("a file stream goes on for no longer than it may", "[import][export]") {
  testing::TestServer hasty(testing::TestDatabase::Get().app_url(), [](server::BackendOptions& options) {
    options.calls.max_file_stream = absl::ZeroDuration();
  });
  v1::ImportService::Stub stub(hasty.channel());
  const TestCaller owner = hasty.SignUp();
  grpc::ClientContext context;
  owner.Authorize(context);
  v1::Job job;
  CHECK(stub.ImportRecords(&context, &job)->Finish().error_code() == grpc::StatusCode::DEADLINE_EXCEEDED);
}

}  // namespace
}  // namespace pipewright::integration
