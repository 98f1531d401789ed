#include "application/catalog/offering_commands.h"

namespace pipewright::catalog {

const ReferenceList<Offering>& OfferingCommands::references() const {
  static const auto* const list = new ReferenceList<Offering>(ReferenceList<Offering>().Field(
      "business_unit_id", &OfferingState::business_unit_id, &OfferingChanges::business_unit_id));
  return *list;
}

absl::StatusOr<Offering> OfferingCommands::Make(const RequestContext& /*ctx*/, const CreateOffering& /*cmd*/,
                                                const OfferingId& id, OfferingChanges& details,
                                                UnitOfWork& /*uow*/) const {
  return Offering::Create(id, details);
}

}  // namespace pipewright::catalog
