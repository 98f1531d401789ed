// Import through a real channel, its jobs worked at one by one.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "pipewright/organization/v1/member_service.grpc.pb.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "pipewright/sales/v1/contact_service.grpc.pb.h"
#include "tests/support/server/importing.h"

namespace pipewright {
namespace {

using integration::v1::ImportSpec;
using integration::v1::Job;
using testing::FieldsOf;
using testing::Importing;
using testing::MetadataOf;
using testing::ReasonOf;
using testing::TestCaller;
using Strings = std::vector<std::string>;

ImportSpec Spec(const std::string& resource, const std::string& key = "") {
  ImportSpec spec;
  spec.set_resource(resource);
  spec.set_key(key);
  return spec;
}

struct Import {
  Importing& importing = Importing::Get();
  TestCaller owner = importing.server().SignUp();

  Job Run(const ImportSpec& spec, const std::string& file) { return importing.Import(owner, spec, file); }
  Strings Errors(const Job& job) { return importing.ErrorsOf(owner, job.id()); }
  grpc::Status Refusal(const ImportSpec& spec, const std::string& file) {
    return importing.Upload(owner, spec, file).status;
  }
  std::string Ask(const std::string& sql) { return importing.Ask(owner.tenant_id, sql); }
};

TEST_CASE("each row of a file becomes a record with its audit entry and its event", "[import]") {
  Import test;
  const Job job = test.Run(Spec("account"),
                           "name,status,annual_revenue,annual_revenue.currency_code,tags,billing_address.city,code\r\n"
                           "Acme,CUSTOMER,1234.50,USD,a;b,Köln,ignored\r\n"
                           "\"Bell, Book & Co\",,7,,,,\r\n");
  CHECK(job.status() == integration::v1::JOB_STATUS_SUCCEEDED);
  CHECK(job.rows_total() == 2);
  CHECK(job.rows_done() == 2);
  CHECK(job.created_count() == 2);
  CHECK(job.failed_count() == 0);
  CHECK(job.has_start_time());
  CHECK(job.has_end_time());
  CHECK(test.Ask("select string_agg(name || ' ' || status || ' ' || annual_revenue_e4 || annual_revenue_currency, '; ' "
                 "order by code) from accounts") == "Acme CUSTOMER 12345000USD; Bell, Book & Co PROSPECT 70000EUR");
  CHECK(test.Ask("select count(*) from audit_entries where action = 'account.created'") == "2");
  CHECK(test.Ask("select count(*) from events where type = 'account.created'") == "2");
  CHECK(test.Ask("select string_agg(type, ' ' order by sequence) from events where resource = 'job'") ==
        "job.created job.started job.succeeded");
  CHECK(test.Ask("select count(*) from job_chunks") == "0");
  CHECK(test.Ask("select count(*) from job_work") == "0");
}

TEST_CASE("wrong rows are told by line and column, and don't stop the others", "[import]") {
  Import test;
  const std::string nobody = "0190f3c2-7b1e-7c3a-9d4e-5f60718293a4";
  ImportSpec spec = Spec("contact");
  auto& column = *spec.add_columns();
  column.set_header("Mail");
  column.set_field("email");
  const Job job = test.Run(spec, absl::StrCat("last_name,Mail,source,account_id\n"
                                              "Good,good@example.com,,\n"
                                              "Bad,not an address,NOWHERE,\n"
                                              "Double,good@example.com,,\n"
                                              "\"Two\nlines\",,,\n"
                                              "Orphan,,,",
                                              nobody,
                                              "\n"
                                              "Short,x\n"
                                              "Nul\x01,,,\n"
                                              ",only@example.com,,\n"
                                              "Last,last@example.com,REFERRAL,\n"));
  CHECK(job.status() == integration::v1::JOB_STATUS_SUCCEEDED);
  CHECK(job.rows_total() == 9);
  const Strings errors = test.Errors(job);
  CAPTURE(errors);
  CHECK(std::find(errors.begin(), errors.end(), "3 source INVALID_FIELD") != errors.end());
  CHECK(std::find(errors.begin(), errors.end(), "4 Mail RECORD_EXISTS") != errors.end());
  CHECK(std::find(errors.begin(), errors.end(), "8  INVALID_CSV") != errors.end());
  CHECK(std::find(errors.begin(), errors.end(), "9 last_name INVALID_FIELD") != errors.end());
  CHECK(
      std::any_of(errors.begin(), errors.end(), [](const std::string& e) { return e.rfind("7 account_id", 0) == 0; }));
  CHECK(std::any_of(errors.begin(), errors.end(), [](const std::string& e) { return e.rfind("10 ", 0) == 0; }));
  CHECK(test.Ask("select string_agg(last_name, ',' order by last_name) from contacts where last_name in "
                 "('Good', 'Bad', 'Double', 'Orphan', 'Short', 'Last')") == "Good,Last");
  CHECK(std::is_sorted(errors.begin(), errors.end(),
                       [](const std::string& a, const std::string& b) { return std::stoi(a) < std::stoi(b); }));
  CHECK(job.failed_count() + job.created_count() == 9);
  CHECK(job.failed_count() >= 6);
}

TEST_CASE("a row is told all that is wrong with it at once, as a call is", "[import]") {
  Import test;
  const Job job = test.Run(Spec("contact"), "last_name,email\nNul\x01,not an address\n");
  const Strings errors = test.Errors(job);
  CAPTURE(errors);
  const auto told = [&](const char* error) { return std::find(errors.begin(), errors.end(), error) != errors.end(); };
  CHECK(told("2 last_name INVALID_FIELD"));
  CHECK(told("2 email INVALID_FIELD"));
  CHECK(errors.size() == 2);
  sales::v1::CreateContactRequest request;
  request.mutable_contact()->set_last_name("Nul\x01");
  request.mutable_contact()->set_email("not an address");
  const auto call = test.importing.server().Call(&test.owner, &sales::v1::ContactService::Stub::CreateContact, request);
  CHECK(FieldsOf(call.status) == "contact.last_name,contact.email");
}

TEST_CASE("the same file twice changes nothing the second time", "[import]") {
  Import test;
  const std::string file = "email,last_name,score,tags\nA@example.com,Ant,5,x\nb@example.com,Bee,,y;z\n";
  CHECK(test.Run(Spec("contact", "email"), file).created_count() == 2);
  const std::string before = test.Ask("select string_agg(c::text, ' ') from contacts c");
  const Job again = test.Run(Spec("contact", "email"), file);
  CHECK(again.unchanged_count() == 2);
  CHECK(again.created_count() + again.updated_count() + again.failed_count() == 0);
  CHECK(test.Ask("select string_agg(c::text, ' ') from contacts c") == before);

  const Job changed =
      test.Run(Spec("contact", "email"), "email,last_name,score\na@example.com,,6\nb@example.com,Bee,\n");
  CHECK(changed.updated_count() == 1);
  CHECK(changed.unchanged_count() == 1);
  CHECK(test.Ask("select last_name || score || tags from contacts where email = 'a@example.com'") == "Ant6[\"x\"]");

  ImportSpec clearing = Spec("contact", "email");
  clearing.set_clear_empty(true);
  CHECK(test.Run(clearing, "email,score,tags\na@example.com,,\n").updated_count() == 1);
  CHECK(test.Ask("select count(*) from contacts where email = 'a@example.com' and score is null") == "1");
}

TEST_CASE("a row that repeats an account's status is carried out, one with another status is told", "[import]") {
  Import test;
  REQUIRE(test.Run(Spec("account", "name"), "name,status\nAcme,CUSTOMER\nBell,LEAD\n").created_count() == 2);
  const Job job = test.Run(Spec("account", "name"), "name,status,industry\nAcme,CUSTOMER,Steel\nBell,CUSTOMER,Bells\n");
  CHECK(job.updated_count() == 1);
  CHECK(test.Errors(job) == Strings{"3 status INVALID_FIELD"});
  CHECK(test.Ask("select string_agg(name || ' ' || status || ' ' || industry, '; ' order by name) from accounts") ==
        "Acme CUSTOMER Steel; Bell LEAD ");
}

TEST_CASE("rows of one record in one file are carried out one after the other", "[import]") {
  Import test;
  const Job job =
      test.Run(Spec("account", "name"), "name,industry\nAcme,Steel\nBell,Bells\nAcme,Rubber\nAcme,Rubber\n");
  CHECK(job.created_count() == 2);
  CHECK(job.updated_count() == 1);
  CHECK(job.unchanged_count() == 1);
  CHECK(test.Ask("select industry from accounts where name = 'Acme'") == "Rubber");

  CHECK(test.Run(Spec("account"), "name\nAcme\n").created_count() == 1);
  const Job ambiguous = test.Run(Spec("account", "name"), "name,industry\nAcme,Steel\nBell,Steel\n");
  CHECK(ambiguous.updated_count() == 1);
  CHECK(test.Errors(ambiguous) == Strings{"2 name RECORD_EXISTS"});
}

TEST_CASE("a row that fails leaves its record to the rows of the same key behind it", "[import]") {
  Import test;
  const Job first_fails = test.Run(Spec("account", "name"),
                                   "name,industry,parent_account_id\n"
                                   "Acme,Wood,0190f3c2-7b1e-7c3a-9d4e-5f60718293a4\nAcme,Steel,\nAcme,Rubber,\n");
  CHECK(first_fails.created_count() == 1);
  CHECK(first_fails.updated_count() == 1);
  CHECK(test.Errors(first_fails).size() == 1);
  CHECK(test.Ask("select industry from accounts where name = 'Acme'") == "Rubber");

  const Job second_unreadable = test.Run(Spec("account", "name"),
                                         "name,industry,parent_account_id\n"
                                         "Bell,Wood,\nBell,Steel,nonsense\nBell,Rubber,\n");
  CHECK(second_unreadable.created_count() == 1);
  CHECK(second_unreadable.updated_count() == 1);
  CHECK(test.Errors(second_unreadable) == Strings{"3 parent_account_id INVALID_FIELD"});
  CHECK(test.Ask("select string_agg(industry, ',') from accounts where name = 'Bell'") == "Rubber");
}

TEST_CASE("a key means the same record however it is written", "[import]") {
  Import test;
  const std::string composed = "Caf\xC3\xA9";
  const std::string decomposed = "Cafe\xCC\x81";
  CHECK(test.Run(Spec("account", "name"), absl::StrCat("name,industry\n", composed, ",Food\n'=Sum,Sums\n"))
            .created_count() == 2);
  const Job again =
      test.Run(Spec("account", "name"), absl::StrCat("name,industry\n", decomposed, ",Food\n'=Sum,Sums\n"));
  CHECK(again.unchanged_count() == 2);
  CHECK(test.Ask("select count(*) from accounts") == "2");
}

TEST_CASE("a new record has the id that its row gives it", "[import]") {
  Import test;
  const std::string id = "0190f3c2-7b1e-7c3a-9d4e-5f60718293a4";
  const Job job = test.Run(Spec("account"), absl::StrCat("id,name\n", id, ",Acme\nnonsense,Bell\n,Cedar\n"));
  CHECK(job.created_count() == 2);
  CHECK(test.Errors(job) == Strings{"3 id INVALID_FIELD"});
  CHECK(test.Ask("select id from accounts where name = 'Acme'") == id);
}

TEST_CASE("a wrong id is told by the header of its column", "[import]") {
  Import test;
  ImportSpec spec = Spec("account");
  auto& column = *spec.add_columns();
  column.set_header("Number");
  column.set_field("id");
  CHECK(test.Errors(test.Run(spec, "Number,name\nnonsense,Bell\n")) == Strings{"2 Number INVALID_FIELD"});
}

TEST_CASE("a file is read as its spec says: the delimiter, the currency of amounts", "[import]") {
  Import test;
  ImportSpec spec = Spec("account");
  spec.set_delimiter(";");
  spec.set_default_currency_code("USD");
  CHECK(test.Run(spec, "name;industry;annual_revenue\nAcme, Bell;Steel;5\n").created_count() == 1);
  CHECK(test.Ask("select name || industry || annual_revenue_currency from accounts") == "Acme, BellSteelUSD");
}

TEST_CASE("a record that can't be made with its key is an error, one that is there is updated", "[import]") {
  Import test;
  test.Run(Spec("account"), "name\nAcme\n");
  const Job job = test.Run(Spec("account", "code"), "code,industry\nACC-000001,Steel\nACC-000099,Steel\n");
  CHECK(job.updated_count() == 1);
  CHECK(test.Errors(job) == Strings{"3  INVALID_FIELD"});
}

TEST_CASE("a dry run tells what would happen and changes nothing", "[import]") {
  Import test;
  const std::string file = "email,last_name\na@example.com,Ant\nnonsense,Bee\nc@example.com,Cow\n";
  ImportSpec spec = Spec("contact", "email");
  spec.set_dry_run(true);
  const Job dry = test.Run(spec, file);
  CHECK(dry.dry_run());
  CHECK(test.Ask("select count(*) from contacts") == "0");
  CHECK(test.Ask("select count(*) from events where resource = 'contact'") == "0");
  const Job real = test.Run(Spec("contact", "email"), file);
  CHECK(dry.created_count() == real.created_count());
  CHECK(dry.failed_count() == real.failed_count());
  CHECK(dry.rows_done() == 3);
  CHECK(test.Errors(dry) == test.Errors(real));
}

TEST_CASE("a header that doesn't fit is refused at once, with all that is wrong, and nothing is kept", "[import]") {
  Import test;
  const grpc::Status unknown = test.Refusal(Spec("account"), "name,nam,name,billing_address\nx,x,x,x\n");
  CHECK(ReasonOf(unknown) == "INVALID_CSV");
  CHECK_THAT(unknown.error_message(),
             Catch::Contains("\"nam\"") && Catch::Contains("stands twice") && Catch::Contains("billing_address"));
  CHECK(ReasonOf(test.Refusal(Spec("account", "email"), "name\nx\n")) == "INVALID_CSV");
  CHECK(ReasonOf(test.Refusal(Spec("account"), "")) == "INVALID_CSV");
  CHECK(ReasonOf(test.Refusal(Spec("account"), "name\n\"open\n")) == "INVALID_CSV");
  CHECK(ReasonOf(test.Refusal(Spec("account"), "n\xFF\nx\n")) == "INVALID_CSV");
  ImportSpec mapped = Spec("account");
  mapped.add_columns()->set_header("Firma");
  mapped.mutable_columns(0)->set_field("name");
  CHECK_THAT(test.Refusal(mapped, "name\nx\n").error_message(), Catch::Contains("Firma"));
  ImportSpec twice = Spec("account");
  twice.add_columns()->set_header("Firma");
  twice.mutable_columns(0)->set_field("name");
  CHECK_THAT(test.Refusal(twice, "name,Firma\nx,y\n").error_message(),
             Catch::Contains("two columns are the field name"));
  // Wrong far behind the beginning, of which some is stored by then.
  std::string long_file = "name,description\n";
  while (long_file.size() < (1 << 20)) absl::StrAppend(&long_file, "Acme,", std::string(1000, 'x'), "\n");
  CHECK(ReasonOf(test.Refusal(Spec("account"), long_file + "\"open\n")) == "INVALID_CSV");
  CHECK(test.Ask("select count(*) from job_chunks") == "0");
  CHECK(test.Ask("select count(*) from jobs") == "0");

  ImportSpec ignoring = Spec("account");
  ignoring.set_ignore_unknown_columns(true);
  CHECK(test.Run(ignoring, "name,nam\nAcme,x\n").created_count() == 1);
}

TEST_CASE("everything that is wrong with a spec is told at once", "[import]") {
  Import test;
  ImportSpec spec = Spec("account", "industry");
  spec.set_delimiter("::");
  spec.set_default_currency_code("EURO");
  spec.add_columns()->set_header("x");
  spec.mutable_columns(0)->set_field("no.such");
  const grpc::Status refused = test.Refusal(spec, "name\nx\n");
  CHECK(refused.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  CHECK(FieldsOf(refused) == "spec.key,spec.delimiter,spec.default_currency_code,spec.columns[0].field");
  CHECK(FieldsOf(test.Refusal(Spec("pipeline"), "name\nx\n")) == "spec.resource");
  CHECK(FieldsOf(test.Refusal(Spec(""), "name\nx\n")) == "spec.resource");
  ImportSpec sized = Spec("account");
  sized.set_size_bytes(8);
  CHECK(FieldsOf(test.Refusal(sized, "name\nx\n")) == "spec.size_bytes");
  sized.set_size_bytes(-1);
  for (int i = 0; i < 2; ++i) sized.add_columns()->set_header("x");
  CHECK(FieldsOf(test.Refusal(sized, "name\nx\n")) == "spec.size_bytes,spec.columns[1].header");
  ImportSpec named = Spec("account");
  named.set_request_id("again");
  CHECK(FieldsOf(test.Refusal(named, "name\nx\n")) == "spec.request_id");
}

TEST_CASE("a spec stands in the first message, and in no other", "[import]") {
  Import test;
  const auto refusal = [&](std::initializer_list<bool> with_spec) {
    grpc::ClientContext context;
    test.owner.Authorize(context);
    integration::v1::ImportService::Stub stub(test.importing.server().channel());
    Job job;
    const auto writer = stub.ImportRecords(&context, &job);
    for (const bool spec : with_spec) {
      integration::v1::ImportRecordsRequest message;
      if (spec) *message.mutable_spec() = Spec("account");
      message.set_content("name\n");
      if (!writer->Write(message)) break;
    }
    writer->WritesDone();
    return FieldsOf(writer->Finish());
  };
  CHECK(refusal({true, true}) == "spec");
  CHECK(refusal({false}) == "spec");
  CHECK(refusal({}) == "spec");
  CHECK(refusal({true}).empty());
}

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

TEST_CASE("who may make records and not change them imports without a key", "[import]") {
  Import test;
  test.Ask(
      "insert into roles (tenant_id, id, version, create_time, update_time, name, description, grants) values "
      "(pipewright_tenant(), gen_random_uuid(), 1, now(), now(), 'MAKES', '', "
      "'account:create=ALL;account:read=ALL;job:*=OWN')");
  const TestCaller maker = test.importing.server().AddMember(test.owner, "MAKES");
  CHECK(test.importing.Import(maker, Spec("account"), "name\nAcme\n").created_count() == 1);
  CHECK(MetadataOf(test.importing.Upload(maker, Spec("account", "name"), "name\nAcme\n").status, "permission") ==
        "account:update");
}

TEST_CASE("rights that were taken after the upload stop the job", "[import]") {
  for (const std::string taken : {"account:read=ALL", "account:create=ALL;account:read=ALL"}) {
    CAPTURE(taken);
    Import test;
    test.Ask(
        absl::StrCat("insert into roles (tenant_id, id, version, create_time, update_time, name, description, grants) "
                     "values (pipewright_tenant(), gen_random_uuid(), 1, now(), now(), 'LESS', '', '",
                     taken, "')"));
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
