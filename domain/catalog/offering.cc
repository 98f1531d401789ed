#include "domain/catalog/offering.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/amounts.h"
#include "domain/shared/errors.h"
#include "domain/shared/field_changes.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::catalog {
namespace {

absl::StatusOr<std::vector<Money>> CheckPrices(const std::vector<Money>& prices) {
  if (prices.size() > OfferingState::kMaxPrices) {
    return InvalidValue(absl::StrCat("must be at most ", OfferingState::kMaxPrices));
  }
  Violations violations;
  std::set<std::string> currencies;
  for (size_t i = 0; i < prices.size(); ++i) {
    const std::string path = absl::StrCat("[", i, "]");
    violations.Note(path, CheckGiven(prices[i]));
    if (!currencies.insert(prices[i].currency().code()).second) {
      violations.Add(path, absl::StrCat("is a second price in ", prices[i].currency().code()));
    }
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return prices;
}

// One that says nothing is none.
void ApplySku(const Change<std::string>& change, OfferingState& state, Violations& violations) {
  if (!change.is_named()) return;
  std::string sku;
  ApplyText(change, "sku", OfferingState::kMaxSkuLength, violations, sku);
  state.sku.reset();
  if (!sku.empty()) state.sku = std::move(sku);
}

// Applies `changes` (but for whether it is active) to `state`.
void Apply(const OfferingChanges& changes, OfferingState& state, Violations& violations) {
  ApplyRequiredText(changes.name, "name", kMaxNameLength, violations, state.name);
  ApplySku(changes.sku, state, violations);
  ApplyText(changes.description, "description", kMaxLongTextLength, violations, state.description);
  ApplyOr(changes.kind, OfferingKind::kService, state.kind);
  ApplyChecked(changes.prices, "prices", CheckPrices, violations, state.prices);
  ApplyOr(changes.billing_period, BillingPeriod::kOneTime, state.billing_period);
  ApplyChecked(changes.tags, "tags", Tags, violations, state.tags);
  changes.business_unit_id.ApplyTo(state.business_unit_id);
  changes.custom_fields.ApplyTo(state.custom_fields);
}

absl::Status IsAlready(const OfferingState& state, absl::string_view what) {
  return FailedPrecondition(Reason::kInvalidOfferingState, state.id.ToString(),
                            absl::StrCat("the offering is ", what, " already"));
}

}  // namespace

std::optional<Money> PriceOfAYear(const OfferingState& offering, const Currency& currency) {
  constexpr int64_t kMonthsE4 = 12 * Money::kScale;
  for (const Money& price : offering.prices) {
    if (price.currency() != currency) continue;
    if (offering.billing_period != BillingPeriod::kMonthly) return price;
    const absl::StatusOr<Money> year = price.Times(kMonthsE4);
    return year.ok() ? std::optional(*year) : std::nullopt;
  }
  return std::nullopt;
}

absl::StatusOr<Offering> Offering::Create(OfferingId id, const OfferingChanges& details) {
  OfferingState state;
  state.id = id;
  if (details.active.is_set()) state.active = details.active.value();
  Violations violations;
  Apply(details, state, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  Offering offering(std::move(state));
  offering.Emit<"offering.created">();
  return offering;
}

absl::Status Offering::Edit(const OfferingChanges& changes) {
  OfferingState edited = state();
  Violations violations;
  Apply(changes, edited, violations);
  CheckKept(changes.active, std::optional(edited.active), "active",
            "is changed by ActivateOffering and DeactivateOffering, not by an update", violations);
  RETURN_IF_ERROR(violations.ToStatus());
  mutable_state() = std::move(edited);
  Emit<"offering.updated">();
  return absl::OkStatus();
}

absl::Status Offering::Activate() {
  if (state().active) return IsAlready(state(), "active");
  mutable_state().active = true;
  Emit<"offering.activated">();
  return absl::OkStatus();
}

absl::Status Offering::Deactivate() {
  if (!state().active) return IsAlready(state(), "inactive");
  mutable_state().active = false;
  Emit<"offering.deactivated">();
  return absl::OkStatus();
}

absl::Status Offering::CheckOnSale(absl::string_view field) const {
  if (state().active) return absl::OkStatus();
  return FailedPrecondition(Reason::kOfferingInactive, field,
                            absl::StrCat("the offering ", state().name, " is inactive: activate it, or name another"));
}

}  // namespace pipewright::catalog
