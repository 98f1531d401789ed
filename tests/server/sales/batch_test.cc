// Batches of what is sold: what is special to them. What all batches have in common: tests/server/suites/standard.
#include <catch2/catch.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "tests/server/sales/selling.h"
#include "tests/support/infrastructure/tenant_contents.h"

namespace pipewright::sales {
namespace {

using grpc::StatusCode;
using testing::CountOf;
using testing::EverythingOf;
using testing::FieldsOf;
using testing::MetadataOf;
using testing::ReasonOf;
using testing::TestCaller;
using ContactStub = v1::ContactService::Stub;

constexpr char kRequestId[] = "0190f3c2-7b1e-7c3a-9d4e-5f60718293b5";

void AddContact(v1::BatchCreateContactsRequest& request, const std::string& name, const std::string& email) {
  v1::Contact* const contact = request.add_requests()->mutable_contact();
  contact->set_last_name(name);
  contact->set_email(email);
}

// As a client would read it out of failed_requests.
std::string ReasonIn(const google::rpc::Status& status) {
  google::rpc::ErrorInfo info;
  for (const auto& detail : status.details()) {
    if (detail.UnpackTo(&info)) return info.reason();
  }
  return "";
}
std::string FieldIn(const google::rpc::Status& status) {
  google::rpc::BadRequest bad_request;
  for (const auto& detail : status.details()) {
    if (detail.UnpackTo(&bad_request)) return bad_request.field_violations(0).field();
  }
  return "";
}

TEST_CASE("a batch of opportunities is created in its order, each with its history, audit entry and event", "[batch]") {
  Selling selling;
  const std::string& tenant = selling.owner.tenant_id;
  const int audit = CountOf(tenant, "audit_entries");
  const int events = CountOf(tenant, "events");
  v1::BatchCreateOpportunitiesRequest request;
  for (int i = 0; i < 250; ++i) {
    *request.add_requests() = selling.Desks(i);
    request.mutable_requests(i)->mutable_opportunity()->set_title(absl::StrCat("Desks ", i));
    request.mutable_requests(i)->mutable_opportunity()->add_tags("imported");
  }
  const auto created = selling.server.Call(&selling.owner, &OpportunityStub::BatchCreateOpportunities, request);
  INFO(created.status.error_message());
  REQUIRE(created.ok());
  REQUIRE(created->opportunities_size() == 250);
  CHECK(created->failed_requests().empty());
  for (const int i : {0, 1, 249}) {
    CHECK(created->opportunities(i).title() == absl::StrCat("Desks ", i));
    CHECK(selling.Read(created->opportunities(i).id()).SerializeAsString() ==
          created->opportunities(i).SerializeAsString());
  }
  CHECK(CountOf(tenant, "opportunities") == 250);
  CHECK(CountOf(tenant, "opportunity_stage_history") == 250);
  CHECK(CountOf(tenant, "opportunity_tags") == 250);
  CHECK(CountOf(tenant, "audit_entries") == audit + 250);
  CHECK(CountOf(tenant, "events") == events + 250);
}

TEST_CASE("what is wrong in a batch is told at once, by request and field, and nothing is stored", "[batch]") {
  Selling selling;
  const std::string before = EverythingOf(selling.owner.tenant_id);
  v1::BatchCreateContactsRequest request;
  AddContact(request, "Berg", "berg@example.com");
  AddContact(request, "Tal", "no address");
  AddContact(request, "", "");
  auto answer = selling.server.Call(&selling.owner, &ContactStub::BatchCreateContacts, request);
  CHECK(answer.status.error_code() == StatusCode::INVALID_ARGUMENT);
  CHECK(FieldsOf(answer.status) == "requests[1].contact.email");

  // Those of the domain, too.
  request.mutable_requests(1)->mutable_contact()->set_email("tal@example.com");
  *request.add_requests() = request.requests(2);
  answer = selling.server.Call(&selling.owner, &ContactStub::BatchCreateContacts, request);
  CHECK(answer.status.error_code() == StatusCode::INVALID_ARGUMENT);
  CHECK_THAT(FieldsOf(answer.status),
             Catch::StartsWith("requests[2].contact.") && Catch::Contains(",requests[3].contact."));

  request.clear_requests();
  AddContact(request, "Berg", "berg@example.com");
  request.mutable_requests(0)->set_request_id(kRequestId);
  request.mutable_requests(0)->set_validate_only(true);
  answer = selling.server.Call(&selling.owner, &ContactStub::BatchCreateContacts, request);
  CHECK(FieldsOf(answer.status) == "requests[0].request_id,requests[0].validate_only");
  CHECK(EverythingOf(selling.owner.tenant_id) == before);
}

TEST_CASE("what the database refuses names its request, and nothing is stored", "[batch]") {
  Selling selling;
  v1::BatchCreateContactsRequest request;
  AddContact(request, "Berg", "berg@example.com");
  REQUIRE(selling.server.Call(&selling.owner, &ContactStub::BatchCreateContacts, request).ok());
  const std::string before = EverythingOf(selling.owner.tenant_id);
  request.clear_requests();
  for (int i = 0; i < 30; ++i) AddContact(request, "Tal", absl::StrCat("tal", i, "@example.com"));
  request.mutable_requests(17)->mutable_contact()->set_email("berg@example.com");
  const auto answer = selling.server.Call(&selling.owner, &ContactStub::BatchCreateContacts, request);
  CHECK(answer.status.error_code() == StatusCode::ALREADY_EXISTS);
  CHECK(MetadataOf(answer.status, "path") == "requests[17]");
  CHECK_THAT(answer.status.error_message(), Catch::StartsWith("requests[17]: "));
  CHECK(EverythingOf(selling.owner.tenant_id) == before);
}

TEST_CASE("with allow_partial the others go through, and each failure says why as its call alone would", "[batch]") {
  Selling selling;
  v1::BatchCreateContactsRequest request;
  AddContact(request, "Berg", "berg@example.com");
  AddContact(request, "Tal", "no address");
  AddContact(request, "Tal", "berg@example.com");
  AddContact(request, "See", "see@example.com");
  request.mutable_requests(3)->mutable_contact()->set_account_id(kRequestId);
  AddContact(request, "Wald", "wald@example.com");
  request.mutable_requests(4)->set_validate_only(true);
  AddContact(request, "Moor", "moor@example.com");
  AddContact(request, "", "nobody@example.com");
  AddContact(request, "Bell\x07", "bell@example.com");
  request.set_allow_partial(true);
  request.set_request_id(kRequestId);
  const auto answer = selling.server.Call(&selling.owner, &ContactStub::BatchCreateContacts, request);
  INFO(answer.status.error_message());
  REQUIRE(answer.ok());
  REQUIRE(answer->contacts_size() == 8);
  REQUIRE(answer->failed_requests_size() == 6);
  CHECK(answer->contacts(0).last_name() == "Berg");
  CHECK(answer->contacts(1).id().empty());
  CHECK(answer->contacts(5).last_name() == "Moor");
  CHECK(CountOf(selling.owner.tenant_id, "contacts") == 2);
  const auto& failed = answer->failed_requests();
  CHECK(failed.at(1).code() == StatusCode::INVALID_ARGUMENT);
  CHECK(FieldIn(failed.at(1)) == "contact.email");
  CHECK(failed.at(2).code() == StatusCode::ALREADY_EXISTS);
  CHECK(ReasonIn(failed.at(2)) == "RECORD_EXISTS");
  CHECK(failed.at(3).code() == StatusCode::FAILED_PRECONDITION);
  CHECK(ReasonIn(failed.at(3)) == "REFERENCE_NOT_FOUND");
  CHECK(FieldIn(failed.at(4)) == "validate_only");
  CHECK(FieldIn(failed.at(6)) == "contact.last_name");
  CHECK(FieldIn(failed.at(7)) == "contact.last_name");

  // A retry gets the same answer; nothing is done again.
  const auto again = selling.server.Call(&selling.owner, &ContactStub::BatchCreateContacts, request);
  REQUIRE(again.ok());
  CHECK(again->contacts(5).id() == answer->contacts(5).id());
  CHECK(again->failed_requests_size() == 6);
  CHECK(CountOf(selling.owner.tenant_id, "contacts") == 2);
  AddContact(request, "Other", "other@example.com");
  CHECK(ReasonOf(selling.server.Call(&selling.owner, &ContactStub::BatchCreateContacts, request).status) ==
        "REQUEST_ID_REUSED");
}

TEST_CASE("whoever reaches only their own changes their own in a batch, and others' don't exist", "[batch]") {
  Selling selling;
  const TestCaller member = selling.server.AddMember(selling.owner, "MEMBER");
  const v1::Opportunity foreign = selling.Open(selling.Desks());
  v1::CreateOpportunityRequest own = selling.Desks();
  own.mutable_opportunity()->set_owner_id(member.user_id);
  const v1::Opportunity mine = selling.Open(own);
  v1::BatchDeleteOpportunitiesRequest remove;
  remove.add_requests()->set_id(foreign.id());
  remove.add_requests()->set_id(mine.id());
  auto answer = selling.server.Call(&member, &OpportunityStub::BatchDeleteOpportunities, remove);
  CHECK(answer.status.error_code() == StatusCode::NOT_FOUND);
  remove.set_allow_partial(true);
  answer = selling.server.Call(&member, &OpportunityStub::BatchDeleteOpportunities, remove);
  REQUIRE(answer.ok());
  CHECK(answer->failed_requests().at(0).code() == StatusCode::NOT_FOUND);
  CHECK(answer->opportunities(1).has_delete_time());
  CHECK_FALSE(selling.Read(foreign.id()).has_delete_time());

  v1::BatchCreatePipelinesRequest pipelines;
  *pipelines.add_requests()->mutable_pipeline() = selling.pipeline;
  CHECK(selling.server.Call(&member, &PipelineStub::BatchCreatePipelines, pipelines).status.error_code() ==
        StatusCode::PERMISSION_DENIED);
}

TEST_CASE("of several pipelines that are to be the default the last one is it", "[batch]") {
  Selling selling;
  v1::BatchCreatePipelinesRequest pipelines;
  for (const char* const name : {"Renewals", "Partners"}) {
    v1::Pipeline* const pipeline = pipelines.add_requests()->mutable_pipeline();
    pipeline->set_name(name);
    pipeline->set_default_pipeline(true);
    for (const v1::Stage& stage : selling.pipeline.stages()) {
      *pipeline->add_stages() = stage;
      pipeline->mutable_stages(pipeline->stages_size() - 1)->clear_id();
    }
  }
  const auto made = selling.server.Call(&selling.owner, &PipelineStub::BatchCreatePipelines, pipelines);
  INFO(made.status.error_message());
  REQUIRE(made.ok());
  v1::GetPipelineRequest get;
  get.set_id(made->pipelines(0).id());
  CHECK_FALSE(selling.server.Call(&selling.owner, &PipelineStub::GetPipeline, get)->default_pipeline());
  get.set_id(made->pipelines(1).id());
  CHECK(selling.server.Call(&selling.owner, &PipelineStub::GetPipeline, get)->default_pipeline());
}

}  // namespace
}  // namespace pipewright::sales
