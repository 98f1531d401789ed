// A business unit: a part of the tenant, such as a division or an office. Members and the records they work with belong
// to units, and units may stand below others.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/change.h"
#include "domain/shared/record_kind.h"

namespace pipewright {
template <class A>
class HierarchyRepository;
}  // namespace pipewright

namespace pipewright::organization {

using BusinessUnitEvent = std::variant<EventNamed<"business_unit.created">, EventNamed<"business_unit.updated">,
                                       EventNamed<"business_unit.activated">, EventNamed<"business_unit.deactivated">,
                                       EventNamed<"business_unit.deleted">, EventNamed<"business_unit.undeleted">>;

struct BusinessUnitState : Record {
  BusinessUnitId id;
  std::string name;  // unique among the tenant's live units, case included
  std::string description;
  std::optional<UserId> lead_user_id;  // a member of the tenant
  std::optional<BusinessUnitId> parent_business_unit_id;
  bool active = true;  // an inactive unit keeps what it has and is given nothing more
};

// The fields that a caller may set.
struct BusinessUnitChanges {
  Change<std::string> name;
  Change<std::string> description;
  Change<UserId> lead_user_id;
  Change<BusinessUnitId> parent_business_unit_id;
  Change<bool> active;  // decided at creation, true when not said; an edit may only repeat it
};

// What stands in the way of a unit's end. It must hold until the change is committed: the caller reads it under a lock.
enum class UnitUse { kNone, kUnitsBelow, kMembers };

class BusinessUnit : public Aggregate<BusinessUnit, BusinessUnitState, BusinessUnitEvent> {
 public:
  static constexpr absl::string_view kResource = "business_unit";
  using OwnRepository = HierarchyRepository<BusinessUnit>;

  // A new unit. kInvalidArgument names each field that is wrong; `details.name` must be set.
  static absl::StatusOr<BusinessUnit> Create(BusinessUnitId id, const BusinessUnitChanges& details);
  static BusinessUnit Restore(BusinessUnitState state) { return BusinessUnit(std::move(state)); }

  // Applies the named changes, or none of them when one is wrong. That a parent makes no cycle is the caller's to
  // check: it takes other units to know.
  absl::Status Edit(const BusinessUnitChanges& changes);

  // kFailedPrecondition/INVALID_BUSINESS_UNIT_STATE when it is what it is to become already.
  absl::Status Activate();
  absl::Status Deactivate();

  // kFailedPrecondition: RECORD_DELETED, or RECORD_IN_USE while live units stand below it or members belong to it.
  absl::Status Delete(absl::Time now, UnitUse use);

  // Whether something may newly be put into the unit: kFailedPrecondition/BUSINESS_UNIT_INACTIVE.
  absl::Status CheckTakesNew() const;

 private:
  using Aggregate::Aggregate;
};

}  // namespace pipewright::organization
