#include "server/wire/request_checks.h"

#include <catch2/catch.hpp>

#include "domain/shared/errors.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "pipewright/sales/v1/opportunity_service.grpc.pb.h"
#include "pipewright/tasks/v1/task_service.grpc.pb.h"
#include "tests/support/server/test_server.h"
#include "tests/support/status_matchers.h"

namespace pipewright::server {
namespace {

using testing::TestServer;

absl::Status Wrong(const std::vector<std::string>& fields) {
  Violations violations;
  for (const std::string& field : fields) violations.Add(field, "is wrong");
  return violations.ToStatus();
}

std::string Together(const absl::Status& checked, const absl::Status& parsed) {
  return FieldsOf(AllViolations(checked, parsed, *sales::v1::CreateOpportunityRequest::descriptor()));
}

// The fields that the checks of a CreateAccount with these custom fields name.
std::string NamedFor(const std::string& key, const google::protobuf::Value& value) {
  sales::v1::CreateAccountRequest request;
  request.mutable_account()->set_name("Acme");
  (*request.mutable_account()->mutable_custom_fields()->mutable_fields())[key] = value;
  bool needs_normalizing = false;
  return FieldsOf(CheckRequest(request, &needs_normalizing));
}

TEST_CASE("a wrong text among custom fields is named by its key", "[validation]") {
  google::protobuf::Value wrong;
  wrong.set_string_value("a\x01");
  CHECK(NamedFor("tier", wrong) == "account.custom_fields.tier");
  CHECK(NamedFor("ti\x01er", wrong) == "account.custom_fields");
  google::protobuf::Value list;
  list.mutable_list_value()->add_values()->set_string_value("north");
  *list.mutable_list_value()->add_values() = wrong;
  CHECK(NamedFor("regions", list) == "account.custom_fields.regions[1]");
  google::protobuf::Value object;
  (*object.mutable_struct_value()->mutable_fields())["x"] = wrong;
  CHECK(NamedFor("tier", object) == "account.custom_fields.tier.x");
  wrong.set_string_value("gold");
  CHECK(NamedFor("tier", wrong).empty());
}

TEST_CASE("what the checks and the parser find wrong is told together", "[validation]") {
  CHECK(Together(Wrong({"opportunity.title"}), Wrong({"opportunity.account_id", "opportunity_id"})) ==
        "opportunity.title,opportunity.account_id,opportunity_id");
  CHECK(Together(absl::OkStatus(), Wrong({"opportunity.account_id"})) == "opportunity.account_id");
  CHECK(Together(Wrong({"opportunity.title"}), absl::OkStatus()) == "opportunity.title");
  CHECK(AllViolations(absl::OkStatus(), absl::OkStatus(), *sales::v1::CreateOpportunityRequest::descriptor()).ok());
}

TEST_CASE("a field is told once, and nothing within one that is missing as a whole", "[validation]") {
  CHECK(Together(Wrong({"opportunity_id"}), Wrong({"opportunity_id"})) == "opportunity_id");
  CHECK(Together(Wrong({"opportunity"}), Wrong({"opportunity.account_id"})) == "opportunity");
  CHECK(Together(Wrong({"opportunity.team"}), Wrong({"opportunity.team[3].user_id"})) == "opportunity.team");
  // A longer name is another field.
  CHECK(Together(Wrong({"opportunity"}), Wrong({"opportunity_id"})) == "opportunity,opportunity_id");
  // A value object names its own part; in the request it stands in the resource.
  CHECK(Together(Wrong({"opportunity.title"}), Wrong({"title"})) == "opportunity.title");
}

TEST_CASE("an error of the parser that is about no field waits until the rest is right", "[validation]") {
  const absl::Status stale = StaleEtag("opportunity", "1", "2");
  CHECK(Together(Wrong({"opportunity.title"}), stale) == "opportunity.title");
  CHECK(ReasonOf(AllViolations(absl::OkStatus(), stale, *sales::v1::CreateOpportunityRequest::descriptor())) ==
        Reason::kStaleEtag);
}

TEST_CASE("a missing field, a wrong date and a bad id are answered at once", "[validation]") {
  TestServer& server = TestServer::Get();
  const auto caller = server.SignUp();
  sales::v1::CreateOpportunityRequest create;
  create.set_request_id("again");
  create.mutable_opportunity()->set_account_id("Acme");
  create.mutable_opportunity()->mutable_expected_close_date()->set_year(2026);
  create.mutable_opportunity()->mutable_expected_close_date()->set_month(2);
  create.mutable_opportunity()->mutable_expected_close_date()->set_day(30);
  create.mutable_opportunity()->set_next_step(std::string("a\0b", 3));
  const auto refused = server.Call(&caller, &sales::v1::OpportunityService::Stub::CreateOpportunity, create);
  CHECK(refused.status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  CHECK(testing::ReasonOf(refused.status) == "INVALID_FIELD");
  CHECK(testing::FieldsOf(refused.status) ==
        "opportunity.title,opportunity.next_step,request_id,opportunity.account_id,opportunity.expected_close_date");

  tasks::v1::AssignTaskRequest assign;
  assign.set_id("1");
  const auto unassigned = server.Call(&caller, &tasks::v1::TaskService::Stub::AssignTask, assign);
  CHECK(testing::FieldsOf(unassigned.status) == "assignee_id,id");
}

}  // namespace
}  // namespace pipewright::server
