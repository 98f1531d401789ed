#include "application/sales/base_totals.h"

#include <vector>

#include "domain/shared/amounts.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {
namespace {

// Of totals in a stage of that kind.
class Teller {
 public:
  Teller(const RatesByCurrency& rates, const Currency& base, StageKind kind, std::set<Currency>& without_rate)
      : rates_(rates), base_(base), kind_(kind), without_rate_(without_rate) {}

  absl::Status Tell(std::vector<StageTotal>& totals, BaseTotal& sum) {
    ASSIGN_OR_RETURN(sum.amount, Money::Of(base_, 0));
    sum.expected_revenue = sum.amount;
    for (StageTotal& total : totals) {
      RETURN_IF_ERROR(Convert(total));
      if (!total.base_amount.has_value() || total.without_base_amount > 0) {
        without_rate_.insert(total.amount.currency());
      }
      if (!total.base_amount.has_value()) continue;
      ASSIGN_OR_RETURN(sum.amount, PlusInSum(sum.amount, *total.base_amount));
      ASSIGN_OR_RETURN(sum.expected_revenue, PlusInSum(sum.expected_revenue, *total.base_expected_revenue));
    }
    return absl::OkStatus();
  }

 private:
  absl::Status Convert(StageTotal& total) {
    if (total.amount.currency() == base_) {
      total.base_amount = total.amount;
      total.base_expected_revenue = total.expected_revenue;
      total.without_base_amount = 0;
      return absl::OkStatus();
    }
    if (kind_ != StageKind::kOpen) {
      total.base_expected_revenue = total.base_amount;
      if (kind_ == StageKind::kLost && total.base_amount.has_value()) {
        ASSIGN_OR_RETURN(total.base_expected_revenue, Money::Of(base_, 0));
      }
      return absl::OkStatus();
    }
    total.without_base_amount = 0;
    const auto rate = rates_.find(total.amount.currency());
    if (rate == rates_.end()) return absl::OkStatus();
    ASSIGN_OR_RETURN(total.base_amount, ConvertedInSum(total.amount, base_, rate->second));
    ASSIGN_OR_RETURN(total.base_expected_revenue, ConvertedInSum(total.expected_revenue, base_, rate->second));
    return absl::OkStatus();
  }

  const RatesByCurrency& rates_;
  const Currency& base_;
  const StageKind kind_;
  std::set<Currency>& without_rate_;
};

}  // namespace

std::set<Currency> CurrenciesToConvert(const PipelineView& view) {
  std::set<Currency> currencies;
  for (const StageView& stage : view.stages) {
    if (stage.stage.kind != StageKind::kOpen) continue;
    for (const StageTotal& total : stage.totals) {
      if (total.amount.currency() != view.base_currency) currencies.insert(total.amount.currency());
    }
  }
  return currencies;
}

absl::Status TellInBaseCurrency(const RatesByCurrency& rates, PipelineView& view) {
  std::set<Currency> without_rate;
  for (StageView& stage : view.stages) {
    Teller teller(rates, view.base_currency, stage.stage.kind, without_rate);
    RETURN_IF_ERROR(teller.Tell(stage.totals, stage.base));
    for (OwnerView& owner : stage.owners) RETURN_IF_ERROR(teller.Tell(owner.totals, owner.base));
  }
  view.without_rate.assign(without_rate.begin(), without_rate.end());
  return absl::OkStatus();
}

}  // namespace pipewright::sales
