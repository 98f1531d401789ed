// Several changes as one: all of them or none.
#include <google/protobuf/descriptor.h>

#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "pipewright/integration/v1/transaction_service.grpc.pb.h"
#include "tests/server/sales/selling.h"
#include "tests/support/infrastructure/tenant_contents.h"
#include "tests/support/server/api_methods.h"

namespace pipewright::integration {
namespace {

using grpc::StatusCode;
using sales::Selling;
using testing::CountOf;
using testing::EverythingOf;
using testing::FieldsOf;
using testing::MetadataOf;
using testing::ReasonOf;
using testing::TestCaller;

constexpr char kRequestId[] = "0190f3c2-7b1e-7c3a-9d4e-5f60718293b6";

struct Deal : Selling {
  testing::Answer<v1::ExecuteResponse> Execute(const v1::ExecuteRequest& request) { return ExecuteAs(owner, request); }
  testing::Answer<v1::ExecuteResponse> ExecuteAs(const TestCaller& caller, const v1::ExecuteRequest& request) {
    return server.Call(&caller, &v1::TransactionService::Stub::Execute, request);
  }

  // A lead that becomes a customer: account, contact, opportunity, task.
  v1::ExecuteRequest Conversion() const {
    v1::ExecuteRequest request;
    v1::Step* step = request.add_steps();
    step->set_name("customer");
    step->mutable_create_account()->mutable_account()->set_name("Acme");
    step = request.add_steps();
    step->set_name("person");
    step->mutable_create_contact()->mutable_contact()->set_last_name("Berg");
    step->mutable_create_contact()->mutable_contact()->set_email("berg@example.com");
    step->mutable_create_contact()->mutable_contact()->set_account_id("$customer");
    step = request.add_steps();
    step->set_name("deal");
    *step->mutable_create_opportunity() = Desks();
    step->mutable_create_opportunity()->mutable_opportunity()->set_account_id("$customer");
    step->mutable_create_opportunity()->mutable_opportunity()->set_primary_contact_id("$person");
    step = request.add_steps();
    step->mutable_create_task()->mutable_task()->set_title("Call back");
    step->mutable_create_task()->mutable_task()->mutable_subject()->set_kind(shared::v1::SUBJECT_KIND_OPPORTUNITY);
    step->mutable_create_task()->mutable_task()->mutable_subject()->set_id("$deal");
    return request;
  }
};

TEST_CASE("a lead becomes account, contact, opportunity and task in one call", "[transaction]") {
  Deal deal;
  const std::string& tenant = deal.owner.tenant_id;
  const int audit = CountOf(tenant, "audit_entries");
  const int events = CountOf(tenant, "events");
  const auto answer = deal.Execute(deal.Conversion());
  INFO(answer.status.error_message());
  REQUIRE(answer.ok());
  REQUIRE(answer->answers_size() == 4);
  const std::string account = answer->answers(0).account().id();
  CHECK(answer->answers(0).name() == "customer");
  CHECK(answer->answers(1).contact().account_id() == account);
  CHECK(answer->answers(2).opportunity().account_id() == account);
  CHECK(answer->answers(2).opportunity().primary_contact_id() == answer->answers(1).contact().id());
  CHECK(answer->answers(3).task().subject().id() == answer->answers(2).opportunity().id());
  CHECK(answer->answers(3).name().empty());
  CHECK(deal.Read(answer->answers(2).opportunity().id()).account_id() == account);
  CHECK(CountOf(tenant, "audit_entries") == audit + 4);
  CHECK(CountOf(tenant, "events") == events + 4);
}

TEST_CASE("when the last step fails nothing of the others is there", "[transaction]") {
  Deal deal;
  const std::string before = EverythingOf(deal.owner.tenant_id);
  v1::ExecuteRequest request = deal.Conversion();
  // By a rule of the domain, by the database, and by another step's doing.
  request.add_steps()->mutable_win_opportunity()->set_id("$deal");
  request.add_steps()->mutable_win_opportunity()->set_id("$deal");
  auto answer = deal.Execute(request);
  CHECK(answer.status.error_code() == StatusCode::FAILED_PRECONDITION);
  CHECK(ReasonOf(answer.status) == "OPPORTUNITY_CLOSED");
  CHECK(MetadataOf(answer.status, "path") == "steps[5].win_opportunity");
  CHECK(EverythingOf(deal.owner.tenant_id) == before);

  request = deal.Conversion();
  request.mutable_steps(3)->mutable_create_task()->mutable_task()->set_assignee_id(kRequestId);
  answer = deal.Execute(request);
  CHECK(ReasonOf(answer.status) == "REFERENCE_NOT_FOUND");
  CHECK(MetadataOf(answer.status, "path") == "steps[3].create_task");
  CHECK(EverythingOf(deal.owner.tenant_id) == before);

  request = deal.Conversion();
  *request.add_steps() = request.steps(1);
  request.mutable_steps(4)->set_name("again");
  answer = deal.Execute(request);
  CHECK(answer.status.error_code() == StatusCode::ALREADY_EXISTS);
  CHECK(MetadataOf(answer.status, "path") == "steps[4].create_contact");
  CHECK(EverythingOf(deal.owner.tenant_id) == before);
}

TEST_CASE("later steps see what earlier ones did, and may insist on it by etag", "[transaction]") {
  Deal deal;
  v1::ExecuteRequest request = deal.Conversion();
  v1::Step* step = request.add_steps();
  step->set_name("moved");
  *step->mutable_move_opportunity_stage() = deal.Move(sales::v1::Opportunity(), 1);
  step->mutable_move_opportunity_stage()->set_id("$deal");
  step->mutable_move_opportunity_stage()->set_etag("$deal.etag");
  step = request.add_steps();
  step->mutable_update_opportunity()->mutable_opportunity()->set_id("$deal");
  step->mutable_update_opportunity()->mutable_opportunity()->set_etag("$moved.etag");
  step->mutable_update_opportunity()->mutable_opportunity()->set_next_step("Send the offer");
  auto answer = deal.Execute(request);
  INFO(answer.status.error_message());
  REQUIRE(answer.ok());
  CHECK(answer->answers(5).opportunity().etag() == "3");
  CHECK(answer->answers(5).opportunity().stage_id() == deal.pipeline.stages(1).id());
  CHECK(deal.Read(answer->answers(2).opportunity().id()).next_step() == "Send the offer");

  request = deal.Conversion();
  request.mutable_steps(1)->mutable_create_contact()->mutable_contact()->set_email("other@example.com");
  *request.add_steps()->mutable_win_opportunity() = sales::v1::WinOpportunityRequest();
  request.mutable_steps(4)->mutable_win_opportunity()->set_id("$deal");
  step = request.add_steps();
  step->mutable_delete_opportunity()->set_id("$deal");
  step->mutable_delete_opportunity()->set_etag("$deal.etag");
  answer = deal.Execute(request);
  CHECK(ReasonOf(answer.status) == "STALE_ETAG");
  CHECK(MetadataOf(answer.status, "path") == "steps[5].delete_opportunity");
}

TEST_CASE("everything that is wrong in the steps is told at once", "[transaction]") {
  Deal deal;
  v1::ExecuteRequest request = deal.Conversion();
  request.mutable_steps(0)->set_name("Customer");                                                  // no such name
  request.mutable_steps(1)->mutable_create_contact()->mutable_contact()->set_account_id("$deal");  // a later step
  request.mutable_steps(2)->mutable_create_opportunity()->mutable_opportunity()->set_account_id("$nobody");
  request.mutable_steps(2)->mutable_create_opportunity()->set_request_id(kRequestId);
  request.mutable_steps(3)->mutable_create_task()->mutable_task()->mutable_subject()->set_id("$deal.etag");
  request.add_steps()->set_name("person");  // taken, and asks for nothing
  request.add_steps()->mutable_delete_contact()->set_id("$person");
  request.mutable_steps(5)->mutable_delete_contact()->set_etag("$person");
  request.add_steps()->mutable_create_contact()->mutable_contact()->set_email("no address");
  const auto answer = deal.Execute(request);
  CHECK(answer.status.error_code() == StatusCode::INVALID_ARGUMENT);
  CHECK(FieldsOf(answer.status) ==
        "steps[0].name,steps[1].create_contact.contact.account_id,steps[2].create_opportunity.request_id,"
        "steps[2].create_opportunity.opportunity.account_id,steps[3].create_task.task.subject.id,steps[4].name,"
        "steps[4].request,steps[5].delete_contact.etag,steps[6].create_contact.contact.email");
}

TEST_CASE("a step can't refer to itself, and its name is no essay", "[transaction]") {
  Deal deal;
  v1::ExecuteRequest request;
  request.add_steps()->set_name("self");
  request.mutable_steps(0)->mutable_create_account()->mutable_account()->set_name("Acme");
  request.mutable_steps(0)->mutable_create_account()->mutable_account()->set_parent_account_id("$self");
  CHECK(FieldsOf(deal.Execute(request).status) == "steps[0].create_account.account.parent_account_id");
  request.mutable_steps(0)->mutable_create_account()->mutable_account()->clear_parent_account_id();
  request.mutable_steps(0)->set_name(std::string(64, 'a'));
  CHECK(FieldsOf(deal.Execute(request).status) == "steps[0].name");
}

TEST_CASE("a transaction has 1 to 100 steps", "[transaction]") {
  Deal deal;
  v1::ExecuteRequest request;
  CHECK(FieldsOf(deal.Execute(request).status) == "steps");
  for (int i = 0; i < 101; ++i) {
    request.add_steps()->mutable_create_account()->mutable_account()->set_name(absl::StrCat("A", i));
  }
  CHECK(FieldsOf(deal.Execute(request).status) == "steps");
  request.mutable_steps()->RemoveLast();
  const auto answer = deal.Execute(request);
  REQUIRE(answer.ok());
  CHECK(answer->answers(99).account().name() == "A99");
}

TEST_CASE("a retry with the same request_id gets the first answer", "[transaction]") {
  Deal deal;
  v1::ExecuteRequest request = deal.Conversion();
  request.set_request_id(kRequestId);
  const auto first = deal.Execute(request);
  REQUIRE(first.ok());
  const std::string after = EverythingOf(deal.owner.tenant_id);
  const auto second = deal.Execute(request);
  REQUIRE(second.ok());
  CHECK(second->SerializeAsString() == first->SerializeAsString());
  CHECK(EverythingOf(deal.owner.tenant_id) == after);
  request.mutable_steps(0)->set_name("client");
  CHECK(FieldsOf(deal.Execute(request).status) != "");
  request = deal.Conversion();
  request.set_request_id(kRequestId);
  request.mutable_steps(3)->mutable_create_task()->mutable_task()->set_title("Something else");
  CHECK(ReasonOf(deal.Execute(request).status) == "REQUEST_ID_REUSED");
}

TEST_CASE("a transaction may be tried out", "[transaction]") {
  Deal deal;
  const std::string before = EverythingOf(deal.owner.tenant_id);
  v1::ExecuteRequest request = deal.Conversion();
  request.set_validate_only(true);
  const auto answer = deal.Execute(request);
  REQUIRE(answer.ok());
  CHECK(answer->answers(3).task().title() == "Call back");
  CHECK(EverythingOf(deal.owner.tenant_id) == before);
}

TEST_CASE("every step needs the permission of its own method", "[transaction]") {
  Deal deal;
  const TestCaller member = deal.server.AddMember(deal.owner, "MEMBER");
  const TestCaller viewer = deal.server.AddMember(deal.owner, "VIEWER");
  const std::string before = EverythingOf(deal.owner.tenant_id);
  CHECK(deal.ExecuteAs(viewer, deal.Conversion()).status.error_code() == StatusCode::PERMISSION_DENIED);
  // A member works with business records and does not make pipelines; that is said before anything is wrong.
  v1::ExecuteRequest request = deal.Conversion();
  request.mutable_steps(1)->mutable_create_contact()->mutable_contact()->set_email("no address");
  *request.add_steps()->mutable_create_pipeline()->mutable_pipeline() = deal.pipeline;
  auto answer = deal.ExecuteAs(member, request);
  CHECK(answer.status.error_code() == StatusCode::PERMISSION_DENIED);
  CHECK(MetadataOf(answer.status, "permission") == "pipeline:create");
  CHECK(MetadataOf(answer.status, "path") == "steps[4].create_pipeline");
  CHECK(EverythingOf(deal.owner.tenant_id) == before);
  CHECK(deal.ExecuteAs(member, deal.Conversion()).ok());
}

TEST_CASE("a step reaches only what its method alone would reach", "[transaction]") {
  Deal deal;
  const TestCaller member = deal.server.AddMember(deal.owner, "MEMBER");
  const sales::v1::Opportunity foreign = deal.Open(deal.Desks());
  v1::ExecuteRequest request;
  request.add_steps()->mutable_create_account()->mutable_account()->set_name("Mine");
  request.add_steps()->mutable_delete_opportunity()->set_id(foreign.id());
  auto answer = deal.ExecuteAs(member, request);
  CHECK(answer.status.error_code() == StatusCode::NOT_FOUND);
  CHECK(MetadataOf(answer.status, "path") == "steps[1].delete_opportunity");
  CHECK(CountOf(deal.owner.tenant_id, "accounts") == 0);
  // What a member makes for somebody else is beyond them, in a step as in a call.
  request.mutable_steps(1)->mutable_create_account()->mutable_account()->set_name("Theirs");
  request.mutable_steps(1)->mutable_create_account()->mutable_account()->set_owner_id(deal.owner.user_id);
  answer = deal.ExecuteAs(member, request);
  CHECK(answer.status.error_code() == StatusCode::PERMISSION_DENIED);
  CHECK(MetadataOf(answer.status, "permission") == "account:create");

  Deal attacker;
  const std::string before = EverythingOf(deal.owner.tenant_id);
  request.mutable_steps(1)->mutable_delete_opportunity()->set_id(foreign.id());
  answer = attacker.Execute(request);
  CHECK(answer.status.error_code() == StatusCode::NOT_FOUND);
  CHECK(EverythingOf(deal.owner.tenant_id) == before);
  CHECK(CountOf(attacker.owner.tenant_id, "accounts") == 0);
}

// A mutation that is added later has to be a step as well, unless it is named here with the reason.
const std::set<std::string>& NoSteps() {
  static const auto* const names = new std::set<std::string>{
      // They change thousands of records and try parts out, which only a transaction of their own can take back.
      "pipewright.sales.v1.MergeService",
      // It answers with many records, and a step with one.
      "pipewright.sales.v1.AssignRecordsRequest",
      // It is a stream, of a file.
      "pipewright.collaboration.v1.UploadAttachmentRequest",
      // They make a job, whose work begins once the transaction has ended.
      "pipewright.sales.v1.SearchDuplicatesRequest",
      "pipewright.collaboration.v1.RenameTagsRequest",
      "pipewright.collaboration.v1.RemoveTagsRequest",
  };
  return *names;
}

TEST_CASE("every mutation of what people work with can be a step", "[transaction]") {
  std::set<std::string> steps;
  const auto& oneof = *v1::Step::descriptor()->FindOneofByName("request");
  for (int i = 0; i < oneof.field_count(); ++i) steps.insert(oneof.field(i)->message_type()->full_name());
  std::set<std::string> mutations;
  for (const testing::Method* const method : testing::AllMethods()) {
    const std::string& service = method->service()->full_name();
    const bool has_steps =
        absl::StartsWith(service, "pipewright.sales.") || absl::StartsWith(service, "pipewright.tasks.") ||
        absl::StartsWith(service, "pipewright.catalog.") || absl::StartsWith(service, "pipewright.collaboration.") ||
        absl::EndsWith(service, ".CustomFieldDefinitionService") || absl::EndsWith(service, ".BusinessUnitService") ||
        absl::EndsWith(service, ".SavedSearchService");
    if (has_steps && !NoSteps().contains(service) && !NoSteps().contains(method->input_type()->full_name()) &&
        testing::IsMutation(*method) && !absl::StartsWith(method->name(), "Batch")) {
      mutations.insert(method->input_type()->full_name());
    }
  }
  CHECK(mutations.size() > 30);
  CHECK(steps == mutations);
}

}  // namespace
}  // namespace pipewright::integration
