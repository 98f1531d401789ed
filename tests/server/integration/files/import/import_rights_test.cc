// Whose rights an import has, and what becomes of it when they are taken.
#include <catch2/catch.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/support/server/importing.h"
#include "tests/support/server/roles.h"

namespace pipewright {
namespace {

using integration::v1::Job;
using testing::Import;
using testing::MetadataOf;
using testing::ReasonOf;
using testing::Spec;
using testing::TestCaller;

TEST_CASE("a member imports with the member's own rights, and sees no other's jobs", "[import]") {
  Import test;
  const TestCaller member = test.importing.server().AddMember(test.owner, "MEMBER");
  const Job own = test.Run(Spec("account"), "name\nAcme\n");
  // Another's record isn't found by its key: the row makes one of the member's own.
  const Job job = test.importing.Import(member, Spec("account", "name"), "name,industry\nAcme,Steel\n");
  CHECK(job.created_count() == 1);
  CHECK(test.Ask("select string_agg(industry, ',' order by industry) from accounts") == ",Steel");
  CHECK(test.importing.Import(member, Spec("account", "name"), "name,industry\nAcme,Rubber\n").updated_count() == 1);

  integration::v1::GetJobRequest get;
  get.set_id(own.id());
  CHECK(ReasonOf(test.importing.server().Call(&member, &integration::v1::JobService::Stub::GetJob, get).status) ==
        "RECORD_NOT_FOUND");
  integration::v1::ListJobErrorsRequest errors;
  errors.set_id(own.id());
  CHECK(ReasonOf(
            test.importing.server().Call(&member, &integration::v1::JobService::Stub::ListJobErrors, errors).status) ==
        "RECORD_NOT_FOUND");
  integration::v1::ListJobsRequest list;
  list.set_filter("status = SUCCEEDED AND created_count > 0");
  list.set_return_total_size(true);
  CHECK(test.importing.server().Call(&member, &integration::v1::JobService::Stub::ListJobs, list)->total_size() == 1);
  CHECK(test.importing.server().Call(&test.owner, &integration::v1::JobService::Stub::ListJobs, list)->total_size() ==
        2);
}

TEST_CASE("who may make records and not change them imports without a key", "[import]") {
  Import test;
  testing::AddRole(test.importing.owner_url(), test.owner.tenant_id, "MAKES",
                   "account:create=ALL;account:read=ALL;job:*=OWN");
  const TestCaller maker = test.importing.server().AddMember(test.owner, "MAKES");
  CHECK(test.importing.Import(maker, Spec("account"), "name\nAcme\n").created_count() == 1);
  CHECK(MetadataOf(test.importing.Upload(maker, Spec("account", "name"), "name\nAcme\n").status, "permission") ==
        "account:update");
}

TEST_CASE("rights that were taken after the upload stop the job", "[import]") {
  for (const std::string taken : {"account:read=ALL", "account:create=ALL;account:read=ALL"}) {
    CAPTURE(taken);
    Import test;
    testing::AddRole(test.importing.owner_url(), test.owner.tenant_id, "LESS", taken);
    const TestCaller member = test.importing.server().AddMember(test.owner, "MEMBER");
    const auto uploaded = test.importing.Upload(member, Spec("account", "name"), "name\nAcme\n");
    REQUIRE(uploaded.ok());
    test.Ask(absl::StrCat("update memberships set roles = '[\"LESS\"]' where user_id = '", member.user_id, "'"));
    test.importing.RunJobs();
    const Job job = test.importing.GetJob(test.owner, uploaded->id());
    CHECK(job.status() == integration::v1::JOB_STATUS_FAILED);
    CHECK(job.failure().reason() == "PERMISSION_DENIED");
    CHECK(test.Ask("select count(*) from accounts") == "0");
  }
}

TEST_CASE("who may not create or change such records may not import them", "[import]") {
  Import test;
  const TestCaller viewer = test.importing.server().AddMember(test.owner, "VIEWER");
  CHECK(ReasonOf(test.importing.Upload(viewer, Spec("account"), "name\nx\n").status) == "PERMISSION_DENIED");
}

TEST_CASE("the job of a member who was suspended meanwhile fails and says so", "[import]") {
  Import test;
  const TestCaller member = test.importing.server().AddMember(test.owner, "MEMBER");
  const auto uploaded = test.importing.Upload(member, Spec("account"), "name\nAcme\n");
  REQUIRE(uploaded.ok());
  test.Ask(absl::StrCat("update memberships set status = 'SUSPENDED' where user_id = '", member.user_id, "'"));
  test.importing.RunJobs();
  const Job job = test.importing.GetJob(test.owner, uploaded->id());
  CHECK(job.status() == integration::v1::JOB_STATUS_FAILED);
  CHECK(job.failure().reason() == "MEMBERSHIP_SUSPENDED");
  CHECK(test.Ask("select count(*) from accounts") == "0");
}

}  // namespace
}  // namespace pipewright
