// Amounts in imported files: the amount in one column, its currency in another.
#include <catch2/catch.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/support/server/importing.h"

namespace pipewright::integration {
namespace {

using testing::Importing;
using testing::TestCaller;

// A tenant with one account, which has an annual revenue of 50,000 EUR.
struct Amounts {
  Amounts() {
    REQUIRE(Import("", "name,annual_revenue,annual_revenue.currency_code\nAcme,50000,EUR\n").created_count() == 1);
    id = Ask("select id from accounts");
  }
  v1::Job Import(const std::string& key, const std::string& file, bool clear_empty = false) {
    v1::ImportSpec spec;
    spec.set_resource("account");
    spec.set_key(key);
    spec.set_clear_empty(clear_empty);
    return importing.Import(owner, spec, file);
  }
  std::string Ask(const std::string& sql) { return importing.Ask(owner.tenant_id, sql); }
  // The amount and the currency that the account has; empty: it has none.
  std::string Revenue(const std::string& name = "Acme") {
    return Ask(
        absl::StrCat("select annual_revenue_e4 / 10000 || ' ' || annual_revenue_currency from accounts where "
                     "name = '",
                     name, "'"));
  }

  Importing& importing = Importing::Get();
  TestCaller owner = importing.server().SignUp();
  std::string id;
};

TEST_CASE("an empty amount beside its currency leaves the amount of a record alone", "[import]") {
  Amounts test;
  const v1::Job job =
      test.Import("id", absl::StrCat("id,annual_revenue,annual_revenue.currency_code\n", test.id, ",,EUR\n"));
  CHECK(job.unchanged_count() == 1);
  CHECK(test.Revenue() == "50000 EUR");
}

TEST_CASE("a currency without a column for its amount says nothing", "[import]") {
  Amounts test;
  for (const bool clear_empty : {false, true}) {
    const v1::Job job = test.Import(
        "id", absl::StrCat("id,annual_revenue.currency_code\n", test.id, ",USD\n", test.id, ",\n"), clear_empty);
    CHECK(job.unchanged_count() == 2);
    CHECK(test.Revenue() == "50000 EUR");
  }
}

TEST_CASE("a new record whose amount is empty has none, whatever the currency's cell says", "[import]") {
  Amounts test;
  CHECK(test.Import("", "name,annual_revenue,annual_revenue.currency_code\nBell,,EUR\n").created_count() == 1);
  CHECK(test.Ask("select count(*) from accounts where name = 'Bell' and annual_revenue_e4 is null") == "1");
}

TEST_CASE("an empty amount clears the amount when empty cells do, whatever the currency's cell says", "[import]") {
  Amounts test;
  const v1::Job job =
      test.Import("id", absl::StrCat("id,annual_revenue,annual_revenue.currency_code\n", test.id, ",,EUR\n"), true);
  CHECK(job.updated_count() == 1);
  CHECK(test.Ask("select count(*) from accounts where annual_revenue_e4 is null") == "1");
}

TEST_CASE("an amount takes its currency from its row, in whichever order the columns stand", "[import]") {
  Amounts test;
  const v1::Job job =
      test.Import("name", "annual_revenue.currency_code,annual_revenue,name\nUSD,7,Acme\nUSD,0,Bell\n,5,Cedar\n");
  CHECK(job.failed_count() == 0);
  CHECK(test.Revenue() == "7 USD");
  CHECK(test.Revenue("Bell") == "0 USD");
  CHECK(test.Revenue("Cedar") == "5 EUR");
}

}  // namespace
}  // namespace pipewright::integration
