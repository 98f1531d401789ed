#include "domain/sales/vendor.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/field_changes.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::sales {
namespace {

constexpr size_t kMaxWordLength = 100;  // an industry
constexpr int64_t kMaxRating = 5;

// Applies `changes` to `state`; every violation at once.
absl::Status Apply(const VendorChanges& changes, VendorState& state) {
  Violations violations;
  ApplyRequiredText(changes.name, "name", kMaxNameLength, violations, state.name);
  ApplyText(changes.company, "company", kMaxNameLength, violations, state.company);
  ApplyText(changes.industry, "industry", kMaxWordLength, violations, state.industry);
  ApplyText(changes.description, "description", kMaxLongTextLength, violations, state.description);
  ApplyChecked(changes.website, "website", HttpUrl, violations, state.website);
  ApplyChecked(changes.tags, "tags", Tags, violations, state.tags);
  changes.rating.ApplyTo(state.rating);
  changes.owner_id.ApplyTo(state.owner_id);
  changes.email.ApplyTo(state.email);
  changes.phone.ApplyTo(state.phone);
  changes.address.ApplyTo(state.address);
  changes.custom_fields.ApplyTo(state.custom_fields);
  CheckRange(state.rating, 1, kMaxRating, "rating", violations);
  return violations.ToStatus();
}

absl::Status WrongStatus(const VendorState& state) {
  return FailedPrecondition(Reason::kInvalidVendorState, absl::StrCat("vendor/", state.id.ToString()),
                            absl::StrCat("the vendor is ", NameOf(state.status), " already"));
}

}  // namespace

absl::StatusOr<Vendor> Vendor::Create(VendorId id, std::string code, const VendorChanges& details) {
  VendorState state;
  state.id = id;
  state.code = std::move(code);
  RETURN_IF_ERROR(Apply(details, state));
  Vendor vendor(std::move(state));
  vendor.Emit<"vendor.created">();
  return vendor;
}

std::vector<UserId> Vendor::OwnersOf(const VendorState& state) {
  if (!state.owner_id.has_value()) return {};
  return {*state.owner_id};
}

absl::Status Vendor::Edit(const VendorChanges& changes) {
  VendorState edited = state();
  RETURN_IF_ERROR(Apply(changes, edited));
  mutable_state() = std::move(edited);
  Emit<"vendor.updated">();
  return absl::OkStatus();
}

absl::Status Vendor::Activate() {
  if (state().status == VendorStatus::kActive) return WrongStatus(state());
  mutable_state().status = VendorStatus::kActive;
  Emit<"vendor.activated">();
  return absl::OkStatus();
}

absl::Status Vendor::Deactivate() {
  if (state().status == VendorStatus::kInactive) return WrongStatus(state());
  mutable_state().status = VendorStatus::kInactive;
  Emit<"vendor.deactivated">();
  return absl::OkStatus();
}

}  // namespace pipewright::sales
