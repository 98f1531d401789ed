// Leads that are there twice, from finding them to making one of them, through a channel.
#include <catch2/catch.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "pipewright/sales/v1/duplicate_service.grpc.pb.h"
#include "pipewright/sales/v1/lead_service.grpc.pb.h"
#include "pipewright/sales/v1/merge_service.grpc.pb.h"
#include "pipewright/tasks/v1/task_service.grpc.pb.h"
#include "tests/server/sales/selling.h"

namespace pipewright::sales {
namespace {

using grpc::StatusCode;
using testing::Answer;
using testing::FieldsOf;
using testing::MetadataOf;
using testing::ReasonOf;
using testing::TestCaller;
using LeadStub = v1::LeadService::Stub;
using DuplicateStub = v1::DuplicateService::Stub;
using MergeStub = v1::MergeService::Stub;
using TaskStub = tasks::v1::TaskService::Stub;

v1::CreateLeadRequest Maria() {
  v1::CreateLeadRequest request;
  v1::Lead& lead = *request.mutable_lead();
  lead.set_name("Maria Berg");
  lead.set_company("Acme GmbH");
  lead.set_email("maria@acme.example");
  lead.set_website("https://acme.example");
  return request;
}

struct Leads : Selling {
  v1::Lead Add(const v1::CreateLeadRequest& request, const TestCaller* by = nullptr) {
    const auto created = server.Call(by == nullptr ? &owner : by, &LeadStub::CreateLead, request);
    INFO(created.status.error_message());
    REQUIRE(created.ok());
    return created.response;
  }
  v1::Lead Get(const std::string& id) {
    v1::GetLeadRequest request;
    request.set_id(id);
    return server.Call(&owner, &LeadStub::GetLead, request).response;
  }
  tasks::v1::Task AddTask(const std::string& lead) {
    tasks::v1::CreateTaskRequest request;
    request.mutable_task()->set_title("Call");
    request.mutable_task()->mutable_subject()->set_kind(pipewright::shared::v1::SUBJECT_KIND_LEAD);
    request.mutable_task()->mutable_subject()->set_id(lead);
    const auto created = server.Call(&owner, &TaskStub::CreateTask, request);
    INFO(created.status.error_message());
    REQUIRE(created.ok());
    return created.response;
  }
  std::string SubjectOf(const std::string& task) {
    tasks::v1::GetTaskRequest request;
    request.set_id(task);
    return server.Call(&owner, &TaskStub::GetTask, request)->subject().id();
  }
  Answer<v1::Merge> Merge(const std::string& survivor, const std::string& loser, const TestCaller* by = nullptr) {
    v1::MergeLeadsRequest request;
    request.set_survivor_id(survivor);
    request.add_losers()->set_id(loser);
    request.add_taken_fields()->set_field("score_reasons");
    request.mutable_taken_fields(0)->set_from_id(loser);
    return server.Call(by == nullptr ? &owner : by, &MergeStub::MergeLeads, request);
  }
  Answer<v1::Merge> Undo(const std::string& id) {
    v1::UndoMergeRequest request;
    request.set_id(id);
    return server.Call(&owner, &MergeStub::UndoMerge, request);
  }
  Answer<v1::ConvertLeadResponse> Convert(v1::ConvertLeadRequest request, const TestCaller* by = nullptr) {
    return server.Call(by == nullptr ? &owner : by, &LeadStub::ConvertLead, request);
  }
};

TEST_CASE("a lead is found by one like it, and its creation refused when that is asked for", "[duplicates][lead]") {
  Leads test;
  const v1::Lead maria = test.Add(Maria());
  v1::CreateLeadRequest again = Maria();
  again.mutable_lead()->set_name("Berg, Maria");
  again.set_duplicate_check(v1::DUPLICATE_CHECK_REJECT);
  const auto refused = test.server.Call(&test.owner, &LeadStub::CreateLead, again);
  CHECK(ReasonOf(refused.status) == "DUPLICATE_FOUND");
  CHECK(MetadataOf(refused.status, "duplicates") == absl::StrCat(maria.id(), "=98"));
  again.clear_duplicate_check();
  const v1::Lead twin = test.Add(again);

  v1::FindDuplicateLeadsRequest find;
  find.set_lead_id(twin.id());
  auto found = test.server.Call(&test.owner, &DuplicateStub::FindDuplicateLeads, find);
  REQUIRE(found.ok());
  REQUIRE(found->duplicates_size() == 1);
  CHECK(found->duplicates(0).lead().SerializeAsString() == maria.SerializeAsString());
  find.mutable_lead()->set_name("Maria Berg");
  find.mutable_lead()->set_email("maria@acme.example");
  found = test.server.Call(&test.owner, &DuplicateStub::FindDuplicateLeads, find);
  CHECK(found->duplicates_size() == 2);
  const TestCaller stranger = test.server.SignUp();
  CHECK(test.server.Call(&stranger, &DuplicateStub::FindDuplicateLeads, find)->duplicates_size() == 0);
  find.mutable_lead()->set_email("no address");
  CHECK(FieldsOf(test.server.Call(&test.owner, &DuplicateStub::FindDuplicateLeads, find).status) == "lead.email");
  CHECK(FieldsOf(test.server.Call(&test.owner, &DuplicateStub::FindDuplicateLeads, {}).status) == "target");
}

TEST_CASE("leads are merged with their tasks, and taken apart again", "[merge][lead]") {
  Leads test;
  const v1::Lead maria = test.Add(Maria());
  v1::CreateLeadRequest with_reasons = Maria();
  v1::ScoreReason& reason = *with_reasons.mutable_lead()->add_score_reasons();
  reason.set_text("Came to the fair");
  reason.set_points(30);
  const v1::Lead twin = test.Add(with_reasons);
  const tasks::v1::Task task = test.AddTask(twin.id());
  const TestCaller member = test.server.AddMember(test.owner, "MEMBER");
  CHECK(test.Merge(maria.id(), twin.id(), &member).status.error_code() == StatusCode::NOT_FOUND);

  const auto merge = test.Merge(maria.id(), twin.id());
  INFO(merge.status.error_message());
  REQUIRE(merge.ok());
  CHECK(merge->resource() == "lead");
  CHECK(test.Get(maria.id()).score() == 30);
  CHECK(test.Get(twin.id()).merged_into_id() == maria.id());
  CHECK(test.SubjectOf(task.id()) == maria.id());
  v1::FindDuplicateLeadsRequest find;
  find.set_lead_id(maria.id());
  CHECK(test.server.Call(&test.owner, &DuplicateStub::FindDuplicateLeads, find)->duplicates_size() == 0);

  const auto undone = test.Undo(merge->id());
  INFO(undone.status.error_message());
  REQUIRE(undone.ok());
  CHECK_FALSE(test.Get(maria.id()).has_score());
  CHECK(test.Get(twin.id()).merged_into_id().empty());
  CHECK(test.SubjectOf(task.id()) == twin.id());
  CHECK(test.server.Call(&test.owner, &DuplicateStub::FindDuplicateLeads, find)->duplicates_size() == 1);
}

TEST_CASE("a converted lead is neither merged nor taken apart", "[merge][lead]") {
  Leads test;
  const v1::Lead maria = test.Add(Maria());
  const v1::Lead twin = test.Add(Maria());
  const auto merge = test.Merge(maria.id(), twin.id());
  REQUIRE(merge.ok());
  v1::ConvertLeadRequest convert;
  convert.set_id(maria.id());
  REQUIRE(test.Convert(convert).ok());
  CHECK(ReasonOf(test.Undo(merge->id()).status) == "MERGE_CONTRADICTED");
  const v1::Lead third = test.Add(Maria());
  CHECK(ReasonOf(test.Merge(maria.id(), third.id()).status) == "LEAD_CONVERTED");
  CHECK(ReasonOf(test.Merge(third.id(), maria.id()).status) == "LEAD_CONVERTED");
  CHECK_FALSE(test.Get(third.id()).has_delete_time());
}

TEST_CASE("a conversion tells and takes the account and the contact that are probably the lead's",
          "[duplicates][conversion]") {
  Leads test;
  v1::ConvertLeadRequest convert;
  convert.set_id(test.Add(Maria()).id());
  const auto first = test.Convert(convert);
  REQUIRE(first.ok());
  v1::CreateLeadRequest again = Maria();
  again.mutable_lead()->set_company("ACME");
  convert.set_id(test.Add(again).id());

  v1::FindDuplicateAccountsRequest accounts;
  accounts.set_lead_id(convert.id());
  const auto like = test.server.Call(&test.owner, &DuplicateStub::FindDuplicateAccounts, accounts);
  REQUIRE(like->duplicates_size() == 1);
  CHECK(like->duplicates(0).account().id() == first->account().id());
  v1::FindDuplicateContactsRequest contacts;
  contacts.set_lead_id(convert.id());
  CHECK(test.server.Call(&test.owner, &DuplicateStub::FindDuplicateContacts, contacts)->duplicates(0).contact().id() ==
        first->contact().id());
  const TestCaller member = test.server.AddMember(test.owner, "MEMBER");
  CHECK(test.server.Call(&member, &DuplicateStub::FindDuplicateAccounts, accounts).status.error_code() ==
        StatusCode::NOT_FOUND);

  CHECK(test.Convert(convert).status.error_code() == StatusCode::ALREADY_EXISTS);
  convert.set_reuse_duplicates(true);
  const auto second = test.Convert(convert);
  INFO(second.status.error_message());
  REQUIRE(second.ok());
  CHECK(second->account().id() == first->account().id());
  CHECK(second->contact().id() == first->contact().id());
}

}  // namespace
}  // namespace pipewright::sales
