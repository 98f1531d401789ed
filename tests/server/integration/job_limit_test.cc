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
  testing::Answer<v1::Job> Upload(const TestCaller& caller) {
    v1::ImportSpec spec;
    spec.set_resource("account");
    return importing.Upload(caller, spec, "name\nAcme\n");
  }

  Importing& importing = Importing::Get();
  TestCaller owner = importing.server().SignUp();
};

TEST_CASE("a tenant has so many unfinished jobs and no more, and room again when they have ended", "[import]") {
  Uploads test;
  for (int64_t i = 0; i < JobCommands::kMaxUnfinished; ++i) REQUIRE(test.Upload(test.owner).ok());
  const grpc::Status refused = test.Upload(test.owner).status;
  CHECK(refused.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
  CHECK(ReasonOf(refused) == "TOO_MANY_JOBS");
  CHECK(test.Upload(test.importing.server().SignUp()).ok());
  test.importing.RunJobs();
  CHECK(test.Upload(test.owner).ok());
  test.importing.RunJobs();
  CHECK(test.importing.Ask(test.owner.tenant_id, "select count(*) from accounts") == "101");
}

}  // namespace
}  // namespace pipewright::integration
