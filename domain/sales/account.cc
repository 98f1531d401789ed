#include "domain/sales/account.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/amounts.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::sales {
namespace {

constexpr size_t kMaxWordLength = 100;  // an industry, a region

void ApplyText(const Change<std::string>& change, absl::string_view field, size_t max, Violations& violations,
               std::string& out) {
  if (change.is_named()) violations.Take(field, OptionalText(change.is_set() ? change.value() : "", max), &out);
}

// Applies `changes` to `state`; every violation at once.
absl::Status Apply(const AccountChanges& changes, AccountState& state) {
  Violations violations;
  if (changes.name.is_named()) {
    violations.Take("name", RequiredText(changes.name.is_set() ? changes.name.value() : "", kMaxNameLength),
                    &state.name);
  }
  ApplyText(changes.description, "description", kMaxLongTextLength, violations, state.description);
  ApplyText(changes.industry, "industry", kMaxWordLength, violations, state.industry);
  ApplyText(changes.region, "region", kMaxWordLength, violations, state.region);
  if (changes.website.is_set()) {
    violations.Take("website", HttpUrl(changes.website.value()), &state.website);
  } else if (changes.website.is_clear()) {
    state.website.clear();
  }
  if (changes.tags.is_set()) {
    violations.Take("tags", Tags(changes.tags.value()), &state.tags);
  } else if (changes.tags.is_clear()) {
    state.tags.clear();
  }
  changes.kind.ApplyTo(state.kind);
  changes.size.ApplyTo(state.size);
  changes.email.ApplyTo(state.email);
  changes.phone.ApplyTo(state.phone);
  changes.billing_address.ApplyTo(state.billing_address);
  changes.shipping_address.ApplyTo(state.shipping_address);
  const std::optional<Money> present_revenue = state.annual_revenue;
  changes.annual_revenue.ApplyTo(state.annual_revenue);
  changes.employee_count.ApplyTo(state.employee_count);
  if (changes.status.is_set()) state.status = changes.status.value();
  changes.rating.ApplyTo(state.rating);
  changes.vip.ApplyTo(state.vip);
  changes.owner_id.ApplyTo(state.owner_id);
  changes.parent_account_id.ApplyTo(state.parent_account_id);
  changes.custom_fields.ApplyTo(state.custom_fields);

  // What was stored before amounts had a bound may be sent back.
  if (changes.annual_revenue.is_set() && state.annual_revenue != present_revenue) {
    violations.Note("annual_revenue", CheckGiven(*state.annual_revenue));
  }
  if (state.employee_count.has_value() && *state.employee_count < 0) {
    violations.Add("employee_count", "must not be negative");
  }
  if (state.parent_account_id == state.id) violations.Add("parent_account_id", "an account can't be its own parent");
  return violations.ToStatus();
}

}  // namespace

absl::StatusOr<Account> Account::Create(AccountId id, std::string code, const AccountChanges& details) {
  AccountState state;
  state.id = id;
  state.code = std::move(code);
  AccountChanges all = details;
  if (!all.name.is_named()) all.name = Change<std::string>::Clear();  // so that its absence is a violation
  RETURN_IF_ERROR(Apply(all, state));
  Account account(std::move(state));
  account.Emit(AccountCreated{});
  return account;
}

std::vector<UserId> Account::OwnersOf(const AccountState& state) {
  if (!state.owner_id.has_value()) return {};
  return {*state.owner_id};
}

absl::Status Account::Edit(const AccountChanges& changes) {
  AccountState edited = state();
  RETURN_IF_ERROR(Apply(changes, edited));
  mutable_state() = std::move(edited);
  Emit(AccountUpdated{});
  return absl::OkStatus();
}

absl::Status Account::Activate() {
  const AccountStatus status = state().status;
  if (status != AccountStatus::kInactive && status != AccountStatus::kChurned) {
    return FailedPrecondition(Reason::kInvalidAccountState, state().id.ToString(),
                              absl::StrCat("the account is ", NameOf(status), ", which is active already"));
  }
  mutable_state().status = AccountStatus::kProspect;
  Emit(AccountActivated{});
  return absl::OkStatus();
}

absl::Status Account::Deactivate() {
  if (state().status == AccountStatus::kInactive) {
    return FailedPrecondition(Reason::kInvalidAccountState, state().id.ToString(), "the account is inactive already");
  }
  mutable_state().status = AccountStatus::kInactive;
  Emit(AccountDeactivated{});
  return absl::OkStatus();
}

absl::Status Account::Delete(absl::Time now) {
  RETURN_IF_ERROR(Aggregate::Delete(now));
  Emit(AccountDeleted{});
  return absl::OkStatus();
}

absl::Status Account::Undelete() {
  RETURN_IF_ERROR(Aggregate::Undelete());
  Emit(AccountUndeleted{});
  return absl::OkStatus();
}

}  // namespace pipewright::sales
