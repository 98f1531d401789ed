// A tenant with a pipeline of its own, for the tests of what is sold.
#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "pipewright/sales/v1/contact_service.grpc.pb.h"
#include "pipewright/sales/v1/opportunity_service.grpc.pb.h"
#include "pipewright/sales/v1/pipeline_service.grpc.pb.h"
#include "tests/support/server/test_server.h"

namespace pipewright::sales {

using OpportunityStub = v1::OpportunityService::Stub;
using PipelineStub = v1::PipelineService::Stub;

struct Selling {
  testing::TestServer& server = testing::TestServer::Get();
  testing::TestCaller owner = server.SignUp();
  v1::Pipeline pipeline = CreatePipeline();  // Talk 20 %, Offer 50 %, Won, Lost

  v1::Pipeline CreatePipeline() {
    v1::CreatePipelineRequest request;
    request.mutable_pipeline()->set_name("Projects");
    const auto add = [&](const char* name, v1::StageKind kind, int percent) {
      v1::Stage* const stage = request.mutable_pipeline()->add_stages();
      stage->set_name(name);
      stage->set_kind(kind);
      stage->set_probability(percent);
    };
    add("Talk", v1::STAGE_KIND_OPEN, 20);
    add("Offer", v1::STAGE_KIND_OPEN, 50);
    add("Won", v1::STAGE_KIND_WON, 100);
    add("Lost", v1::STAGE_KIND_LOST, 0);
    const auto created = server.Call(&owner, &PipelineStub::CreatePipeline, request);
    INFO(created.status.error_message());
    REQUIRE(created.ok());
    return created.response;
  }

  v1::CreateOpportunityRequest Desks(int64_t euros = 1000) const {
    v1::CreateOpportunityRequest request;
    request.mutable_opportunity()->set_title("Fifty desks");
    request.mutable_opportunity()->set_pipeline_id(pipeline.id());
    request.mutable_opportunity()->mutable_amount()->set_currency_code("EUR");
    request.mutable_opportunity()->mutable_amount()->set_units(euros);
    return request;
  }

  v1::Opportunity Open(const v1::CreateOpportunityRequest& request) {
    const auto opened = server.Call(&owner, &OpportunityStub::CreateOpportunity, request);
    INFO(opened.status.error_message());
    REQUIRE(opened.ok());
    return opened.response;
  }

  std::string CreateAccount() {
    v1::CreateAccountRequest request;
    request.mutable_account()->set_name("Acme");
    const auto created = server.Call(&owner, &v1::AccountService::Stub::CreateAccount, request);
    REQUIRE(created.ok());
    return created->id();
  }

  v1::MoveOpportunityStageRequest Move(const v1::Opportunity& opportunity, int stage) const {
    v1::MoveOpportunityStageRequest request;
    request.set_id(opportunity.id());
    request.set_stage_id(pipeline.stages(stage).id());
    return request;
  }

  v1::Opportunity Read(const std::string& id) {
    v1::GetOpportunityRequest request;
    request.set_id(id);
    const auto read = server.Call(&owner, &OpportunityStub::GetOpportunity, request);
    REQUIRE(read.ok());
    return read.response;
  }
};

}  // namespace pipewright::sales
