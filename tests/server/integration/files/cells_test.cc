#include "server/integration/files/cells.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "pipewright/organization/v1/custom_field_definition.pb.h"
#include "pipewright/sales/v1/account.pb.h"
#include "pipewright/sales/v1/contact.pb.h"
#include "pipewright/sales/v1/opportunity.pb.h"
#include "pipewright/tasks/v1/task.pb.h"
#include "server/integration/files/csv_reader.h"
#include "tests/support/status_matchers.h"

namespace pipewright::integration {
namespace {

using sales::v1::Account;
using sales::v1::Opportunity;

template <class Record>
absl::Status Set(Record& record, const std::string& path, const std::string& cell) {
  const auto field = CellField::Parse(*Record::descriptor(), path);
  if (!field.ok()) return field.status();
  return field->Set(cell, record);
}

// The cell as a reader gets it.
template <class Record>
std::string Cell(const Record& record, const std::string& path) {
  std::string text;
  CellField::Parse(*Record::descriptor(), path)->Append(record, /*guard=*/true, text);
  if (text.empty()) return text;
  CsvReader reader(',');
  REQUIRE(reader.Feed(text).ok());
  REQUIRE(reader.Finish().ok());
  return reader.Take().cells[0];
}

TEST_CASE("every kind of field is read from a cell and written to one", "[import]") {
  Account account;
  REQUIRE(Set(account, "name", "Acme").ok());
  REQUIRE(Set(account, "status", "customer").ok());
  REQUIRE(Set(account, "kind", "ACCOUNT_KIND_INDIVIDUAL").ok());
  REQUIRE(Set(account, "vip", "TRUE").ok());
  REQUIRE(Set(account, "employee_count", "0").ok());
  REQUIRE(Set(account, "annual_revenue", "-1234.50").ok());
  REQUIRE(Set(account, "annual_revenue.currency_code", "USD").ok());
  REQUIRE(Set(account, "billing_address.city", "Köln").ok());
  REQUIRE(Set(account, "tags", R"(a; b\;c ;;d\\)").ok());
  CHECK(account.status() == sales::v1::ACCOUNT_STATUS_CUSTOMER);
  CHECK(account.kind() == sales::v1::ACCOUNT_KIND_INDIVIDUAL);
  CHECK(account.has_employee_count());
  CHECK(account.annual_revenue().units() == -1234);
  CHECK(account.annual_revenue().nanos() == -500'000'000);
  REQUIRE(account.tags_size() == 3);
  CHECK(account.tags(1) == "b;c");
  CHECK(account.tags(2) == "d\\");

  CHECK(Cell(account, "status") == "CUSTOMER");
  CHECK(Cell(account, "vip") == "true");
  CHECK(Cell(account, "employee_count") == "0");
  CHECK(Cell(account, "annual_revenue") == "-1234.5");
  CHECK(Cell(account, "annual_revenue.currency_code") == "USD");
  CHECK(Cell(account, "billing_address.city") == "Köln");
  CHECK(Cell(account, "tags") == R"(a;b\;c;d\\)");
  CHECK(Cell(account, "shipping_address.city").empty());
  CHECK(Cell(account, "rating").empty());
}

TEST_CASE("dates, times and lists of messages", "[import]") {
  Opportunity opportunity;
  REQUIRE(Set(opportunity, "expected_close_date", "2026-01-31").ok());
  REQUIRE(
      Set(opportunity, "line_items", R"([{"title":"Licence","unit_price":{"currency_code":"EUR","units":"5"}}])").ok());
  CHECK(opportunity.expected_close_date().month() == 1);
  REQUIRE(opportunity.line_items_size() == 1);
  CHECK(opportunity.line_items(0).unit_price().units() == 5);
  CHECK(Cell(opportunity, "expected_close_date") == "2026-01-31");
  Opportunity again;
  REQUIRE(Set(again, "line_items", Cell(opportunity, "line_items")).ok());
  CHECK(again.line_items(0).SerializeAsString() == opportunity.line_items(0).SerializeAsString());

  tasks::v1::Task task;
  REQUIRE(Set(task, "due_time", "2026-01-31T10:00:00+01:00").ok());
  REQUIRE(Set(task, "subject.kind", "ACCOUNT").ok());
  CHECK(Cell(task, "due_time") == "2026-01-31T09:00:00+00:00");
}

TEST_CASE("a value of any kind is a cell of JSON", "[import]") {
  organization::v1::CustomFieldDefinition field;
  for (const std::string json : {R"("gold")", "42.5", "true", R"(["a","b"])", "null"}) {
    CAPTURE(json);
    REQUIRE(Set(field, "default_value", json).ok());
    CHECK(Cell(field, "default_value") == json);
  }
  CHECK(Set(field, "default_value", "gold").code() == absl::StatusCode::kInvalidArgument);
  CHECK(Set(field, "default_value", "1} {").code() == absl::StatusCode::kInvalidArgument);
  CHECK_FALSE(CellField::Parse(*field.GetDescriptor(), "default_value.string_value").ok());
}

TEST_CASE("custom fields are one cell of JSON, by key", "[import][custom_fields]") {
  Account account;
  REQUIRE(Set(account, "custom_fields", R"({"tier": "gold", "seats": 12.5, "regions": ["n", "s"]})").ok());
  CHECK(Cell(account, "custom_fields") == R"({"regions":["n","s"],"seats":12.5,"tier":"gold"})");
  for (const char* const wrong : {"gold", "[1]", "{\"a\": 1} {", "12"}) {
    CHECK(Set(account, "custom_fields", wrong).code() == absl::StatusCode::kInvalidArgument);
  }
  CHECK_FALSE(CellField::Parse(*account.GetDescriptor(), "custom_fields.tier").ok());
}

TEST_CASE("a cell that doesn't fit its field says what would", "[import]") {
  Account account;
  for (const auto& [path, cell] :
       std::vector<std::pair<std::string, std::string>>{{"status", "GREAT"},
                                                        {"vip", "perhaps"},
                                                        {"employee_count", "1.5"},
                                                        {"annual_revenue", "1,000"},
                                                        {"annual_revenue", "1."},
                                                        {"annual_revenue", ""},
                                                        {"annual_revenue", "--1"},
                                                        {"annual_revenue", "9e9"},
                                                        {"annual_revenue", "99999999999999999999"}}) {
    CAPTURE(path, cell);
    CHECK(Set(account, path, cell).code() == absl::StatusCode::kInvalidArgument);
  }
  Opportunity opportunity;
  CHECK(Set(opportunity, "expected_close_date", "31.01.2026").code() == absl::StatusCode::kInvalidArgument);
  CHECK(Set(opportunity, "line_items", "Licence").code() == absl::StatusCode::kInvalidArgument);
  CHECK(Set(opportunity, "line_items", R"([{"title":"x"}],"title":"y","tags":[])").code() ==
        absl::StatusCode::kInvalidArgument);
}

TEST_CASE("a column is a single value of the record", "[import]") {
  const auto& account = *Account::descriptor();
  for (const char* const path : {"", "nme", "billing_address", "name.x", "annual_revenue.units", "tags.x", "."}) {
    CAPTURE(path);
    CHECK_FALSE(CellField::Parse(account, path).ok());
  }
  std::vector<std::string> paths;
  for (const CellField& field : CellField::AllOf(account)) paths.push_back(field.path());
  CHECK(paths.front() == "id");
  CHECK(std::find(paths.begin(), paths.end(), "annual_revenue.currency_code") != paths.end());
  CHECK(std::find(paths.begin(), paths.end(), "billing_address.city") != paths.end());
  CHECK(std::find(paths.begin(), paths.end(), "create_time") == paths.end());
  CHECK(std::find(paths.begin(), paths.end(), "code") == paths.end());
  CHECK(std::find(paths.begin(), paths.end(), "etag") == paths.end());
}

}  // namespace
}  // namespace pipewright::integration
