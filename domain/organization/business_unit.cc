#include "domain/organization/business_unit.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/field_changes.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::organization {
namespace {

// Applies `changes` (but for what decides whether it is active) to `state`.
void Apply(const BusinessUnitChanges& changes, BusinessUnitState& state, Violations& violations) {
  ApplyRequiredText(changes.name, "name", kMaxNameLength, violations, state.name);
  ApplyText(changes.description, "description", kMaxShortTextLength, violations, state.description);
  changes.lead_user_id.ApplyTo(state.lead_user_id);
  changes.parent_business_unit_id.ApplyTo(state.parent_business_unit_id);
  if (state.parent_business_unit_id == state.id) {
    violations.Add("parent_business_unit_id", "a business unit can't be its own parent");
  }
}

absl::Status Refused(Reason reason, const BusinessUnitState& unit, absl::string_view why) {
  return FailedPrecondition(reason, absl::StrCat("business_unit/", unit.id.ToString()),
                            absl::StrCat("the business unit ", unit.name, " ", why));
}

}  // namespace

absl::StatusOr<BusinessUnit> BusinessUnit::Create(BusinessUnitId id, const BusinessUnitChanges& details) {
  BusinessUnitState state;
  state.id = id;
  if (details.active.is_set()) state.active = details.active.value();
  Violations violations;
  Apply(details, state, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  BusinessUnit unit(std::move(state));
  unit.Emit<"business_unit.created">();
  return unit;
}

absl::Status BusinessUnit::Edit(const BusinessUnitChanges& changes) {
  BusinessUnitState edited = state();
  Violations violations;
  Apply(changes, edited, violations);
  CheckKept(changes.active, std::optional(edited.active), "active",
            "is changed by ActivateBusinessUnit and DeactivateBusinessUnit, not by an update", violations);
  RETURN_IF_ERROR(violations.ToStatus());
  mutable_state() = std::move(edited);
  Emit<"business_unit.updated">();
  return absl::OkStatus();
}

absl::Status BusinessUnit::Activate() {
  if (state().active) return Refused(Reason::kInvalidBusinessUnitState, state(), "is active already");
  mutable_state().active = true;
  Emit<"business_unit.activated">();
  return absl::OkStatus();
}

absl::Status BusinessUnit::Deactivate() {
  if (!state().active) return Refused(Reason::kInvalidBusinessUnitState, state(), "is inactive already");
  mutable_state().active = false;
  Emit<"business_unit.deactivated">();
  return absl::OkStatus();
}

absl::Status BusinessUnit::Delete(absl::Time now, UnitUse use) {
  if (!state().delete_time.has_value() && use != UnitUse::kNone) {
    return Refused(Reason::kRecordInUse, state(),
                   use == UnitUse::kMembers ? "has members: put them into another one first"
                                            : "has units below it: delete them, or put them elsewhere, first");
  }
  return Aggregate::Delete(now);
}

absl::Status BusinessUnit::CheckTakesNew() const {
  if (state().active) return absl::OkStatus();
  return Refused(Reason::kBusinessUnitInactive, state(), "is inactive: activate it, or name another");
}

}  // namespace pipewright::organization
