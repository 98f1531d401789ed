#include "domain/sales/account.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/span.h"
#include "domain/shared/errors.h"
#include "domain/shared/field_changes.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::sales {
namespace {

constexpr size_t kMaxWordLength = 100;  // an industry, a region

// Applies `changes` (but for the status) to `state`.
void Apply(const AccountChanges& changes, AccountState& state, Violations& violations) {
  ApplyRequiredText(changes.name, "name", kMaxNameLength, violations, state.name);
  ApplyText(changes.description, "description", kMaxLongTextLength, violations, state.description);
  ApplyText(changes.industry, "industry", kMaxWordLength, violations, state.industry);
  ApplyText(changes.region, "region", kMaxWordLength, violations, state.region);
  ApplyChecked(changes.website, "website", HttpUrl, violations, state.website);
  ApplyChecked(changes.tags, "tags", Tags, violations, state.tags);
  changes.kind.ApplyTo(state.kind);
  changes.size.ApplyTo(state.size);
  changes.email.ApplyTo(state.email);
  changes.phone.ApplyTo(state.phone);
  changes.billing_address.ApplyTo(state.billing_address);
  changes.shipping_address.ApplyTo(state.shipping_address);
  CheckAmount(changes.annual_revenue, state.annual_revenue, "annual_revenue", violations);
  changes.annual_revenue.ApplyTo(state.annual_revenue);
  changes.employee_count.ApplyTo(state.employee_count);
  changes.rating.ApplyTo(state.rating);
  changes.vip.ApplyTo(state.vip);
  changes.owner_id.ApplyTo(state.owner_id);
  changes.parent_account_id.ApplyTo(state.parent_account_id);
  changes.business_unit_id.ApplyTo(state.business_unit_id);
  changes.custom_fields.ApplyTo(state.custom_fields);

  if (state.employee_count.has_value() && *state.employee_count < 0) {
    violations.Add("employee_count", "must not be negative");
  }
  if (state.parent_account_id == state.id) violations.Add("parent_account_id", "an account can't be its own parent");
}

const TakeableFields<AccountState>& FieldsToTake() {
  using S = AccountState;
  static const auto* const fields = new TakeableFields<S>(TakeableFields<S>()
                                                              .With("kind", &S::kind)
                                                              .With("name", &S::name)
                                                              .With("description", &S::description)
                                                              .With("industry", &S::industry)
                                                              .With("region", &S::region)
                                                              .With("size", &S::size)
                                                              .With("website", &S::website)
                                                              .With("email", &S::email)
                                                              .With("phone", &S::phone)
                                                              .With("billing_address", &S::billing_address)
                                                              .With("shipping_address", &S::shipping_address)
                                                              .With("annual_revenue", &S::annual_revenue)
                                                              .With("employee_count", &S::employee_count)
                                                              .With("status", &S::status)
                                                              .With("rating", &S::rating)
                                                              .With("vip", &S::vip)
                                                              .With("owner_id", &S::owner_id)
                                                              .With("parent_account_id", &S::parent_account_id)
                                                              .With("tags", &S::tags)
                                                              .With("custom_fields", &S::custom_fields));
  return *fields;
}

// A way of the status, by the method of the API that goes it.
struct StatusWay {
  absl::string_view method;
  absl::Span<const AccountStatus> from;
  AccountStatus to;

