#include "domain/sales/line_item.h"

#include <catch2/catch.hpp>
#include <vector>

#include "tests/domain/sales/sales_examples.h"

namespace pipewright::sales {
namespace {

const OfferingId kCare = NthId<OfferingId>(1);
const OfferingId kCover = NthId<OfferingId>(2);

LineItem Of(const std::optional<OfferingId>& offering, int64_t quantity, const Money& price, int64_t discount = 0) {
  return {"Item", quantity * 10'000, price, Percentage::OfBasisPoints(discount).value(), offering};
}

TEST_CASE("what items come to is told for each offering, in the order in which they come", "[line_item]") {
  const auto totals = TotalsByOffering({Of(std::nullopt, 1, Euro(999)), Of(kCover, 2, Euro(50)),
                                        Of(kCare, 3, Euro(100), 1'000), Of(kCover, 1, Euro(7))});
  REQUIRE(totals.size() == 2);
  CHECK(totals[0].offering_id == kCover);
  CHECK(totals[0].total == Euro(107));
  CHECK(totals[0].first == 1);
  CHECK(totals[1].offering_id == kCare);
  CHECK(totals[1].total == Euro(270));  // 300 less a tenth
  CHECK(totals[1].first == 2);
  CHECK(TotalsByOffering({Of(std::nullopt, 1, Euro(1))}).empty());
}

TEST_CASE("an item has a title, also one of an offering", "[line_item]") {
  // Commands give it the offering's name before it comes here.
  LineItem item = Of(kCare, 1, Euro(1));
  item.title = " ";
  CHECK(FieldsOf(CheckLineItems({item})) == "[0].title");
}

}  // namespace
}  // namespace pipewright::sales
