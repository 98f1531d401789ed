#include "application/catalog/cross_sell.h"

#include <algorithm>

#include "domain/shared/amounts.h"

namespace pipewright::catalog {
namespace {

void AddAmount(const Money& amount, std::vector<Money>& amounts) {
  const auto at = std::lower_bound(amounts.begin(), amounts.end(), amount,
                                   [](const Money& a, const Money& b) { return a.currency() < b.currency(); });
  if (at == amounts.end() || at->currency() != amount.currency()) {
    amounts.insert(at, amount);
  } else if (auto sum = PlusInSum(*at, amount); sum.ok()) {  // they are in one currency
    *at = *std::move(sum);
  }
}

}  // namespace

absl::Span<const EnumName<CrossSellState>> NamesOf(CrossSellState) {
  static constexpr EnumName<CrossSellState> kNames[] = {{CrossSellState::kEngaged, "ENGAGED"},
                                                        {CrossSellState::kOpen, "OPEN"},
                                                        {CrossSellState::kWon, "WON"},
                                                        {CrossSellState::kLost, "LOST"},
                                                        {CrossSellState::kWhiteSpace, "WHITE_SPACE"}};
  return kNames;
}

void AddToTotals(CrossSellState state, int64_t count, const std::optional<Money>& amount,
                 std::vector<CrossSellTotal>& totals) {
  auto at = std::lower_bound(totals.begin(), totals.end(), state,
                             [](const CrossSellTotal& total, CrossSellState wanted) { return total.state < wanted; });
  if (at == totals.end() || at->state != state) at = totals.insert(at, CrossSellTotal{state, 0, {}});
  at->count += count;
  if (amount.has_value()) AddAmount(*amount, at->amounts);
}

void AddWhiteSpace(int64_t cells, std::vector<CrossSellTotal>& totals) {
  for (const CrossSellTotal& total : totals) cells -= total.count;
  if (cells > 0) AddToTotals(CrossSellState::kWhiteSpace, cells, std::nullopt, totals);
}

}  // namespace pipewright::catalog
