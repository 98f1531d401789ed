// How many jobs a tenant may have waiting and running.
#include <catch2/catch.hpp>
#include <string>

#include "application/integration/job_commands.h"
#include "tests/support/server/importing.h"

namespace pipewright::integration {
namespace {

using testing::Importing;
using testing::ReasonOf;
using testing::TestCaller;

struct Uploads {
  testing::Answer<v1::Job> Upload(const TestCaller& caller, const std::string& request_id = "") {
    v1::ImportSpec spec;
    spec.set_resource("account");
    spec.set_request_id(request_id);
    return importing.Upload(caller, spec, "name\nAcme\n");
  }
  // How an upload ends whose first message alone was sent.
  grpc::Status Begin() {
    grpc::ClientContext context;
    owner.Authorize(context);
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    v1::ImportService::Stub stub(importing.server().channel());
    v1::Job job;
    const auto writer = stub.ImportRecords(&context, &job);
    v1::ImportRecordsRequest message;
    message.mutable_spec()->set_resource("account");
    writer->Write(message);
    return writer->Finish();
  }

  Importing& importing = Importing::Get();
  TestCaller owner = importing.server().SignUp();
};

TEST_CASE("a tenant has so many unfinished jobs and no more, and room again when they have ended", "[import]") {
  Uploads test;
  const std::string first_request = "0190f3c2-7b1e-7c3a-9d4e-5f60718293a4";
  REQUIRE(test.Upload(test.owner, first_request).ok());
  for (int64_t i = 1; i < JobCommands::kMaxUnfinished; ++i) REQUIRE(test.Upload(test.owner).ok());
  const grpc::Status refused = test.Upload(test.owner).status;
  CHECK(refused.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
  CHECK(ReasonOf(refused) == "TOO_MANY_JOBS");
  CHECK(testing::RetryDelayOf(refused) == absl::Seconds(30));
  // At its beginning already; but one that repeats a request may have its answer.
  CHECK(ReasonOf(test.Begin()) == "TOO_MANY_JOBS");
  CHECK(test.Upload(test.owner, first_request).ok());
  CHECK(test.Upload(test.importing.server().SignUp()).ok());
  test.importing.RunJobs();
  CHECK(test.Upload(test.owner).ok());
  test.importing.RunJobs();
  CHECK(test.importing.Ask(test.owner.tenant_id, "select count(*) from accounts") == "101");
}

}  // namespace
}  // namespace pipewright::integration
