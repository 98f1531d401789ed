// The job of an import: pieces, repeats, cancelling, a worker that dies, the errors that are kept.
#include <catch2/catch.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/support/server/importing.h"

namespace pipewright {
namespace {

using integration::v1::ImportSpec;
using integration::v1::Job;
using testing::Import;
using testing::ReasonOf;
using testing::Spec;

TEST_CASE("a file that comes in many pieces, over many slices, is done row by row", "[import]") {
  Import test;
  std::string file = "name,description\n";
  for (int i = 0; i < 2500; ++i) absl::StrAppend(&file, "Account ", i, ",\"line 1\nline 2 of ", i, "\"\n");
  const auto uploaded = test.importing.Upload(test.owner, Spec("account"), file, 777);
  REQUIRE(uploaded.ok());
  CHECK(uploaded->rows_total() == 2500);
  test.importing.RunJobs();
  CHECK(test.importing.GetJob(test.owner, uploaded->id()).created_count() == 2500);
  CHECK(test.Ask("select count(distinct name) from accounts") == "2500");
}

TEST_CASE("a request that is repeated gets the first job; another file under its id is refused", "[import]") {
  Import test;
  ImportSpec spec = Spec("account");
  spec.set_request_id("0190f3c2-7b1e-7c3a-9d4e-5f60718293a4");
  const auto first = test.importing.Upload(test.owner, spec, "name\nAcme\n");
  REQUIRE(first.ok());
  const auto second = test.importing.Upload(test.owner, spec, "name\nAcme\n");
  REQUIRE(second.ok());
  CHECK(first->id() == second->id());
  CHECK(ReasonOf(test.Refusal(spec, "name\nBell\n")) == "REQUEST_ID_REUSED");
  ImportSpec other = spec;
  other.set_dry_run(true);
  CHECK(ReasonOf(test.Refusal(other, "name\nAcme\n")) == "REQUEST_ID_REUSED");
  test.importing.RunJobs();
  CHECK(test.Ask("select count(*) from accounts") == "1");
  CHECK(test.Ask("select count(*) from job_chunks") == "0");
}

TEST_CASE("a cancelled job does nothing more, and can't be cancelled again", "[import]") {
  Import test;
  const auto uploaded = test.importing.Upload(test.owner, Spec("account"), "name\nAcme\n");
  REQUIRE(uploaded.ok());
  integration::v1::CancelJobRequest cancel;
  cancel.set_id(uploaded->id());
  cancel.set_etag(uploaded->etag());
  const auto cancelled =
      test.importing.server().Call(&test.owner, &integration::v1::JobService::Stub::CancelJob, cancel);
  REQUIRE(cancelled.ok());
  CHECK(cancelled->status() == integration::v1::JOB_STATUS_CANCELLED);
  test.importing.RunJobs();
  CHECK(test.Ask("select count(*) from accounts") == "0");
  CHECK(test.Ask("select count(*) from job_chunks") == "0");
  cancel.clear_etag();
  CHECK(ReasonOf(
            test.importing.server().Call(&test.owner, &integration::v1::JobService::Stub::CancelJob, cancel).status) ==
        "JOB_ENDED");
}

TEST_CASE("a job that a dead worker holds is taken over once its lease has expired", "[import]") {
  Import test;
  const auto uploaded = test.importing.Upload(test.owner, Spec("account"), "name\nAcme\n");
  REQUIRE(uploaded.ok());
  test.Ask(
      "update job_work set lease_id = gen_random_uuid(), attempts = 1, lease_expire_time = now() + interval '1 day'");
  test.importing.RunJobs();
  CHECK(test.importing.GetJob(test.owner, uploaded->id()).status() == integration::v1::JOB_STATUS_QUEUED);
  test.Ask("update job_work set lease_expire_time = now() - interval '1 second'");
  test.importing.RunJobs();
  CHECK(test.importing.GetJob(test.owner, uploaded->id()).status() == integration::v1::JOB_STATUS_SUCCEEDED);
  CHECK(test.Ask("select count(*) from accounts") == "1");
}

TEST_CASE("work goes on from the checkpoint: no row is lost and none done twice", "[import]") {
  Import test;
  const std::string file = "name\nA\nB\nC\n";
  const auto uploaded = test.importing.Upload(test.owner, Spec("account"), file);
  REQUIRE(uploaded.ok());
  // As if a worker had done the first two rows and died.
  test.Ask("update job_work set byte_offset = 9, line = 4");
  test.Ask("update jobs set rows_done = 2, created_count = 2");
  test.importing.RunJobs();
  const Job job = test.importing.GetJob(test.owner, uploaded->id());
  CHECK(job.rows_done() == 3);
  CHECK(job.created_count() == 3);
  CHECK(test.Ask("select string_agg(name, ',') from accounts") == "C");
}

TEST_CASE("a stored file that lost a piece makes the job fail", "[import]") {
  Import test;
  const auto uploaded = test.importing.Upload(test.owner, Spec("account"), "name\nA\nB\n");
  REQUIRE(uploaded.ok());
  test.Ask("update job_chunks set content = substr(content, 1, 7)");
  test.importing.RunJobs();
  CHECK(test.importing.GetJob(test.owner, uploaded->id()).status() == integration::v1::JOB_STATUS_FAILED);
}

TEST_CASE("the errors of a job are read page by page, each page of that job alone", "[import]") {
  Import test;
  const Job one = test.Run(Spec("account"), "name\n\"\"\n\"\"\n");
  const Job other = test.Run(Spec("account"), "name\n\"\"\n\"\"\n");
  integration::v1::ListJobErrorsRequest request;
  request.set_id(one.id());
  request.set_page_size(1);
  const auto list = [&] {
    return test.importing.server().Call(&test.owner, &integration::v1::JobService::Stub::ListJobErrors, request);
  };
  request.set_page_token(list()->next_page_token());
  REQUIRE_FALSE(request.page_token().empty());
  const auto last = list();
  REQUIRE(last->errors_size() == 1);
  CHECK(last->errors(0).line() == 3);
  CHECK(last->next_page_token().empty());
  request.set_id(other.id());
  CHECK(ReasonOf(list().status) == "INVALID_PAGE_TOKEN");
}

}  // namespace
}  // namespace pipewright
