// Lists as a client meets them; what filters mean is tested in tests/application/shared and on PostgreSQL.
#include <catch2/catch.hpp>

#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "tests/support/server/test_server.h"

namespace pipewright::sales {
namespace {

using testing::FieldsOf;
using testing::MetadataOf;
using testing::ReasonOf;
using testing::TestCaller;
using testing::TestServer;
using Stub = v1::AccountService::Stub;

// The names that a list gives, in its order, and all its pages.
std::string Names(const TestCaller& caller, v1::ListAccountsRequest request) {
  std::string names;
  do {
    const auto page = TestServer::Get().Call(&caller, &Stub::ListAccounts, request);
    if (!page.ok()) return page.status.error_message();
    for (const auto& account : page->accounts()) names += account.name();
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return names;
}

std::string Filtered(const TestCaller& caller, const std::string& filter) {
  v1::ListAccountsRequest request;
  request.set_filter(filter);
  return Names(caller, request);
}

// A to E with revenues 0, 30, none, 10, none; B and D in retail; C is a VIP with a tag.
TestCaller OwnerOfFive() {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  for (const char name : std::string("ABCDE")) {
    v1::CreateAccountRequest request;
    v1::Account& account = *request.mutable_account();
    account.set_name(std::string(1, name));
    if (name == 'B' || name == 'D') account.set_industry("Retail");
    if (name == 'C') {
      account.set_vip(true);
      account.add_tags("key account");
    } else if (name != 'E') {
      account.mutable_annual_revenue()->set_currency_code("EUR");
      account.mutable_annual_revenue()->set_units(name == 'A' ? 0 : name == 'B' ? 30 : 10);
    }
    const auto created = server.Call(&owner, &Stub::CreateAccount, request);
    INFO(created.status.error_message());
    REQUIRE(created.ok());
  }
  return owner;
}

TEST_CASE("a list gives what its filter says", "[account]") {
  const TestCaller owner = OwnerOfFive();
  CHECK(Filtered(owner, "") == "ABCDE");
  CHECK(Filtered(owner, "industry:retail") == "BD");
  CHECK(Filtered(owner, "industry = retail") == "");
  CHECK(Filtered(owner, "vip = true OR annual_revenue >= 10.5") == "BC");
  CHECK(Filtered(owner, "tags:\"key account\"") == "C");
  CHECK(Filtered(owner, "-annual_revenue:*") == "CE");
  CHECK(Filtered(owner, "owner_id = me() name > B create_time > now() - days(1)") == "CDE");
  CHECK(Filtered(owner, "annual_revenue.currency_code = USD") == "");
  CHECK(Filtered(owner, "name = \"'; drop table accounts; --\"") == "");
}

TEST_CASE("a list is in the order asked for, page by page, missing values last", "[account]") {
  const TestCaller owner = OwnerOfFive();
  v1::ListAccountsRequest request;
  for (const int size : {1, 2, 5}) {
    request.set_page_size(size);
    request.set_order_by("annual_revenue desc");
    CHECK(Names(owner, request) == "BDAEC");
    request.set_order_by("annual_revenue");
    CHECK(Names(owner, request) == "ADBCE");
    request.set_order_by("industry desc, name desc");
    CHECK(Names(owner, request) == "DBECA");
    request.set_order_by("industry desc, annual_revenue");
    CHECK(Names(owner, request) == "DBACE");
  }
}

TEST_CASE("a wrong filter, order or page token is named, with the place", "[account]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = OwnerOfFive();
  const auto refused = [&](const v1::ListAccountsRequest& request) {
    const auto answer = server.Call(&owner, &Stub::ListAccounts, request);
    CHECK(answer.status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
    return answer.status;
  };
  v1::ListAccountsRequest request;
  request.set_filter("vip = true AND sise = SMALL");
  const grpc::Status filter = refused(request);
  CHECK(ReasonOf(filter) == "INVALID_FILTER");
  CHECK(FieldsOf(filter) == "filter");
  CHECK(MetadataOf(filter, "position") == "16");

  request.clear_filter();
  request.set_order_by("tags");
  CHECK(ReasonOf(refused(request)) == "INVALID_ORDER_BY");

  request.set_order_by("name");
  request.set_page_size(2);
  const auto first = server.Call(&owner, &Stub::ListAccounts, request);
  REQUIRE(first.ok());
  request.set_page_token(first->next_page_token());
  CHECK(server.Call(&owner, &Stub::ListAccounts, request).ok());
  request.set_order_by("name desc");
  CHECK(ReasonOf(refused(request)) == "INVALID_PAGE_TOKEN");
  request.set_order_by("name");
  request.set_page_token("x" + first->next_page_token());
  CHECK(ReasonOf(refused(request)) == "INVALID_PAGE_TOKEN");
}

}  // namespace
}  // namespace pipewright::sales
