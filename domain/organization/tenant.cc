#include "domain/organization/tenant.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/organization/locale.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::organization {
namespace {

constexpr absl::string_view kDefaultCurrency = "USD";
constexpr absl::string_view kDefaultTimeZone = "UTC";
constexpr absl::string_view kDefaultLocale = "en";

absl::Status WrongState(const TenantState& tenant, absl::string_view message) {
  return FailedPrecondition(Reason::kInvalidTenantState, absl::StrCat("tenant/", tenant.id.ToString()), message);
}

// Checks the fields that people write, in place.
absl::Status Check(TenantState& tenant) {
  Violations violations;
  violations.Take("name", RequiredText(tenant.name, kMaxNameLength), &tenant.name);
  violations.Take("time_zone", TimeZoneName(tenant.time_zone), &tenant.time_zone);
  violations.Take("locale", LanguageTag(tenant.locale), &tenant.locale);
  if (tenant.slug.value().empty()) violations.Add("slug", "must not be empty");
  if (tenant.base_currency.code().empty()) violations.Add("base_currency_code", "must not be empty");
  if (tenant.fiscal_year_start_month < 1 || tenant.fiscal_year_start_month > 12) {
    violations.Add("fiscal_year_start_month", "must be 1 (January) to 12 (December)");
  }
  return violations.ToStatus();
}

}  // namespace

absl::Span<const EnumName<TenantStatus>> NamesOf(TenantStatus) {
  static constexpr EnumName<TenantStatus> kNames[] = {
      {TenantStatus::kActive, "ACTIVE"}, {TenantStatus::kSuspended, "SUSPENDED"}, {TenantStatus::kClosed, "CLOSED"}};
  return kNames;
}

absl::Span<const EnumName<SubscriptionTier>> NamesOf(SubscriptionTier) {
  static constexpr EnumName<SubscriptionTier> kNames[] = {{SubscriptionTier::kFree, "FREE"},
                                                          {SubscriptionTier::kBasic, "BASIC"},
                                                          {SubscriptionTier::kProfessional, "PROFESSIONAL"},
                                                          {SubscriptionTier::kEnterprise, "ENTERPRISE"}};
  return kNames;
}

absl::StatusOr<Tenant> Tenant::Found(TenantId id, NewTenant details) {
  State state;
  state.id = id;
  state.name = std::move(details.name);
  state.slug = std::move(details.slug);
  if (details.base_currency.has_value()) {
    state.base_currency = *std::move(details.base_currency);
  } else {
    ASSIGN_OR_RETURN(state.base_currency, Currency::Parse(kDefaultCurrency));
  }
  state.time_zone = details.time_zone.empty() ? std::string(kDefaultTimeZone) : std::move(details.time_zone);
  state.locale = details.locale.empty() ? std::string(kDefaultLocale) : std::move(details.locale);
  RETURN_IF_ERROR(Check(state));
  Tenant tenant(std::move(state));
  tenant.Emit<"tenant.created">();
  return tenant;
}

absl::Status Tenant::Edit(const TenantChanges& changes) {
  if (state().status == TenantStatus::kClosed) return WrongState(state(), "a closed tenant can't be changed");
  State next = state();
  changes.name.ApplyTo(next.name);
  changes.slug.ApplyTo(next.slug);
  changes.base_currency.ApplyTo(next.base_currency);
  changes.time_zone.ApplyTo(next.time_zone);
  changes.locale.ApplyTo(next.locale);
  changes.fiscal_year_start_month.ApplyTo(next.fiscal_year_start_month);
  RETURN_IF_ERROR(Check(next));
  mutable_state() = std::move(next);
  Emit<"tenant.updated">();
  return absl::OkStatus();
}

absl::Status Tenant::Suspend() {
  if (state().status != TenantStatus::kActive) return WrongState(state(), "only an active tenant can be suspended");
  mutable_state().status = TenantStatus::kSuspended;
  Emit<"tenant.suspended">();
  return absl::OkStatus();
}

absl::Status Tenant::Reactivate() {
  if (state().status != TenantStatus::kSuspended) {
    return WrongState(state(), "only a suspended tenant can be reactivated");
  }
  mutable_state().status = TenantStatus::kActive;
  Emit<"tenant.reactivated">();
  return absl::OkStatus();
}

absl::Status CheckUsable(TenantStatus status) {
  switch (status) {
    case TenantStatus::kActive:
      return absl::OkStatus();
    case TenantStatus::kSuspended:
      return FailedPrecondition(Reason::kTenantSuspended, "tenant", "the tenant is suspended; ask the operator");
    case TenantStatus::kClosed:
      break;
  }
  return FailedPrecondition(Reason::kTenantClosed, "tenant", "the tenant is closed");
}

}  // namespace pipewright::organization
