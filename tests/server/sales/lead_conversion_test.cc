#include <catch2/catch.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "pipewright/integration/v1/transaction_service.grpc.pb.h"
#include "pipewright/sales/v1/lead_service.grpc.pb.h"
#include "pipewright/tasks/v1/task_service.grpc.pb.h"
#include "tests/server/sales/selling.h"
#include "tests/support/infrastructure/tenant_contents.h"
#include "tests/support/server/event_stream.h"

namespace pipewright::sales {
namespace {

using testing::CountOf;
using testing::EverythingOf;
using testing::FieldsOf;
using testing::MetadataOf;
using testing::ReasonOf;
using testing::TestCaller;
using LeadStub = v1::LeadService::Stub;
using TaskStub = tasks::v1::TaskService::Stub;

constexpr char kRequestId[] = "0190f3c2-7b1e-7c3a-9d4e-5f60718293c7";

struct Leads : Selling {
  v1::Lead Create(const TestCaller& caller, const std::string& email = "maria@acme.example") {
    v1::CreateLeadRequest request;
    request.mutable_lead()->set_name("Maria Berg");
    request.mutable_lead()->set_company("Acme");
    request.mutable_lead()->set_email(email);
    request.mutable_lead()->mutable_estimated_value()->set_currency_code("EUR");
    request.mutable_lead()->mutable_estimated_value()->set_units(5000);
    const auto created = server.Call(&caller, &LeadStub::CreateLead, request);
    INFO(created.status.error_message());
    REQUIRE(created.ok());
    return created.response;
  }
  v1::Lead Get(const std::string& id) {
    v1::GetLeadRequest request;
    request.set_id(id);
    return server.Call(&owner, &LeadStub::GetLead, request).response;
  }
  static v1::ConvertLeadRequest Of(const v1::Lead& lead) {
    v1::ConvertLeadRequest request;
    request.set_id(lead.id());
    return request;
  }
  v1::ConvertLeadRequest WithDesks(const v1::Lead& lead) const {
    v1::ConvertLeadRequest request = Of(lead);
    request.mutable_opportunity()->set_title("Fifty desks");
    request.mutable_opportunity()->set_pipeline_id(pipeline.id());
    request.mutable_opportunity()->set_stage_id(pipeline.stages(1).id());
    return request;
  }
  testing::Answer<v1::ConvertLeadResponse> ConvertAs(const TestCaller& caller, const v1::ConvertLeadRequest& request) {
    return server.Call(&caller, &LeadStub::ConvertLead, request);
  }
  testing::Answer<v1::ConvertLeadResponse> Convert(const v1::ConvertLeadRequest& request) {
    return ConvertAs(owner, request);
  }
  tasks::v1::Task AddTask(const v1::Lead& lead) {
    tasks::v1::CreateTaskRequest request;
    request.mutable_task()->set_title("Call");
    request.mutable_task()->mutable_subject()->set_kind(shared::v1::SUBJECT_KIND_LEAD);
    request.mutable_task()->mutable_subject()->set_id(lead.id());
    const auto created = server.Call(&owner, &TaskStub::CreateTask, request);
    INFO(created.status.error_message());
    REQUIRE(created.ok());
    return created.response;
  }
  int CountTasks(const std::string& filter) {
    tasks::v1::ListTasksRequest request;
    request.set_filter(filter);
    const auto list = server.Call(&owner, &TaskStub::ListTasks, request);
    INFO(filter << ": " << list.status.error_message());
    REQUIRE(list.ok());
    return list->tasks_size();
  }
};

TEST_CASE("a lead is converted into a new account, contact and opportunity", "[lead][conversion]") {
  Leads test;
  const v1::Lead lead = test.Create(test.owner);
  v1::ConvertLeadRequest request = test.WithDesks(lead);
  request.set_etag(lead.etag());
  request.mutable_opportunity()->mutable_expected_close_date()->set_year(2026);
  request.mutable_opportunity()->mutable_expected_close_date()->set_month(12);
  request.mutable_opportunity()->mutable_expected_close_date()->set_day(24);
  const auto converted = test.Convert(request);
  INFO(converted.status.error_message());
  REQUIRE(converted.ok());
  CHECK(converted->account().name() == "Acme");
  CHECK(converted->account().code() == "ACC-000001");
  CHECK(converted->contact().last_name() == "Berg");
  CHECK(converted->contact().account_id() == converted->account().id());
  CHECK(converted->opportunity().amount().units() == 5000);
  CHECK(converted->opportunity().stage_id() == test.pipeline.stages(1).id());
  CHECK(converted->opportunity().expected_close_date().day() == 24);
  CHECK(converted->opportunity().primary_contact_id() == converted->contact().id());
  const v1::Lead read = test.Get(lead.id());
  CHECK(read.SerializeAsString() == converted->lead().SerializeAsString());
  CHECK(read.status() == v1::LEAD_STATUS_CONVERTED);
  CHECK(read.converted_by() == test.owner.user_id);
  CHECK(read.convert_time().seconds() > 0);
  CHECK(read.converted_account_id() == converted->account().id());
  CHECK(read.converted_contact_id() == converted->contact().id());
  CHECK(read.converted_opportunity_id() == converted->opportunity().id());

  v1::ListLeadsRequest list;
  list.set_filter("converted_account.name = \"Acme\" AND status = CONVERTED");
  CHECK(test.server.Call(&test.owner, &LeadStub::ListLeads, list)->leads_size() == 1);
}

TEST_CASE("a lead is converted into the account and the contact that are there", "[lead][conversion]") {
  Leads test;
  const v1::Lead first = test.Create(test.owner);
  v1::ConvertLeadRequest request = Leads::Of(first);
  request.set_account_id(test.CreateAccount());
  const auto into_account = test.Convert(request);
  REQUIRE(into_account.ok());
  CHECK(into_account->account().id() == request.account_id());
  CHECK_FALSE(into_account->has_opportunity());
  CHECK(CountOf(test.owner.tenant_id, "accounts") == 1);

  // Somebody with the same address once more: the error says who to name.
  const v1::Lead second = test.Create(test.owner);
  const auto taken = test.Convert(Leads::Of(second));
  CHECK(taken.status.error_code() == grpc::StatusCode::ALREADY_EXISTS);
  CHECK(MetadataOf(taken.status, "contact_id") == into_account->contact().id());
  request = Leads::Of(second);
  request.set_contact_id(MetadataOf(taken.status, "contact_id"));
  const auto as_contact = test.Convert(request);
  REQUIRE(as_contact.ok());
  CHECK(as_contact->account().id() == into_account->account().id());
  CHECK(CountOf(test.owner.tenant_id, "contacts") == 1);

  request = Leads::Of(test.Create(test.owner, "mario@acme.example"));
  request.set_account_id(test.CreateAccount());
  request.set_contact_id(into_account->contact().id());
  CHECK(FieldsOf(test.Convert(request).status) == "contact_id");
  request.mutable_account()->set_name("Acme Ltd");
  CHECK(FieldsOf(test.Convert(request).status) == "account");
}

TEST_CASE("nothing is made by a conversion that the caller's role doesn't grant", "[lead][conversion]") {
  Leads test;
  const TestCaller member = test.server.AddMember(test.owner, "MEMBER");
  const TestCaller viewer = test.server.AddMember(test.owner, "VIEWER");
  const v1::Lead owners = test.Create(test.owner);
  CHECK(test.ConvertAs(viewer, Leads::Of(owners)).status.error_code() == grpc::StatusCode::PERMISSION_DENIED);
  CHECK(test.ConvertAs(member, Leads::Of(owners)).status.error_code() == grpc::StatusCode::NOT_FOUND);
  // An account of somebody else is as good as none.
  v1::ConvertLeadRequest request = Leads::Of(test.Create(member, "member@acme.example"));
  request.set_account_id(test.CreateAccount());
  CHECK(ReasonOf(test.ConvertAs(member, request).status) == "REFERENCE_NOT_FOUND");
  request.clear_account_id();
  const auto own = test.ConvertAs(member, request);
  REQUIRE(own.ok());
  CHECK(own->account().owner_id() == member.user_id);
  CHECK(own->contact().owner_id() == member.user_id);
}

TEST_CASE("a converted lead is frozen, whatever is asked of it", "[lead][conversion]") {
  Leads test;
  const v1::Lead lead = test.Create(test.owner);
  REQUIRE(test.Convert(Leads::Of(lead)).ok());
  const std::string before = EverythingOf(test.owner.tenant_id);
  const auto refused = [&](auto method, auto request) {
    request.set_id(lead.id());
    return ReasonOf(test.server.Call(&test.owner, method, request).status) == "LEAD_CONVERTED";
  };
  CHECK(refused(&LeadStub::MarkLeadContacted, v1::MarkLeadContactedRequest()));
  CHECK(refused(&LeadStub::QualifyLead, v1::QualifyLeadRequest()));
  CHECK(refused(&LeadStub::ReopenLead, v1::ReopenLeadRequest()));
  CHECK(refused(&LeadStub::DeleteLead, v1::DeleteLeadRequest()));
  CHECK(refused(&LeadStub::ConvertLead, v1::ConvertLeadRequest()));
  v1::DisqualifyLeadRequest disqualify;
  disqualify.set_reason("no budget");
  CHECK(refused(&LeadStub::DisqualifyLead, disqualify));
  v1::LoseLeadRequest lose;
  lose.set_reason("no budget");
  CHECK(refused(&LeadStub::LoseLead, lose));
  v1::UpdateLeadRequest update;
  update.mutable_lead()->set_id(lead.id());
  update.mutable_lead()->set_company("Globex");
  CHECK(ReasonOf(test.server.Call(&test.owner, &LeadStub::UpdateLead, update).status) == "LEAD_CONVERTED");
  CHECK(EverythingOf(test.owner.tenant_id) == before);
}

TEST_CASE("a lead's tasks go along to what it becomes, and are still found by the lead", "[lead][conversion][task]") {
  Leads test;
  const v1::Lead lead = test.Create(test.owner);
  const tasks::v1::Task task = test.AddTask(lead);
  const std::string subject = absl::StrCat("lead_id = \"", lead.id(), "\"");
  const std::string origin = absl::StrCat("converted_lead_id = \"", lead.id(), "\"");
  CHECK(test.CountTasks(subject) == 1);
  CHECK(test.CountTasks("lead.company = \"Acme\"") == 1);
  const auto converted = test.Convert(test.WithDesks(lead));
  REQUIRE(converted.ok());
  tasks::v1::GetTaskRequest get;
  get.set_id(task.id());
  const auto moved = test.server.Call(&test.owner, &TaskStub::GetTask, get);
  CHECK(moved->subject().kind() == shared::v1::SUBJECT_KIND_OPPORTUNITY);
  CHECK(moved->subject().id() == converted->opportunity().id());
  CHECK(moved->converted_lead_id() == lead.id());
  CHECK(moved->etag() == "2");
  CHECK(test.CountTasks(subject) == 0);
  CHECK(test.CountTasks(origin) == 1);
  CHECK(test.CountTasks(absl::StrCat(subject, " OR ", origin)) == 1);
  CHECK(test.CountTasks("converted_lead.company = \"Acme\"") == 1);

  const auto events = testing::ListSettledEvents(test.owner, {});
  REQUIRE(events.ok());
  std::string types;
  for (const auto& event : events->events()) absl::StrAppend(&types, event.type(), " ");
  CHECK_THAT(types, Catch::Contains("lead.converted"));
  CHECK_THAT(types, Catch::Contains("task.updated"));
}

TEST_CASE("a repeated conversion is answered as the first was, and one that is only checked leaves nothing",
          "[lead][conversion]") {
  Leads test;
  const v1::Lead lead = test.Create(test.owner);
  test.AddTask(lead);
  v1::ConvertLeadRequest request = test.WithDesks(lead);
  request.set_validate_only(true);
  const std::string before = EverythingOf(test.owner.tenant_id);
  const auto checked = test.Convert(request);
  INFO(checked.status.error_message());
  REQUIRE(checked.ok());
  CHECK(checked->lead().status() == v1::LEAD_STATUS_CONVERTED);
  CHECK(EverythingOf(test.owner.tenant_id) == before);

  request.set_validate_only(false);
  request.set_request_id(kRequestId);
  const auto first = test.Convert(request);
  REQUIRE(first.ok());
  const std::string after = EverythingOf(test.owner.tenant_id);
  const auto second = test.Convert(request);
  REQUIRE(second.ok());
  CHECK(second->SerializeAsString() == first->SerializeAsString());
  CHECK(EverythingOf(test.owner.tenant_id) == after);
}

TEST_CASE("a conversion is a step of a transaction, answered with the lead", "[lead][conversion][transaction]") {
  Leads test;
  integration::v1::ExecuteRequest request;
  integration::v1::Step* const create = request.add_steps();
  create->set_name("lead");
  create->mutable_create_lead()->mutable_lead()->set_name("Maria Berg");
  integration::v1::Step* const convert = request.add_steps();
  convert->set_name("converted");
  convert->mutable_convert_lead()->set_id("$lead");
  convert->mutable_convert_lead()->set_etag("$lead.etag");
  integration::v1::Step* const task = request.add_steps();
  task->mutable_create_task()->mutable_task()->set_title("Call");
  task->mutable_create_task()->mutable_task()->mutable_subject()->set_kind(shared::v1::SUBJECT_KIND_LEAD);
  task->mutable_create_task()->mutable_task()->mutable_subject()->set_id("$converted");
  const auto answer = test.server.Call(&test.owner, &integration::v1::TransactionService::Stub::Execute, request);
  INFO(answer.status.error_message());
  REQUIRE(answer.ok());
  const v1::Lead& lead = answer->answers(1).lead();
  CHECK(lead.id() == answer->answers(0).lead().id());
  CHECK(lead.status() == v1::LEAD_STATUS_CONVERTED);
  CHECK_FALSE(lead.converted_account_id().empty());
  CHECK(test.Get(lead.id()).SerializeAsString() == lead.SerializeAsString());
}

}  // namespace
}  // namespace pipewright::sales
