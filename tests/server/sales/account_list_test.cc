// Lists as a client meets them; what filters mean is tested in tests/application/shared and on PostgreSQL.
#include <catch2/catch.hpp>

#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "tests/support/server/test_server.h"

namespace pipewright::sales {
namespace {

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

TEST_CASE("values in filters are read as stored ones are", "[account]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  v1::CreateAccountRequest request;
  v1::Account& account = *request.mutable_account();
  account.set_name("A");
  account.set_email("Ada@Example.com");
  account.set_phone("030 12345678");
  account.mutable_billing_address()->set_city("Berlin");
  account.mutable_annual_revenue()->set_currency_code("EUR");
  for (const char* const tag : {"VIP", "vip", "Key Account"}) account.add_tags(tag);
  const auto created = server.Call(&owner, &Stub::CreateAccount, request);
  INFO(created.status.error_message());
  REQUIRE(created.ok());
  REQUIRE(created->tags_size() == 2);
  CHECK(created->tags(0) == "key account");
  CHECK(created->tags(1) == "vip");
  request.Clear();
  request.mutable_account()->set_name("B");
  REQUIRE(server.Call(&owner, &Stub::CreateAccount, request).ok());
  for (const char* const only_a :
       {"email = \"ADA@EXAMPLE.com\"", "phone = \"030 12345678\"", "phone = \"+49 30 12345678\"", "phone:\"345-678\"",
        "tags:VIP", "tags = \"KEY ACCOUNT\"", "tags:\"Key*\"", "annual_revenue.currency_code = eur",
        "billing_address:*", "billing_address.city = Berlin", "billing_address.city:ber*", "billing_address:city",
        "NOT (-billing_address.city:*)"}) {
    INFO(only_a);
    CHECK(Filtered(owner, only_a) == "A");
  }
  CHECK(Filtered(owner, "-billing_address:*") == "B");
  CHECK(Filtered(owner, "billing_address.city != Berlin") == "B");
  CHECK(Filtered(owner, "shipping_address:* OR custom_fields:*") == "");
}

TEST_CASE("a page token is good for the same list however it is written, and for no other tenant", "[account]") {
  const TestCaller owner = OwnerOfFive();
  v1::ListAccountsRequest request;
  request.set_filter("name > A AND name < Z");
  request.set_order_by("name desc");
  request.set_page_size(2);
  request.set_page_token(TestServer::Get().Call(&owner, &Stub::ListAccounts, request)->next_page_token());
  REQUIRE_FALSE(request.page_token().empty());
  request.set_filter(" name>A   name<Z ");
  request.set_order_by(" name  DESC ");
  CHECK(Names(owner, request) == "CB");
  const TestCaller stranger = TestServer::Get().SignUp();
  CHECK(testing::ReasonOf(TestServer::Get().Call(&stranger, &Stub::ListAccounts, request).status) ==
        "INVALID_PAGE_TOKEN");
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

}  // namespace
}  // namespace pipewright::sales
