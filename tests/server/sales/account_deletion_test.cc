// What keeps an account from being deleted, through a channel.
#include <catch2/catch.hpp>
#include <string>
#include <thread>
#include <vector>

#include "pipewright/sales/v1/merge_service.grpc.pb.h"
#include "tests/server/sales/selling.h"

namespace pipewright::sales {
namespace {

using grpc::StatusCode;
using testing::ReasonOf;
using AccountStub = v1::AccountService::Stub;

struct Deleting : Selling {
  v1::Opportunity OpenOf(const std::string& account) {
    v1::CreateOpportunityRequest request = Desks();
    request.mutable_opportunity()->set_account_id(account);
    return Open(request);
  }
  grpc::Status Delete(const std::string& account) {
    v1::DeleteAccountRequest request;
    request.set_id(account);
    return server.Call(&owner, &AccountStub::DeleteAccount, request).status;
  }
};

TEST_CASE("an account is deleted once nothing is open with it", "[account][opportunity]") {
  Deleting test;
  const std::string busy = test.CreateAccount();
  const std::string idle = test.CreateAccount();
  const v1::Opportunity open = test.OpenOf(busy);
  const grpc::Status refused = test.Delete(busy);
  CHECK(refused.error_code() == StatusCode::FAILED_PRECONDITION);
  CHECK(ReasonOf(refused) == "RECORD_IN_USE");
  CHECK_THAT(refused.error_message(), Catch::Contains("(1: " + open.id() + ")"));

  v1::BatchDeleteAccountsRequest batch;
  batch.add_requests()->set_id(idle);
  batch.add_requests()->set_id(busy);
  const auto none = test.server.Call(&test.owner, &AccountStub::BatchDeleteAccounts, batch);
  CHECK(ReasonOf(none.status) == "RECORD_IN_USE");
  batch.set_allow_partial(true);
  const auto some = test.server.Call(&test.owner, &AccountStub::BatchDeleteAccounts, batch);
  REQUIRE(some.ok());
  CHECK(some->accounts(0).has_delete_time());
  REQUIRE(some->failed_requests().contains(1));
  CHECK_THAT(some->failed_requests().at(1).message(), Catch::Contains(open.id()));

  v1::WinOpportunityRequest win;
  win.set_id(open.id());
  REQUIRE(test.server.Call(&test.owner, &OpportunityStub::WinOpportunity, win).ok());
  CHECK(test.Delete(busy).ok());
}

TEST_CASE("a merge takes an account's open opportunities along", "[account][merge]") {
  Deleting test;
  const std::string account = test.CreateAccount();
  const v1::Opportunity open = test.OpenOf(account);
  v1::MergeAccountsRequest merge;
  merge.set_survivor_id(test.CreateAccount());
  merge.add_losers()->set_id(account);
  const auto merged = test.server.Call(&test.owner, &v1::MergeService::Stub::MergeAccounts, merge);
  INFO(merged.status.error_message());
  REQUIRE(merged.ok());
  CHECK(test.Read(open.id()).account_id() == merge.survivor_id());
  CHECK(ReasonOf(test.Delete(merge.survivor_id())) == "RECORD_IN_USE");
}

TEST_CASE("nothing is won for a deleted account", "[account][opportunity]") {
  Deleting test;
  const std::string account = test.CreateAccount();
  const v1::Opportunity open = test.OpenOf(account);
  v1::LoseOpportunityRequest lose;
  lose.set_id(open.id());
  lose.set_lost_reason("PRICE");
  REQUIRE(test.server.Call(&test.owner, &OpportunityStub::LoseOpportunity, lose).ok());
  REQUIRE(test.Delete(account).ok());
  v1::ReopenOpportunityRequest reopen;
  reopen.set_id(open.id());
  reopen.set_stage_id(test.pipeline.stages(0).id());
  REQUIRE(test.server.Call(&test.owner, &OpportunityStub::ReopenOpportunity, reopen).ok());
  v1::WinOpportunityRequest win;
  win.set_id(open.id());
  const auto refused = test.server.Call(&test.owner, &OpportunityStub::WinOpportunity, win);
  CHECK(refused.status.error_code() == StatusCode::FAILED_PRECONDITION);
  CHECK(ReasonOf(refused.status) == "RECORD_DELETED");
  CHECK_THAT(refused.status.error_message(), Catch::Contains(account) && Catch::Contains("UndeleteAccount"));
  v1::UndeleteAccountRequest back;
  back.set_id(account);
  REQUIRE(test.server.Call(&test.owner, &AccountStub::UndeleteAccount, back).ok());
  CHECK(test.server.Call(&test.owner, &OpportunityStub::WinOpportunity, win).ok());
}

TEST_CASE("of an opportunity that opens and its account's end at the same moment one is refused",
          "[account][opportunity][concurrency]") {
  Deleting test;
  for (int i = 0; i < 20; ++i) {
    v1::CreateOpportunityRequest open = test.Desks();
    open.mutable_opportunity()->set_account_id(test.CreateAccount());
    grpc::Status opened;
    std::thread seller(
        [&] { opened = test.server.Call(&test.owner, &OpportunityStub::CreateOpportunity, open).status; });
    const grpc::Status deleted = test.Delete(open.opportunity().account_id());
    seller.join();
    CHECK(opened.ok() != deleted.ok());
    const std::string reason = ReasonOf(opened.ok() ? deleted : opened);
    CHECK(reason == (opened.ok() ? "RECORD_IN_USE" : "RECORD_DELETED"));
  }
}

}  // namespace
}  // namespace pipewright::sales
