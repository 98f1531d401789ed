// The rows beside the line items of opportunities, by which it is found who was offered what.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/catalog_world.h"
#include "tests/support/infrastructure/test_database.h"

namespace pipewright::catalog {
namespace {

using sales::LineItem;

std::vector<std::string> RowsOf(const RequestContext& context, const OpportunityId& id) {
  testing::AdminConnection database(testing::TestDatabase::Get().owner_url());
  database.Ask("select set_config('app.tenant_id', $1, false)", {context.tenant().ToString()});
  std::vector<std::string> rows;
  for (const auto& row :
       database.Rows("select position, offering_id, total_e4, total_currency from opportunity_line_items "
                     "where tenant_id = $1::uuid and opportunity_id = $2::uuid order by position",
                     {context.tenant().ToString(), id.ToString()})) {
    rows.push_back(absl::StrCat(row[0], " ", row[1], " ", row[2], " ", row[3]));
  }
  return rows;
}

TEST_CASE("line items of offerings have a row each, kept in step with them", "[catalog]") {
  CatalogWorld<testing::PostgresWorld> test;
  const OfferingId care = test.AddOffering("Care");
  const OfferingId cover = test.AddOffering("Cover");
  const LineItem desks{"Desks", 10'000, Euros(99), {}, {}};
  const LineItem cares{"", 25'000, Euros(10), Percentage::OfBasisPoints(1'000).value(), care};
  const LineItem covers{"", 10'000, Euros(20), {}, cover};
  sales::CreateOpportunity open;
  open.details.title = Change<std::string>::Set("Fifty desks");
  open.details.line_items = Change<std::vector<LineItem>>::Set({desks, cares, covers});
  const OpportunityId id = test.Must(test.opportunities, open).state().id;
  CHECK(RowsOf(test.world.context(), id) ==
        std::vector<std::string>{absl::StrCat("1 ", care.ToString(), " 225000 EUR"),
                                 absl::StrCat("2 ", cover.ToString(), " 200000 EUR")});
  sales::UpdateOpportunity update;
  update.id = id;
  update.changes.line_items = Change<std::vector<LineItem>>::Set({covers, desks});
  test.Must(test.opportunities, update);
  CHECK(RowsOf(test.world.context(), id) ==
        std::vector<std::string>{absl::StrCat("0 ", cover.ToString(), " 200000 EUR")});
  update.changes.line_items = Change<std::vector<LineItem>>::Clear();
  test.Must(test.opportunities, update);
  CHECK(RowsOf(test.world.context(), id).empty());
}

}  // namespace
}  // namespace pipewright::catalog
