#include "application/catalog/cross_sell_recommendations.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/application/fake_cross_sell.h"
#include "tests/support/status_matchers.h"

namespace pipewright::catalog {
namespace {

Money Euros(int64_t units) { return Money::FromUnitsAndNanos("EUR", units, 0).value(); }

// Of 60 accounts that use anything 30 use Care, 20 Cover, 12 both, and 6 Desks, which go with nothing. The tenant's
// base currency is the euro.
struct Recommending : CrossSellWorld {
  CrossSellRecommendationQuery query{accounts, offerings, store, lists, tokens};
  OfferingId care = AddOffering("Care", {Euros(100)});
  OfferingId cover = AddOffering("Cover", {Euros(300)});
  OfferingId desks = AddOffering("Desks");

  Recommending() { store.everybody = Counts(1); }
  BasketCounts Counts(int64_t times) const {
    BasketCounts counts;
    counts.accounts = 60 * times;
    counts.using_one = {{care, 30 * times}, {cover, 20 * times}, {desks, 6 * times}};
    counts.using_both = {{{care, cover}, 12 * times}, {{cover, care}, 12 * times}};
    return counts;
  }
  absl::StatusOr<Page<CrossSellRecommendation>> Ask(const ListCrossSellRecommendations& asked) const {
    return query.Handle(context, asked);
  }
  // "Acme Cover 120.00 EUR", …
  std::vector<std::string> Shown(const ListCrossSellRecommendations& asked = {}) const {
    const auto page = Ask(asked);
    INFO(page.status());
    REQUIRE(page.ok());
    std::vector<std::string> shown;
    for (const CrossSellRecommendation& one : page->items) {
      shown.push_back(absl::StrCat(one.account_name, " ", one.offering_name, " ",
                                   one.expected_value.has_value() ? one.expected_value->ToString() : "?"));
    }
    return shown;
  }
};

using Lines = std::vector<std::string>;

TEST_CASE("white space is recommended by what those who use the same use, times its price", "[cross_sell]") {
  Recommending test;
  const AccountId acme = test.AddAccount("Acme");
  test.Know(acme, test.care, CrossSellState::kEngaged);
  ListCrossSellRecommendations asked;
  asked.account_id = acme;
  CHECK(test.Shown(asked) == Lines{"Acme Cover 120.00 EUR"});  // 12 of 30 of 300
  const CrossSellRecommendation one = test.Ask(asked)->items[0];
  CHECK(one.rule.antecedent == test.care);
  CHECK(one.rule.with_both == 12);
  CHECK(one.rule.with_antecedent == 30);
  CHECK(one.value_basis == CrossSellValueBasis::kPrice);
  CHECK(ReasonFor(one) == "12 of the 30 accounts that use Care also use Cover.");
}

TEST_CASE("who uses nothing is recommended what most use", "[cross_sell]") {
  Recommending test;
  test.AddAccount("Acme");
  CHECK(test.Shown() == Lines{"Acme Cover 100.00 EUR", "Acme Care 50.00 EUR", "Acme Desks ?"});
  const CrossSellRecommendation one = test.Ask({})->items[0];
  CHECK_FALSE(one.rule.antecedent.has_value());
  CHECK(ReasonFor(one) == "20 of the 60 accounts that use anything use Cover.");
}

TEST_CASE("what was offered, won or lost is not recommended, nor a reason for anything", "[cross_sell]") {
  Recommending test;
  const AccountId acme = test.AddAccount("Acme");
  test.Know(acme, test.care, CrossSellState::kLost);
  test.Know(acme, test.desks, CrossSellState::kOpen);
  CHECK(test.Shown() == Lines{"Acme Cover 100.00 EUR"});
}

TEST_CASE("an offering without a price in the base currency is worth what its engagements are", "[cross_sell]") {
  Recommending test;
  test.AddAccount("Acme");
  test.store.averages[test.desks] = Euros(1'000);
  test.store.averages[test.care] = Euros(9'999);  // it has a price
  CHECK(test.Shown() == Lines{"Acme Cover 100.00 EUR", "Acme Desks 100.00 EUR", "Acme Care 50.00 EUR"});
  CHECK(test.Ask({})->items[1].value_basis == CrossSellValueBasis::kAverageEngagement);
}

TEST_CASE("similar accounts are those of the industry, unless too few of them use anything", "[cross_sell]") {
  Recommending test;
  test.AddAccount("Acme", "Retail");
  test.AddAccount("Globex", "Steel");
  test.AddAccount("Initech", "Retail");
  BasketCounts retail;
  retail.accounts = 20;
  retail.using_one = {{test.care, 5}};
  test.store.industries["Retail"] = retail;
  BasketCounts steel = retail;
  steel.accounts = 19;
  test.store.industries["Steel"] = steel;
  const auto page = test.Ask({});
  REQUIRE(page.ok());
  std::map<std::string, std::string> reasons;
  for (const CrossSellRecommendation& one : page->items) {
    if (one.offering_id == test.care) reasons[one.account_name] = ReasonFor(one);
    CHECK((one.population == CrossSellPopulation::kIndustry) == (one.industry == "Retail"));
  }
  CHECK(reasons["Acme"] == "5 of the 20 accounts in Retail that use anything use Care.");
  CHECK(reasons["Globex"] ==
        "30 of the 60 accounts that use anything use Care. All industries are looked at: fewer than 20 accounts in "
        "Steel use anything.");
  CHECK(test.store.baskets_asked == Lines{"Retail", "Steel", ""});  // each once
}

TEST_CASE("recommendations come page by page, the most valuable of all accounts first", "[cross_sell]") {
  Recommending test;
  const AccountId acme = test.AddAccount("Acme");
  test.AddAccount("Globex");
  test.Know(acme, test.care, CrossSellState::kEngaged);
  ListCrossSellRecommendations asked;
  asked.page_size = 3;
  Lines walked;
  do {
    const auto page = test.Ask(asked);
    REQUIRE(page.ok());
    for (const std::string& line : test.Shown(asked)) walked.push_back(line);
    asked.page_token = page->next_page_token;
  } while (!asked.page_token.empty());
  CHECK(walked == Lines{"Acme Cover 120.00 EUR", "Globex Cover 100.00 EUR", "Globex Care 50.00 EUR", "Globex Desks ?"});
  asked.page_token = "nonsense";
  CHECK(ReasonOf(test.Ask(asked)) == Reason::kInvalidPageToken);
}

TEST_CASE("a token is of the accounts and offerings that it was given out for", "[cross_sell]") {
  Recommending test;
  const AccountId acme = test.AddAccount("Acme");
  ListCrossSellRecommendations asked;
  asked.page_size = 1;
  asked.page_token = test.Ask(asked)->next_page_token;
  REQUIRE_FALSE(asked.page_token.empty());
  CHECK(test.Ask(asked).ok());
  asked.account_id = acme;
  CHECK(ReasonOf(test.Ask(asked)) == Reason::kInvalidPageToken);
  asked.account_id.reset();
  asked.offerings.ids = {test.care};
  CHECK(ReasonOf(test.Ask(asked)) == Reason::kInvalidPageToken);
}

TEST_CASE("more than 200 accounts at once are too many, a missing or deleted one is told", "[cross_sell]") {
  Recommending test;
  for (int i = 0; i < 200; ++i) test.AddAccount("Acme");
  CHECK(test.Ask({}).ok());
  test.AddAccount("One more");
  CHECK(FieldsOf(test.Ask({})) == "filter");
  ListCrossSellRecommendations asked;
  asked.account_id = AccountId(Uuid({7}));
  CHECK(test.Ask(asked).status().code() == absl::StatusCode::kNotFound);
  asked.account_id = test.accounts.records.back().id;
  test.accounts.records.back().delete_time = test.clock.now;
  CHECK(ReasonOf(test.Ask(asked)) == Reason::kRecordDeleted);
  asked = {};
  asked.page_size = -1;
  CHECK(FieldsOf(test.Ask(asked)) == "page_size");
}

}  // namespace
}  // namespace pipewright::catalog
