// What the ways of an account's status leave behind, through a channel.
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "pipewright/collaboration/v1/timeline_service.grpc.pb.h"
#include "pipewright/integration/v1/event_service.grpc.pb.h"
#include "pipewright/integration/v1/transaction_service.grpc.pb.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "tests/support/server/event_stream.h"
#include "tests/support/server/test_server.h"

namespace pipewright::sales {
namespace {

using testing::MetadataOf;
using testing::ReasonOf;
using testing::TestCaller;
using testing::TestServer;
using Lines = std::vector<std::string>;
using Stub = v1::AccountService::Stub;
using TransactionStub = integration::v1::TransactionService::Stub;

struct Standing {
  TestServer& server = TestServer::Get();
  TestCaller owner = server.SignUp();
  v1::Account lead = Lead();

  v1::Account Lead() {
    v1::CreateAccountRequest request;
    request.mutable_account()->set_name("Acme");
    request.mutable_account()->set_status(v1::ACCOUNT_STATUS_LEAD);
    const auto created = server.Call(&owner, &Stub::CreateAccount, request);
    INFO(created.status.error_message());
    REQUIRE(created.ok());
    return created.response;
  }

  // By a method of the status, which must be carried out.
  template <class Request>
  v1::Account Go(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, v1::Account*)) {
    const auto gone = Try(owner, method);
    INFO(gone.status.error_message());
    REQUIRE(gone.ok());
    return gone.response;
  }
  template <class Request>
  testing::Answer<v1::Account> Try(const TestCaller& caller,
                                   grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, v1::Account*)) {
    Request request;
    request.set_id(lead.id());
    return server.Call(&caller, method, request);
  }

  v1::AccountStatus Status() {
    v1::GetAccountRequest request;
    request.set_id(lead.id());
    return server.Call(&owner, &Stub::GetAccount, request)->status();
  }

  // "account.qualified: ACCOUNT_STATUS_LEAD to ACCOUNT_STATUS_PROSPECT", the oldest first.
  Lines Events() {
    integration::v1::ListEventsRequest request;
    request.mutable_filter()->mutable_subject()->set_resource("account");
    request.mutable_filter()->mutable_subject()->set_id(lead.id());
    request.mutable_filter()->add_changed_fields("status");
    const auto page = testing::ListSettledEvents(owner, request);
    INFO(page.status.error_message());
    REQUIRE(page.ok());
    Lines lines;
    for (const auto& event : page->events()) {
      for (const auto& change : event.changes()) {
        if (change.field() != "status" || !change.has_old_value()) continue;
        lines.push_back(absl::StrCat(event.type(), ": ", change.old_value().string_value(), " to ",
                                     change.new_value().string_value()));
      }
    }
    return lines;
  }

  // "account.qualified: LEAD to PROSPECT", as the trail has it, the newest first.
  Lines Trail() {
    collaboration::v1::ListTimelineRequest request;
    request.mutable_subject()->set_kind(shared::v1::SUBJECT_KIND_ACCOUNT);
    request.mutable_subject()->set_id(lead.id());
    const auto list = server.Call(&owner, &collaboration::v1::TimelineService::Stub::ListTimeline, request);
    INFO(list.status.error_message());
    REQUIRE(list.ok());
    Lines lines;
    for (const auto& entry : list->entries()) {
      if (entry.action() == "account.created") continue;
      CHECK(entry.type() == collaboration::v1::TIMELINE_TYPE_ACTIVITY);
      CHECK(entry.user_id() == owner.user_id);
      const auto status = entry.changes().fields().find("status");
      REQUIRE(status != entry.changes().fields().end());
      const auto& values = status->second.list_value();
      lines.push_back(
          absl::StrCat(entry.action(), ": ", values.values(0).string_value(), " to ", values.values(1).string_value()));
    }
    return lines;
  }
};

