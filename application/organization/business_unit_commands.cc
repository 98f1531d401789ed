#include "application/organization/business_unit_commands.h"

#include <optional>

#include "application/organization/directory.h"
#include "application/shared/commands/references.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {

const ReferenceList<BusinessUnit>& BusinessUnitCommands::references() const {
  using S = BusinessUnitState;
  using C = BusinessUnitChanges;
  static const auto* const list = new ReferenceList<BusinessUnit>(
      ReferenceList<BusinessUnit>()
          .Above("parent_business_unit_id", &S::parent_business_unit_id, &C::parent_business_unit_id,
                 "parent_business_unit_id: the business unit would become its own ancestor")
          .Field("lead_user_id", &S::lead_user_id, &C::lead_user_id));
  return *list;
}

absl::StatusOr<BusinessUnit> BusinessUnitCommands::Make(const RequestContext& /*ctx*/,
                                                        const CreateBusinessUnit& /*cmd*/, const BusinessUnitId& id,
                                                        BusinessUnitChanges& details, UnitOfWork& /*uow*/) const {
  return BusinessUnit::Create(id, details);
}

absl::Status BusinessUnitCommands::Save(const RequestContext& ctx, BusinessUnit& unit, UnitOfWork& uow) const {
  RETURN_IF_ERROR(uow.Of<BusinessUnit>().Save(unit));
  // Members are known with the unit that their new records go into.
  uow.directory().UnitChanged();
  callers_.ForgetMembersOf(ctx.tenant());
  return absl::OkStatus();
}

absl::StatusOr<BusinessUnit> BusinessUnitCommands::Handle(const RequestContext& ctx,
                                                          const DeleteRecord<BusinessUnit>& cmd,
                                                          UnitOfWork& uow) const {
  // Before the unit is read, whose row the lock may be waiting for.
  ASSIGN_OR_RETURN(const UnitUse use, uow.directory().LockUseOf(cmd.id));
  return Apply(ctx, cmd, uow, Target::kEvenDeleted, [&](BusinessUnit& unit) { return unit.Delete(uow.now(), use); });
}

absl::StatusOr<BusinessUnit> BusinessUnitCommands::Handle(const RequestContext& ctx,
                                                          const UndeleteRecord<BusinessUnit>& cmd,
                                                          UnitOfWork& uow) const {
  return Apply(ctx, cmd, uow, Target::kEvenDeleted, [&](BusinessUnit& unit) -> absl::Status {
    RETURN_IF_ERROR(unit.Undelete());
    const std::optional<BusinessUnitId>& parent = unit.state().parent_business_unit_id;
    if (!parent.has_value()) return absl::OkStatus();
    return CheckTakesBack("parent_business_unit_id", RecordRef::Of(*parent), uow);
  });
}

}  // namespace pipewright::organization
