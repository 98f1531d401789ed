#include "application/catalog/cross_sell_matrix.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/support/application/fake_cross_sell.h"
#include "tests/support/status_matchers.h"

namespace pipewright::catalog {
namespace {

Money Of(const char* currency, int64_t units) { return Money::FromUnitsAndNanos(currency, units, 0).value(); }

// "ENGAGED 2 (7.00 EUR, 3.00 USD); WHITE_SPACE 1".
std::string Shown(const std::vector<CrossSellTotal>& totals) {
  std::string shown;
  for (const CrossSellTotal& total : totals) {
    shown += (shown.empty() ? "" : "; ") + std::string(NameOf(total.state)) + " " + std::to_string(total.count);
    for (size_t i = 0; i < total.amounts.size(); ++i) {
      shown += (i == 0 ? " (" : ", ") + total.amounts[i].ToString() + (i + 1 == total.amounts.size() ? ")" : "");
    }
  }
  return shown;
}

struct Matrix : CrossSellWorld {
  CrossSellMatrixQuery query{accounts, offerings, store, lists};
  absl::StatusOr<CrossSellMatrix> Ask(const GetCrossSellMatrix& asked) { return query.Handle(context, asked); }
};

TEST_CASE("a matrix has the accounts as rows, the offerings as columns, and no cell for white space", "[cross_sell]") {
  Matrix test;
  const AccountId acme = test.AddAccount("Acme");
  const AccountId globex = test.AddAccount("Globex");
  const OfferingId care = test.AddOffering("Care");
  const OfferingId cover = test.AddOffering("Cover");
  test.Know(acme, cover, CrossSellState::kOpen);
  test.Know(acme, care, CrossSellState::kEngaged);
  const CrossSellMatrix matrix = test.Ask({}).value();
  REQUIRE(matrix.columns.size() == 2);
  CHECK(matrix.columns[0].name == "Care");
  CHECK(matrix.columns[0].totals.empty());
  REQUIRE(matrix.rows.size() == 2);
  CHECK(matrix.rows[0].name == "Acme");
  REQUIRE(matrix.rows[0].cells.size() == 2);
  CHECK(matrix.rows[0].cells[0].offering_id == care);  // in the order of the columns
  CHECK(matrix.rows[0].cells[1].offering_id == cover);
  CHECK(matrix.rows[0].totals.empty());
  CHECK(matrix.rows[1].id == globex);
  CHECK(matrix.rows[1].cells.empty());
  CHECK_FALSE(matrix.account_count.has_value());
  CHECK(test.store.columns_asked == 0);
}

TEST_CASE("rows are summed up when asked for, by state and currency, white space too", "[cross_sell]") {
  Matrix test;
  const AccountId acme = test.AddAccount("Acme");
  std::vector<OfferingId> offerings;
  for (const char* const name : {"A", "B", "C", "D", "E", "F"}) offerings.push_back(test.AddOffering(name));
  test.Know(acme, offerings[0], CrossSellState::kLost, Of("USD", 9));
  test.Know(acme, offerings[1], CrossSellState::kEngaged, Of("USD", 3));
  test.Know(acme, offerings[2], CrossSellState::kEngaged, Of("EUR", 5));
  test.Know(acme, offerings[3], CrossSellState::kEngaged, Of("EUR", 2));
  test.Know(acme, offerings[4], CrossSellState::kEngaged);
  GetCrossSellMatrix asked;
  asked.return_row_totals = true;
  CHECK(Shown(test.Ask(asked)->rows[0].totals) == "ENGAGED 4 (7.00 EUR, 3.00 USD); LOST 1 (9.00 USD); WHITE_SPACE 1");
}

TEST_CASE("columns are summed up over all accounts, whatever the page", "[cross_sell]") {
  Matrix test;
  for (const char* const name : {"A", "B", "C"}) test.AddAccount(name);
  const OfferingId care = test.AddOffering("Care");
  const OfferingId cover = test.AddOffering("Cover");
  test.store.groups = {{care, CrossSellState::kWon, 1, Of("EUR", 4)}, {care, CrossSellState::kEngaged, 1, {}}};
  GetCrossSellMatrix asked;
  asked.page_size = 2;
  asked.return_column_totals = true;
  const CrossSellMatrix matrix = test.Ask(asked).value();
  CHECK(matrix.rows.size() == 2);
  CHECK(matrix.account_count == 3);
  CHECK(Shown(matrix.columns[0].totals) == "ENGAGED 1; WON 1 (4.00 EUR); WHITE_SPACE 1");
  CHECK(matrix.columns[1].id == cover);
  CHECK(Shown(matrix.columns[1].totals) == "WHITE_SPACE 3");
}

TEST_CASE("a matrix is walked page by page of accounts", "[cross_sell]") {
  Matrix test;
  for (const char* const name : {"A", "B", "C"}) test.AddAccount(name);
  GetCrossSellMatrix asked;
  asked.page_size = 2;
  const CrossSellMatrix first = test.Ask(asked).value();
  CHECK(first.rows.size() == 2);
  asked.page_token = first.next_page_token;
  const CrossSellMatrix second = test.Ask(asked).value();
  REQUIRE(second.rows.size() == 1);
  CHECK(second.rows[0].name == "C");
  CHECK(second.next_page_token.empty());
  asked.filter = "industry = Retail";
  CHECK(ReasonOf(test.Ask(asked)) == Reason::kInvalidPageToken);
}

TEST_CASE("a page of the matrix has at most 500 accounts", "[cross_sell]") {
  Matrix test;
  GetCrossSellMatrix asked;
  asked.page_size = 1'000;
  REQUIRE(test.Ask(asked).ok());
  CHECK(test.accounts.asked->page_size == 500);
  asked.page_size = -1;
  CHECK(FieldsOf(test.Ask(asked)) == "page_size");
}

TEST_CASE("a wrong filter is told by the name that it has", "[cross_sell]") {
  Matrix test;
  GetCrossSellMatrix asked;
  asked.filter = "colour = red";
  CHECK(FieldsOf(test.Ask(asked)) == "filter");
  asked.filter = "";
  asked.offerings.filter = "colour = red";
  const auto refused = test.Ask(asked);
  CHECK(FieldsOf(refused) == "offering_filter");
  CHECK(ReasonOf(refused) == Reason::kInvalidFilter);
}

TEST_CASE("offerings are chosen by ids or by a filter, and only active ones are columns", "[cross_sell]") {
  Matrix test;
  test.AddAccount("Acme");
  const OfferingId late = test.AddOffering("Late");
  const OfferingId early = test.AddOffering("Early");
  const OfferingId off = test.AddOffering("Off");
  test.offerings.records.back().active = false;
  test.AddOffering("Other");
  GetCrossSellMatrix asked;
  asked.offerings.ids = {late, off, early, late};
  const CrossSellMatrix matrix = test.Ask(asked).value();
  REQUIRE(matrix.columns.size() == 2);
  CHECK(matrix.columns[0].id == early);
  CHECK(matrix.columns[1].id == late);
  asked.offerings.filter = "name = Late";
  CHECK(FieldsOf(test.Ask(asked)) == "offering_filter");
  asked.offerings.filter = "";
  asked.offerings.ids.push_back(OfferingId(Uuid({7})));
  CHECK(test.Ask(asked).status().code() == absl::StatusCode::kNotFound);
  asked.offerings.ids.assign(201, late);
  CHECK(FieldsOf(test.Ask(asked)) == "offering_ids");
}

TEST_CASE("more than 500 offerings are too many for a matrix", "[cross_sell]") {
  Matrix test;
  for (int i = 0; i < 500; ++i) test.AddOffering(std::to_string(i));
  CHECK(test.Ask({})->columns.size() == 500);
  test.AddOffering("One more");
  CHECK(FieldsOf(test.Ask({})) == "offering_filter");
}

}  // namespace
}  // namespace pipewright::catalog