TEST_CASE("each way of an account's status leaves its event and its entry in the trail, with the old and the new one",
          "[account][events]") {
  Standing account;
  account.Go(&Stub::QualifyAccount);
  account.Go(&Stub::MarkAccountCustomer);
  account.Go(&Stub::MarkAccountChurned);
  account.Go(&Stub::ActivateAccount);
  account.Go(&Stub::DeactivateAccount);
  CHECK(account.Events() == Lines{"account.qualified: ACCOUNT_STATUS_LEAD to ACCOUNT_STATUS_PROSPECT",
                                  "account.became_customer: ACCOUNT_STATUS_PROSPECT to ACCOUNT_STATUS_CUSTOMER",
                                  "account.churned: ACCOUNT_STATUS_CUSTOMER to ACCOUNT_STATUS_CHURNED",
                                  "account.activated: ACCOUNT_STATUS_CHURNED to ACCOUNT_STATUS_PROSPECT",
                                  "account.deactivated: ACCOUNT_STATUS_PROSPECT to ACCOUNT_STATUS_INACTIVE"});
  CHECK(account.Trail() == Lines{"account.deactivated: PROSPECT to INACTIVE", "account.activated: CHURNED to PROSPECT",
                                 "account.churned: CUSTOMER to CHURNED",
                                 "account.became_customer: PROSPECT to CUSTOMER",
                                 "account.qualified: LEAD to PROSPECT"});
}

TEST_CASE("a way of the status that is refused leaves nothing and tells the ways that there are", "[account]") {
  Standing account;
  const auto refused = account.Try(account.owner, &Stub::MarkAccountChurned);
  CHECK(refused.status.error_code() == grpc::StatusCode::FAILED_PRECONDITION);
  CHECK(ReasonOf(refused.status) == "INVALID_ACCOUNT_STATE");
  CHECK(refused.status.error_message() ==
        "the account is LEAD: it can go on by QualifyAccount, MarkAccountCustomer or DeactivateAccount, not by "
        "MarkAccountChurned");
  google::rpc::Status details;
  REQUIRE(details.ParseFromString(refused.status.error_details()));
  google::rpc::PreconditionFailure failure;
  for (const auto& detail : details.details()) detail.UnpackTo(&failure);
  REQUIRE(failure.violations_size() == 1);
  CHECK(failure.violations(0).subject() == absl::StrCat("account/", account.lead.id()));
  CHECK(account.Status() == v1::ACCOUNT_STATUS_LEAD);
  CHECK(account.Trail().empty());
}

TEST_CASE("steps of a transaction take an account through its statuses, all of them or none", "[account]") {
  Standing account;
  const std::string& id = account.lead.id();
  integration::v1::ExecuteRequest request;
  request.add_steps()->mutable_qualify_account()->set_id(id);
  request.add_steps()->mutable_mark_account_customer()->set_id(id);
  request.add_steps()->mutable_mark_account_customer()->set_id(id);
  const auto refused = account.server.Call(&account.owner, &TransactionStub::Execute, request);
  CHECK(ReasonOf(refused.status) == "INVALID_ACCOUNT_STATE");
  CHECK(MetadataOf(refused.status, "path") == "steps[2].mark_account_customer");
  CHECK(account.Status() == v1::ACCOUNT_STATUS_LEAD);
  CHECK(account.Trail().empty());

  request.mutable_steps(2)->mutable_mark_account_churned()->set_id(id);
  request.add_steps()->mutable_activate_account()->set_id(id);
  request.add_steps()->mutable_deactivate_account()->set_id(id);
  const auto done = account.server.Call(&account.owner, &TransactionStub::Execute, request);
  INFO(done.status.error_message());
  REQUIRE(done.ok());
  REQUIRE(done->answers_size() == 5);
  CHECK(done->answers(2).account().status() == v1::ACCOUNT_STATUS_CHURNED);
  CHECK(done->answers(4).account().status() == v1::ACCOUNT_STATUS_INACTIVE);
  CHECK(account.Status() == v1::ACCOUNT_STATUS_INACTIVE);
}

TEST_CASE("who may only read accounts changes the status of none", "[account]") {
  Standing account;
  const TestCaller viewer = account.server.AddMember(account.owner, "VIEWER");
  const auto refused = account.Try(viewer, &Stub::QualifyAccount);
  CHECK(refused.status.error_code() == grpc::StatusCode::PERMISSION_DENIED);
  CHECK(MetadataOf(refused.status, "permission") == "account:update");
  CHECK(account.Status() == v1::ACCOUNT_STATUS_LEAD);
}

}  // namespace
}  // namespace pipewright::sales
