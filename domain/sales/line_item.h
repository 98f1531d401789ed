// One thing that an opportunity would sell.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "domain/shared/money.h"
#include "domain/shared/record_kind.h"

namespace pipewright::sales {

struct LineItem {
  std::string title;
  int64_t quantity_e4 = 10'000;  // ten-thousandths: 10,000 is one; more than 0
  Money unit_price;              // not negative
  Percentage discount;
  std::optional<OfferingId> offering_id;  // what is sold, where the catalog has it
  friend bool operator==(const LineItem&, const LineItem&) = default;
};

// Titles trimmed; kInvalidArgument names each element's wrong field. At most 200.
absl::StatusOr<std::vector<LineItem>> CheckLineItems(const std::vector<LineItem>& items);

// The sum of quantity × unit price less the discount, each line rounded to the currency's decimals; absent when there
// are none. kFailedPrecondition/CURRENCY_MISMATCH, kInvalidArgument on overflow.
absl::StatusOr<std::optional<Money>> TotalOf(const std::vector<LineItem>& items);

// What the items of one offering come to.
struct OfferingTotal {
  OfferingId offering_id;
  Money total;
  size_t first = 0;  // the place of its first item
};

// One for each offering, in the order of their first items; items of no offering don't count. `items` have a total.
std::vector<OfferingTotal> TotalsByOffering(const std::vector<LineItem>& items);

}  // namespace pipewright::sales
