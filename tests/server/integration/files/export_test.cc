// Export through a real channel, and back by import.
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "pipewright/sales/v1/lead_service.grpc.pb.h"
#include "pipewright/sales/v1/opportunity_service.grpc.pb.h"
#include "pipewright/sales/v1/vendor_service.grpc.pb.h"
#include "pipewright/tasks/v1/task_service.grpc.pb.h"
#include "tests/support/server/importing.h"

namespace pipewright {
namespace {

using integration::v1::ExportRecordsRequest;
using integration::v1::ImportSpec;
using integration::v1::Job;
using testing::FieldsOf;
using testing::Importing;
using testing::ReasonOf;
using testing::TestCaller;

ExportRecordsRequest Of(const std::string& resource, const std::vector<std::string>& columns = {}) {
  ExportRecordsRequest request;
  request.set_resource(resource);
  for (const std::string& column : columns) request.add_columns(column);
  return request;
}

struct Export {
  Importing& importing = Importing::Get();
  TestCaller owner = importing.server().SignUp();

  std::string Run(const ExportRecordsRequest& request) {
    const auto answer = importing.Export(owner, request);
    INFO(answer.status.error_message());
    REQUIRE(answer.ok());
    return answer.response;
  }
  Job Import(const std::string& resource, const std::string& key, const std::string& file) {
    ImportSpec spec;
    spec.set_resource(resource);
    spec.set_key(key);
    return importing.Import(owner, spec, file);
  }
};

TEST_CASE("a list becomes a file: its filter, its order, the columns asked for", "[export]") {
  Export test;
  test.Import("account", "", "name,industry,annual_revenue\nA,Steel,3\nB,Bells,1\nC,Steel,2\n");
  ExportRecordsRequest request = Of("account", {"name", "annual_revenue", "annual_revenue.currency_code", "code"});
  request.set_filter("industry = \"Steel\"");
  request.set_order_by("annual_revenue");
  CHECK(test.Run(request) ==
        "name,annual_revenue,annual_revenue.currency_code,code\r\nC,2,EUR,ACC-000003\r\nA,3,EUR,ACC-000001\r\n");
  CHECK(test.Run(Of("opportunity", {"title"})) == "title\r\n");
  request.set_filter("industry =");
  CHECK(ReasonOf(test.importing.Export(test.owner, request).status) == "INVALID_FILTER");
}

TEST_CASE("more records than a page has", "[export]") {
  Export test;
  std::string file = "name\r\n";
  for (int i = 0; i < 2345; ++i) absl::StrAppend(&file, "Account ", 10'000 + i, "\r\n");
  REQUIRE(test.Import("account", "", file).created_count() == 2345);
  ExportRecordsRequest request = Of("account", {"name"});
  request.set_order_by("name");
  CHECK(test.Run(request) == file);
}

TEST_CASE("what can't be exported is said", "[export]") {
  Export test;
  CHECK(FieldsOf(test.importing.Export(test.owner, Of("tenant")).status) == "resource");
  CHECK(FieldsOf(test.importing.Export(test.owner, Of("account", {"name", "nonsense", "billing_address"})).status) ==
        "columns[1],columns[2]");
}

TEST_CASE("a member exports what the member may read", "[export]") {
  Export test;
  const TestCaller member = test.importing.server().AddMember(test.owner, "MEMBER");
  test.Import("account", "", "name\nTheirs\n");
  ImportSpec spec;
  spec.set_resource("account");
  test.importing.Import(member, spec, "name\nMine\n");
  const auto answer = test.importing.Export(member, Of("account", {"name"}));
  REQUIRE(answer.ok());
  CHECK(answer.response == "name\r\nMine\r\n");
}

TEST_CASE("no exported text is a formula, unless asked for as it is", "[export]") {
  Export test;
  REQUIRE(test.Import("account", "", "name,phone\n'=HYPERLINK(1),+49 171 1234567\n").created_count() == 1);
  CHECK(test.Run(Of("account", {"name", "phone"})) == "name,phone\r\n'=HYPERLINK(1),+491711234567\r\n");
  ExportRecordsRequest raw = Of("account", {"name"});
  raw.set_raw(true);
  CHECK(test.Run(raw) == "name\r\n=HYPERLINK(1)\r\n");
}

TEST_CASE("an exported file changes nothing when it is imported again", "[export]") {
  Export test;
  TestCaller& owner = test.owner;
  auto& server = test.importing.server();
  sales::v1::CreateAccountRequest account;
  account.mutable_account()->set_name("=1+1 \"quoted\", and\nbroken; 'apart'");
  account.mutable_account()->set_description("'=x");
  account.mutable_account()->add_tags("a;b\\");
  account.mutable_account()->mutable_billing_address()->set_city(" Köln ");
  account.mutable_account()->mutable_annual_revenue()->set_currency_code("USD");
  account.mutable_account()->mutable_annual_revenue()->set_units(12);
  account.mutable_account()->mutable_annual_revenue()->set_nanos(340'000'000);
  const auto made = server.Call(&owner, &sales::v1::AccountService::Stub::CreateAccount, account);
  REQUIRE(made.ok());
  REQUIRE(test.Import("contact", "",
                      absl::StrCat("last_name,account_id,preferences.topics,social_profiles\n", "Ant,", made->id(),
                                   ",a;b,\"[{\"\"network\"\":\"\"linkedin\"\",\"\"url\"\":\"\"https://x.y\"\"}]\"\n"))
              .created_count() == 1);
  sales::v1::CreateOpportunityRequest opportunity;
  opportunity.mutable_opportunity()->set_title("Deal");
  opportunity.mutable_opportunity()->set_account_id(made->id());
  opportunity.mutable_opportunity()->mutable_expected_close_date()->set_year(2027);
  opportunity.mutable_opportunity()->mutable_expected_close_date()->set_month(2);
  opportunity.mutable_opportunity()->mutable_expected_close_date()->set_day(28);
  auto& item = *opportunity.mutable_opportunity()->add_line_items();
  item.set_title("Licence");
  item.set_quantity("2.5");
  item.mutable_unit_price()->set_currency_code("EUR");
  item.mutable_unit_price()->set_units(10);
  REQUIRE(server.Call(&owner, &sales::v1::OpportunityService::Stub::CreateOpportunity, opportunity).ok());
  sales::v1::CreateLeadRequest lead;
  lead.mutable_lead()->set_name("Maria Berg");
  lead.mutable_lead()->set_status(sales::v1::LEAD_STATUS_QUALIFIED);
  sales::v1::ScoreReason* const budget = lead.mutable_lead()->add_score_reasons();
  budget->set_text("budget; and time");
  budget->set_points(70);
  REQUIRE(server.Call(&owner, &sales::v1::LeadService::Stub::CreateLead, lead).ok());
  tasks::v1::CreateTaskRequest task;
  task.mutable_task()->set_title("Call");
  task.mutable_task()->mutable_due_time()->set_seconds(1'900'000'000);
  task.mutable_task()->mutable_due_time()->set_nanos(123'456'000);
  task.mutable_task()->mutable_subject()->set_kind(shared::v1::SUBJECT_KIND_ACCOUNT);
  task.mutable_task()->mutable_subject()->set_id(made->id());
  task.mutable_task()->add_checklist()->set_text("Dial, then speak");
  REQUIRE(server.Call(&owner, &tasks::v1::TaskService::Stub::CreateTask, task).ok());

  sales::v1::CreateVendorRequest vendor;
  vendor.mutable_vendor()->set_name("Holm");
  vendor.mutable_vendor()->set_rating(4);
  REQUIRE(server.Call(&owner, &sales::v1::VendorService::Stub::CreateVendor, vendor).ok());

  for (const char* const resource : {"account", "contact", "lead", "opportunity", "task", "vendor"}) {
    CAPTURE(resource);
    const std::string file = test.Run(Of(resource));
    const Job job = test.Import(resource, "id", file);
    CAPTURE(file, test.importing.ErrorsOf(owner, job.id()), test.importing.messages);
    CHECK(job.unchanged_count() == 1);
    CHECK(job.rows_done() == 1);
    CHECK(test.Run(Of(resource)) == file);
  }
}

TEST_CASE("accounts of any texts come back from a file as they were", "[export]") {
  Export test;
  const TestCaller other = test.importing.server().SignUp();
  std::mt19937 random(20'260'131);
  const std::string letters = "a\",;\n'=+-9 \\\t";
  for (int i = 0; i < 200; ++i) {
    std::string text;
    for (size_t length = random() % 9; length > 0; --length) text.push_back(letters[random() % letters.size()]);
    sales::v1::CreateAccountRequest request;
    request.mutable_account()->set_name(absl::StrCat(text, "x"));
    request.mutable_account()->set_description(text);
    request.mutable_account()->set_industry(text);
    REQUIRE(test.importing.server().Call(&test.owner, &sales::v1::AccountService::Stub::CreateAccount, request).ok());
  }
  const ExportRecordsRequest request = Of("account", {"name", "description", "industry"});
  const std::string file = test.Run(request);
  ImportSpec spec;
  spec.set_resource("account");
  const Job job = test.importing.Import(other, spec, file);
  CHECK(job.created_count() == 200);
  const auto again = test.importing.Export(other, request);
  REQUIRE(again.ok());
  CHECK(again.response == file);
}

}  // namespace
}  // namespace pipewright