  bool BeginsAt(AccountStatus status) const { return std::find(from.begin(), from.end(), status) != from.end(); }
};

constexpr AccountStatus kQualifiedFrom[] = {AccountStatus::kLead};
constexpr AccountStatus kCustomerFrom[] = {AccountStatus::kLead, AccountStatus::kProspect, AccountStatus::kChurned};
constexpr AccountStatus kChurnedFrom[] = {AccountStatus::kCustomer};
constexpr AccountStatus kActivatedFrom[] = {AccountStatus::kInactive, AccountStatus::kChurned};
constexpr AccountStatus kDeactivatedFrom[] = {AccountStatus::kLead, AccountStatus::kProspect, AccountStatus::kCustomer,
                                              AccountStatus::kChurned};

constexpr StatusWay kQualify = {"QualifyAccount", kQualifiedFrom, AccountStatus::kProspect};
constexpr StatusWay kMarkCustomer = {"MarkAccountCustomer", kCustomerFrom, AccountStatus::kCustomer};
constexpr StatusWay kMarkChurned = {"MarkAccountChurned", kChurnedFrom, AccountStatus::kChurned};
constexpr StatusWay kActivate = {"ActivateAccount", kActivatedFrom, AccountStatus::kProspect};
constexpr StatusWay kDeactivate = {"DeactivateAccount", kDeactivatedFrom, AccountStatus::kInactive};

// "QualifyAccount, MarkAccountCustomer or DeactivateAccount": the ways that begin at `status`, of which each has some.
std::string WaysFrom(AccountStatus status) {
  std::vector<absl::string_view> methods;
  for (const StatusWay& way : {kQualify, kMarkCustomer, kMarkChurned, kActivate, kDeactivate}) {
    if (way.BeginsAt(status)) methods.push_back(way.method);
  }
  const absl::string_view last = methods.back();
  methods.pop_back();
  return methods.empty() ? std::string(last) : absl::StrCat(absl::StrJoin(methods, ", "), " or ", last);
}

// Takes `state` along `way`, or tells which ways it can go instead.
absl::Status Go(const StatusWay& way, AccountState& state) {
  if (!way.BeginsAt(state.status)) {
    return FailedPrecondition(Reason::kInvalidAccountState, absl::StrCat("account/", state.id.ToString()),
                              absl::StrCat("the account is ", NameOf(state.status), ": it can go on by ",
                                           WaysFrom(state.status), ", not by ", way.method));
  }
  state.status = way.to;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Account> Account::Create(AccountId id, std::string code, const AccountChanges& details) {
  AccountState state;
  state.id = id;
  state.code = std::move(code);
  if (details.status.is_set()) state.status = details.status.value();
  Violations violations;
  Apply(details, state, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  Account account(std::move(state));
  account.Emit<"account.created">();
  return account;
}

std::vector<UserId> Account::OwnersOf(const AccountState& state) {
  if (!state.owner_id.has_value()) return {};
  return {*state.owner_id};
}

absl::Status Account::Edit(const AccountChanges& changes) {
  AccountState edited = state();
  Violations violations;
  Apply(changes, edited, violations);
  CheckKept(changes.status, std::optional(edited.status), "status",
            "is changed by QualifyAccount, MarkAccountCustomer, MarkAccountChurned, DeactivateAccount and "
            "ActivateAccount, not by an update",
            violations);
  RETURN_IF_ERROR(violations.ToStatus());
  mutable_state() = std::move(edited);
  Emit<"account.updated">();
  return absl::OkStatus();
}

absl::Status Account::Absorb(absl::Span<const TakenField<AccountState>> taken, const std::optional<AccountId>& parent) {
  AccountState merged = state();
  RETURN_IF_ERROR(FieldsToTake().Take(taken, merged));
  merged.parent_account_id = parent;
  mutable_state() = std::move(merged);
  Emit<"account.updated">();
  return absl::OkStatus();
}

absl::Status Account::MergeInto(const AccountId& survivor, absl::Time now) {
  RETURN_IF_ERROR(Aggregate::Delete(now));
  mutable_state().merged_into_id = survivor;
  return absl::OkStatus();
}

absl::Status Account::Undelete() {
  RETURN_IF_ERROR(Aggregate::Undelete());
  mutable_state().merged_into_id.reset();
  return absl::OkStatus();
}

absl::Status Account::Qualify() {
  RETURN_IF_ERROR(Go(kQualify, mutable_state()));
  Emit<"account.qualified">();
  return absl::OkStatus();
}

absl::Status Account::MarkCustomer() {
  RETURN_IF_ERROR(Go(kMarkCustomer, mutable_state()));
  Emit<"account.became_customer">();
  return absl::OkStatus();
}

absl::Status Account::MarkChurned() {
  RETURN_IF_ERROR(Go(kMarkChurned, mutable_state()));
  Emit<"account.churned">();
  return absl::OkStatus();
}

absl::Status Account::Activate() {
  RETURN_IF_ERROR(Go(kActivate, mutable_state()));
  Emit<"account.activated">();
  return absl::OkStatus();
}

absl::Status Account::Deactivate() {
  RETURN_IF_ERROR(Go(kDeactivate, mutable_state()));
  Emit<"account.deactivated">();
  return absl::OkStatus();
}

absl::Status Account::Reassign(const UserId& owner) {
  if (state().owner_id == owner) return InvalidField("owner_id", "is the owner already");
  mutable_state().owner_id = owner;
  Emit<"account.reassigned">();
  return absl::OkStatus();
}

}  // namespace pipewright::sales
