#include "domain/sales/line_item.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/amounts.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::sales {
namespace {

constexpr size_t kMaxLineItems = 200;

}  // namespace

absl::StatusOr<std::vector<LineItem>> CheckLineItems(const std::vector<LineItem>& items) {
  if (items.size() > kMaxLineItems) return InvalidValue(absl::StrCat("must be at most ", kMaxLineItems));
  std::vector<LineItem> checked = items;
  Violations violations;
  for (size_t i = 0; i < checked.size(); ++i) {
    LineItem& item = checked[i];
    violations.Take(absl::StrCat("[", i, "].title"), RequiredText(item.title, kMaxTitleLength), &item.title);
    if (item.quantity_e4 <= 0) violations.Add(absl::StrCat("[", i, "].quantity"), "must be more than 0");
    if (item.unit_price.currency().code().empty()) {
      violations.Add(absl::StrCat("[", i, "].unit_price"), "is required");
    } else {
      violations.Note(absl::StrCat("[", i, "].unit_price"), CheckGiven(item.unit_price));
    }
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return checked;
}

absl::StatusOr<std::optional<Money>> TotalOf(const std::vector<LineItem>& items) {
  std::optional<Money> total;
  for (const LineItem& item : items) {
    ASSIGN_OR_RETURN(const Money gross, item.unit_price.Times(item.quantity_e4));
    const Money discount = gross.Share(item.discount);
    ASSIGN_OR_RETURN(Money net, Money::Of(gross.currency(), gross.e4() - discount.e4()));
    if (total.has_value()) {
      ASSIGN_OR_RETURN(net, total->Plus(net));
    }
    total = std::move(net);
  }
  return total;
}

std::vector<OfferingTotal> TotalsByOffering(const std::vector<LineItem>& items) {
  std::vector<OfferingTotal> totals;
  for (size_t i = 0; i < items.size(); ++i) {
    if (!items[i].offering_id.has_value()) continue;
    const auto line = TotalOf({items[i]});
    if (!line.ok()) continue;
    const auto known = std::find_if(totals.begin(), totals.end(), [&](const OfferingTotal& total) {
      return total.offering_id == *items[i].offering_id;
    });
    if (known == totals.end()) {
      totals.push_back({*items[i].offering_id, **line, i});
    } else if (auto sum = known->total.Plus(**line); sum.ok()) {
      known->total = *std::move(sum);
    }
  }
  return totals;
}

}  // namespace pipewright::sales
