// The cross-sell matrix over the wire.
#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "pipewright/catalog/v1/cross_sell_service.grpc.pb.h"
#include "pipewright/catalog/v1/engagement_service.grpc.pb.h"
#include "pipewright/catalog/v1/offering_service.grpc.pb.h"
#include "tests/server/sales/selling.h"

namespace pipewright::catalog {
namespace {

using testing::FieldsOf;
using testing::ReasonOf;
using testing::TestCaller;
using Stub = v1::CrossSellService::Stub;

struct CrossSelling : sales::Selling {
  std::map<std::string, std::string> offerings;  // ids by name
  std::map<std::string, std::string> accounts;

  CrossSelling() {
    for (const char* const name : {"Care", "Cover", "Desks"}) {
      v1::CreateOfferingRequest request;
      request.mutable_offering()->set_name(name);
      offerings[name] = server.Call(&owner, &v1::OfferingService::Stub::CreateOffering, request)->id();
    }
    for (const char* const name : {"Acme", "Globex", "Initech"}) {
      sales::v1::CreateAccountRequest request;
      request.mutable_account()->set_name(name);
      request.mutable_account()->set_region(name[0] == 'G' ? "South" : "North");
      accounts[name] = server.Call(&owner, &sales::v1::AccountService::Stub::CreateAccount, request)->id();
    }
  }
  void Engage(const std::string& account, const std::string& offering) {
    v1::CreateEngagementRequest request;
    request.mutable_engagement()->set_account_id(accounts.at(account));
    request.mutable_engagement()->set_offering_id(offerings.at(offering));
    request.mutable_engagement()->mutable_value()->set_currency_code("EUR");
    request.mutable_engagement()->mutable_value()->set_units(100);
    const auto created = server.Call(&owner, &v1::EngagementService::Stub::CreateEngagement, request);
    INFO(created.status.error_message());
    REQUIRE(created.ok());
  }
  sales::v1::Opportunity Offer(const std::string& account, const std::string& offering) {
    sales::v1::CreateOpportunityRequest request = Desks();
    request.mutable_opportunity()->clear_amount();
    request.mutable_opportunity()->set_account_id(accounts.at(account));
    auto& item = *request.mutable_opportunity()->add_line_items();
    item.set_offering_id(offerings.at(offering));
    item.mutable_unit_price()->set_currency_code("EUR");
    item.mutable_unit_price()->set_units(40);
    return Open(request);
  }
  v1::GetCrossSellMatrixResponse Ask(const v1::GetCrossSellMatrixRequest& request, const TestCaller* caller = nullptr) {
    const auto asked = server.Call(caller == nullptr ? &owner : caller, &Stub::GetCrossSellMatrix, request);
    INFO(asked.status.error_message());
    REQUIRE(asked.ok());
    return asked.response;
  }
};

// "Acme: Care ENGAGED, Cover OPEN; Globex: ".
std::string Shown(const v1::GetCrossSellMatrixResponse& matrix) {
  std::map<std::string, std::string> names;
  for (const auto& column : matrix.columns()) names[column.offering_id()] = column.offering_name();
  std::string shown;
  for (const auto& row : matrix.rows()) {
    absl::StrAppend(&shown, shown.empty() ? "" : "; ", row.account_name(), ":");
    for (const auto& cell : row.cells()) {
      absl::StrAppend(&shown, " ", names[cell.offering_id()], " ",
                      v1::CrossSellState_Name(cell.state()).substr(std::string("CROSS_SELL_STATE_").size()));
    }
  }
  return shown;
}

TEST_CASE("the matrix tells how accounts stand with offerings, and leaves out white space", "[cross_sell]") {
  CrossSelling test;
  test.Engage("Acme", "Care");
  const auto opportunity = test.Offer("Acme", "Cover");
  CHECK(opportunity.line_items(0).title() == "Cover");
  const v1::GetCrossSellMatrixResponse matrix = test.Ask({});
  CHECK(Shown(matrix) == "Acme: Care ENGAGED Cover OPEN; Globex:; Initech:");
  CHECK(matrix.columns_size() == 3);
  const v1::CrossSellCell& open = matrix.rows(0).cells(1);
  CHECK(open.opportunity_id() == opportunity.id());
  CHECK(open.stage_name() == "Talk");
  CHECK(open.amount().units() == 40);
}

TEST_CASE("a won opportunity turns its cells into engagements when it is told to", "[cross_sell]") {
  CrossSelling test;
  sales::v1::WinOpportunityRequest win;
  win.set_id(test.Offer("Acme", "Care").id());
  win.set_create_engagements(true);
  const auto won = test.server.Call(&test.owner, &sales::OpportunityStub::WinOpportunity, win);
  INFO(won.status.error_message());
  REQUIRE(won.ok());
  win.set_id(test.Offer("Globex", "Care").id());
  win.set_create_engagements(false);
  REQUIRE(test.server.Call(&test.owner, &sales::OpportunityStub::WinOpportunity, win).ok());
  CHECK(Shown(test.Ask({})) == "Acme: Care ENGAGED; Globex: Care WON; Initech:");
}

TEST_CASE("the matrix is filtered as lists of accounts are, and paged", "[cross_sell]") {
  CrossSelling test;
  test.Engage("Initech", "Desks");
  v1::GetCrossSellMatrixRequest request;
  request.set_filter(R"(region = "North")");
  request.set_page_size(1);
  request.add_offering_ids(test.offerings["Desks"]);
  v1::GetCrossSellMatrixResponse page = test.Ask(request);
  CHECK(Shown(page) == "Acme:");
  CHECK(page.columns_size() == 1);
  request.set_page_token(page.next_page_token());
  page = test.Ask(request);
  CHECK(Shown(page) == "Initech: Desks ENGAGED");
  CHECK(page.next_page_token().empty());
  request.set_filter("");
  CHECK(ReasonOf(test.server.Call(&test.owner, &Stub::GetCrossSellMatrix, request).status) == "INVALID_PAGE_TOKEN");
  request.clear_page_token();
  request.clear_offering_ids();
  request.set_offering_filter("name = Nothing AND colour = red");
  CHECK(FieldsOf(test.server.Call(&test.owner, &Stub::GetCrossSellMatrix, request).status) == "offering_filter");
}

TEST_CASE("rows and columns are summed up when asked for", "[cross_sell]") {
  CrossSelling test;
  test.Engage("Acme", "Care");
  test.Engage("Globex", "Care");
  test.Offer("Acme", "Cover");
  v1::GetCrossSellMatrixRequest request;
  request.set_page_size(1);
  request.set_return_row_totals(true);
  request.set_return_column_totals(true);
  const v1::GetCrossSellMatrixResponse matrix = test.Ask(request);
  CHECK(matrix.account_count() == 3);
  REQUIRE(matrix.rows(0).totals_size() == 3);
  CHECK(matrix.rows(0).totals(0).state() == v1::CROSS_SELL_STATE_ENGAGED);
  CHECK(matrix.rows(0).totals(0).amounts(0).units() == 100);
  CHECK(matrix.rows(0).totals(2).state() == v1::CROSS_SELL_STATE_WHITE_SPACE);
  CHECK(matrix.rows(0).totals(2).count() == 1);
  REQUIRE(matrix.columns(0).totals_size() == 2);
  CHECK(matrix.columns(0).totals(0).count() == 2);
  CHECK(matrix.columns(0).totals(0).amounts(0).units() == 200);
  CHECK(matrix.columns(0).totals(1).count() == 1);
  CHECK(matrix.columns(2).totals(0).count() == 3);  // nobody has heard of desks
}

TEST_CASE("a member's matrix has the member's accounts", "[cross_sell]") {
  CrossSelling test;
  const TestCaller member = test.server.AddMember(test.owner, "MEMBER");
  test.Engage("Acme", "Care");
  sales::v1::CreateAccountRequest mine;
  mine.mutable_account()->set_name("Mine");
  REQUIRE(test.server.Call(&member, &sales::v1::AccountService::Stub::CreateAccount, mine).ok());
  v1::GetCrossSellMatrixRequest request;
  request.set_return_column_totals(true);
  const v1::GetCrossSellMatrixResponse matrix = test.Ask(request, &member);
  CHECK(Shown(matrix) == "Mine:");
  CHECK(matrix.account_count() == 1);
}

TEST_CASE("what others use is recommended, with the reason and what it would be worth", "[cross_sell]") {
  CrossSelling test;
  v1::UpdateOfferingRequest price;
  price.mutable_offering()->set_id(test.offerings["Care"]);
  price.mutable_offering()->add_prices()->set_currency_code("EUR");
  price.mutable_offering()->mutable_prices(0)->set_units(90);
  REQUIRE(test.server.Call(&test.owner, &v1::OfferingService::Stub::UpdateOffering, price).ok());
  test.Engage("Acme", "Care");
  test.Engage("Globex", "Care");
  test.Engage("Globex", "Cover");
  v1::ListCrossSellRecommendationsRequest request;
  request.set_account_id(test.accounts["Initech"]);
  const auto listed = test.server.Call(&test.owner, &Stub::ListCrossSellRecommendations, request);
  INFO(listed.status.error_message());
  REQUIRE(listed.ok());
  REQUIRE(listed->recommendations_size() == 2);
  std::map<std::string, v1::CrossSellRecommendation> by_name;
  for (const auto& one : listed->recommendations()) by_name[one.offering_name()] = one;
  const v1::CrossSellRecommendation& care = by_name["Care"];
  CHECK(care.antecedent_offering_id().empty());
  CHECK(care.confidence() == Approx(1));
  CHECK(care.account_count() == 2);
  CHECK(care.population() == v1::CROSS_SELL_POPULATION_ALL_ACCOUNTS);
  CHECK(care.reason() == "2 of the 2 accounts that use anything use Care.");
  CHECK(by_name["Cover"].confidence() == Approx(0.5));
}

TEST_CASE("recommendations are for an account or a filter, and one must be named", "[cross_sell]") {
  CrossSelling test;
  v1::ListCrossSellRecommendationsRequest request;
  CHECK(FieldsOf(test.server.Call(&test.owner, &Stub::ListCrossSellRecommendations, request).status) == "account_id");
  request.set_filter("");
  CHECK(test.server.Call(&test.owner, &Stub::ListCrossSellRecommendations, request).ok());
  request.set_filter("colour = red");
  CHECK(FieldsOf(test.server.Call(&test.owner, &Stub::ListCrossSellRecommendations, request).status) == "filter");
  request.set_account_id("0190f3c2-7b1e-7c3a-9d4e-5f60718293a4");
  CHECK(test.server.Call(&test.owner, &Stub::ListCrossSellRecommendations, request).status.error_code() ==
        grpc::StatusCode::NOT_FOUND);
}

}  // namespace
}  // namespace pipewright::catalog
