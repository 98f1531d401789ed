// What becomes of the rows of a file, through a real channel, its jobs worked at one by one.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "pipewright/sales/v1/contact_service.grpc.pb.h"
#include "tests/support/server/importing.h"

namespace pipewright {
namespace {

using integration::v1::ImportSpec;
using integration::v1::Job;
using testing::FieldsOf;
using testing::Import;
using testing::Spec;
using Strings = std::vector<std::string>;

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
  CHECK_THAT(test.importing.messages.back(), Catch::Contains("MarkAccountCustomer"));
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

}  // namespace
}  // namespace pipewright
