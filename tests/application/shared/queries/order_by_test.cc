#include "application/shared/queries/order_by.h"

#include <catch2/catch.hpp>

#include "tests/support/filter_catalog.h"
#include "tests/support/status_matchers.h"

namespace pipewright {
namespace {

// "amount desc, id desc": the keys as they were understood.
std::string Understood(absl::string_view text) {
  const auto keys = ParseOrderBy(text, DealCatalog());
  REQUIRE(keys.ok());
  std::string result;
  for (const SortKey& key : *keys) {
    result += (result.empty() ? "" : ", ") + key.field + (key.descending ? " desc" : "");
  }
  return result;
}

TEST_CASE("the direction is read in any case") {
  for (const char* const order : {"id desc", "id DESC", "id Desc"}) CHECK(Understood(order) == "id desc");
  CHECK(Understood("id ASC") == "id");
}

TEST_CASE("the id breaks ties, in the direction of the key before it") {
  CHECK(Understood("") == "id");
  CHECK(Understood("  ") == "id");
  CHECK(Understood("amount desc, close_date") == "amount desc, close_date, id");
  CHECK(Understood("title asc , amount  desc") == "title, amount desc, id desc");
}

TEST_CASE("behind the id no key matters") {
  CHECK(Understood("id desc") == "id desc");
  CHECK(Understood("amount, id desc, title") == "amount, id desc");
}

TEST_CASE("a key knows its type and whether values may be missing") {
  const auto keys = ParseOrderBy("amount desc", DealCatalog()).value();
  CHECK(keys[0] == SortKey{"amount", FieldType::kMoney, true, true});
  CHECK(keys[1] == SortKey{"id", FieldType::kId, false, true});
}

TEST_CASE("an order that can't be followed is refused") {
  for (const char* wrong : {"amonut", "tags", "notes", "amount down", "amount desc desc", "amount,", ",",
                            "amount,,title", "amount, amount desc", "amount; drop table deals", "company.name",
                            "company", "title, score, vip, create_time, close_date, amount"}) {
    INFO(wrong);
    const auto keys = ParseOrderBy(wrong, DealCatalog());
    CHECK(ReasonOf(keys) == Reason::kInvalidOrderBy);
    CHECK(FieldsOf(keys) == "order_by");
  }
}

TEST_CASE("the error names what was meant, or why it can't be") {
  const auto message = [](absl::string_view order) {
    return std::string(ParseOrderBy(order, DealCatalog()).status().message());
  };
  CHECK_THAT(message("amonut desc"), Catch::Contains("did you mean amount?"));
  CHECK_THAT(message("company.name"), Catch::Contains("fields of another record"));
}

TEST_CASE("custom fields are refused by name", "[custom_fields]") {
  const auto keys = ParseOrderBy("custom_fields.size desc", DealCatalog());
  CHECK(ReasonOf(keys) == Reason::kInvalidOrderBy);
  CHECK_THAT(std::string(keys.status().message()), Catch::Contains("can't be sorted by custom fields"));
}

}  // namespace
}  // namespace pipewright
