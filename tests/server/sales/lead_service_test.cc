#include <catch2/catch.hpp>
#include <string>

#include "pipewright/sales/v1/lead_service.grpc.pb.h"
#include "tests/support/server/test_server.h"

namespace pipewright::sales {
namespace {

using testing::FieldsOf;
using testing::ReasonOf;
using testing::TestCaller;
using testing::TestServer;
using Stub = v1::LeadService::Stub;

v1::CreateLeadRequest NamedLead(const std::string& name) {
  v1::CreateLeadRequest request;
  request.mutable_lead()->set_name(name);
  return request;
}

template <class Request>
Request For(const v1::Lead& lead) {
  Request request;
  request.set_id(lead.id());
  return request;
}

TEST_CASE("a lead comes back as it was created, with what the server decides", "[lead]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  v1::CreateLeadRequest request = NamedLead("Maria Berg");
  request.mutable_lead()->set_phone("030 1234567");
  request.mutable_lead()->set_email("Maria@ACME.example");
  v1::ScoreReason* const budget = request.mutable_lead()->add_score_reasons();
  budget->set_text("budget");
  budget->set_points(70);
  v1::ScoreReason* const far = request.mutable_lead()->add_score_reasons();
  far->set_text("far away");
  far->set_points(-10);
  const auto created = server.Call(&owner, &Stub::CreateLead, request);
  INFO(created.status.error_message());
  REQUIRE(created.ok());
  CHECK(created->code() == "LEA-000001");
  CHECK(created->owner_id() == owner.user_id);
  CHECK(created->phone() == "+49301234567");
  CHECK(created->email() == "maria@acme.example");
  CHECK(created->status() == v1::LEAD_STATUS_NEW);
  CHECK(created->score() == 60);
  REQUIRE(created->score_reasons_size() == 2);
  CHECK(created->score_reasons(1).points() == -10);
}

TEST_CASE("a lead's score and its reasons agree, and the reasons change by their own mask", "[lead]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  v1::CreateLeadRequest create = NamedLead("Maria Berg");
  create.mutable_lead()->set_score(7);
  create.mutable_lead()->add_score_reasons()->set_text("budget");
  create.mutable_lead()->mutable_score_reasons(0)->set_points(70);
  CHECK(FieldsOf(server.Call(&owner, &Stub::CreateLead, create).status) == "lead.score");
  create.mutable_lead()->mutable_score_reasons(0)->set_points(700);
  CHECK(FieldsOf(server.Call(&owner, &Stub::CreateLead, create).status) == "lead.score_reasons[0].points");
  create.mutable_lead()->mutable_score_reasons(0)->set_points(7);
  const auto created = server.Call(&owner, &Stub::CreateLead, create);
  REQUIRE(created.ok());
  v1::UpdateLeadRequest update;
  update.mutable_lead()->set_id(created->id());
  update.mutable_update_mask()->add_paths("score_reasons");
  v1::ScoreReason* const other = update.mutable_lead()->add_score_reasons();
  other->set_text("asked twice");
  other->set_points(30);
  CHECK(server.Call(&owner, &Stub::UpdateLead, update)->score() == 30);
}

TEST_CASE("a lead's status changes by methods of its own", "[lead]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  const v1::Lead lead = server.Call(&owner, &Stub::CreateLead, NamedLead("Maria Berg")).response;
  const auto contacted = For<v1::MarkLeadContactedRequest>(lead);
  CHECK(server.Call(&owner, &Stub::MarkLeadContacted, contacted)->status() == v1::LEAD_STATUS_CONTACTED);
  CHECK(ReasonOf(server.Call(&owner, &Stub::MarkLeadContacted, contacted).status) == "INVALID_LEAD_STATE");
  CHECK(server.Call(&owner, &Stub::QualifyLead, For<v1::QualifyLeadRequest>(lead))->status() ==
        v1::LEAD_STATUS_QUALIFIED);

  auto disqualify = For<v1::DisqualifyLeadRequest>(lead);
  CHECK(FieldsOf(server.Call(&owner, &Stub::DisqualifyLead, disqualify).status) == "reason");
  disqualify.set_reason("no budget");
  const auto given_up = server.Call(&owner, &Stub::DisqualifyLead, disqualify);
  CHECK(given_up->status() == v1::LEAD_STATUS_UNQUALIFIED);
  CHECK(given_up->status_reason() == "no budget");

  const auto reopen = For<v1::ReopenLeadRequest>(lead);
  const auto reopened = server.Call(&owner, &Stub::ReopenLead, reopen);
  CHECK(reopened->status() == v1::LEAD_STATUS_CONTACTED);
  CHECK(reopened->status_reason().empty());
  CHECK(ReasonOf(server.Call(&owner, &Stub::ReopenLead, reopen).status) == "INVALID_LEAD_STATE");
  auto lose = For<v1::LoseLeadRequest>(lead);
  lose.set_reason("bought elsewhere");
  CHECK(server.Call(&owner, &Stub::LoseLead, lose)->status() == v1::LEAD_STATUS_LOST);

  v1::UpdateLeadRequest update;
  update.mutable_lead()->set_id(lead.id());
  update.mutable_lead()->set_status(v1::LEAD_STATUS_NEW);
  CHECK(FieldsOf(server.Call(&owner, &Stub::UpdateLead, update).status) == "lead.status");
}

TEST_CASE("a new lead may have any status but CONVERTED", "[lead]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  v1::CreateLeadRequest create = NamedLead("Maria Berg");
  create.mutable_lead()->set_status(v1::LEAD_STATUS_LOST);
  CHECK(server.Call(&owner, &Stub::CreateLead, create)->status() == v1::LEAD_STATUS_LOST);
  create.mutable_lead()->set_status(v1::LEAD_STATUS_CONVERTED);
  CHECK(FieldsOf(server.Call(&owner, &Stub::CreateLead, create).status) == "lead.status");
}

TEST_CASE("lead statistics are of what the caller may read, by status, source and owner", "[lead]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  const TestCaller member = server.AddMember(owner, "MEMBER");
  v1::CreateLeadRequest create = NamedLead("Maria Berg");
  create.mutable_lead()->set_source(v1::LEAD_SOURCE_EVENT);
  create.mutable_lead()->mutable_estimated_value()->set_currency_code("EUR");
  create.mutable_lead()->mutable_estimated_value()->set_units(10);
  REQUIRE(server.Call(&owner, &Stub::CreateLead, create).ok());
  REQUIRE(server.Call(&member, &Stub::CreateLead, NamedLead("Mario Tal")).ok());
  v1::GetLeadStatisticsRequest request;
  const auto all = server.Call(&owner, &Stub::GetLeadStatistics, request);
  INFO(all.status.error_message());
  REQUIRE(all.ok());
  CHECK(all->count() == 2);
  REQUIRE(all->totals_size() == 1);
  CHECK(all->totals(0).count() == 1);
  CHECK(all->totals(0).estimated_value().units() == 10);
  REQUIRE(all->statuses_size() == 1);
  CHECK(all->statuses(0).status() == v1::LEAD_STATUS_NEW);
  CHECK(all->sources_size() == 2);
  CHECK(all->owners_size() == 2);
  const auto own = server.Call(&member, &Stub::GetLeadStatistics, request);
  CHECK(own->count() == 1);
  REQUIRE(own->owners_size() == 1);
  CHECK(own->owners(0).owner_id() == member.user_id);
  CHECK(own->sources(0).source() == v1::LEAD_SOURCE_UNSPECIFIED);
  request.set_filter("source = EVENT");
  CHECK(server.Call(&owner, &Stub::GetLeadStatistics, request)->count() == 1);
  request.set_filter("nonsense = 7");
  CHECK(ReasonOf(server.Call(&owner, &Stub::GetLeadStatistics, request).status) == "INVALID_FILTER");
}

TEST_CASE("a member sees and changes their own leads only", "[lead]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  const TestCaller member = server.AddMember(owner, "MEMBER");
  const auto theirs = server.Call(&owner, &Stub::CreateLead, NamedLead("Owner's"));
  REQUIRE(server.Call(&member, &Stub::CreateLead, NamedLead("Member's")).ok());
  const auto list = server.Call(&member, &Stub::ListLeads, {});
  REQUIRE(list->leads_size() == 1);
  CHECK(list->leads(0).name() == "Member's");
  CHECK(server.Call(&member, &Stub::QualifyLead, For<v1::QualifyLeadRequest>(theirs.response)).status.error_code() ==
        grpc::StatusCode::NOT_FOUND);
}

}  // namespace
}  // namespace pipewright::sales
