// What can be done to offerings.
#pragma once

#include "absl/status/statusor.h"
#include "application/shared/commands/record_commands.h"
#include "application/unit_of_work.h"
#include "domain/catalog/offering.h"

namespace pipewright::catalog {

using CreateOffering = CreateRecord<Offering>;
using UpdateOffering = UpdateRecord<Offering>;

// kAlreadyExists when a live offering has the same sku. One that is deleted stays what engagements and line items refer
// to: they may be read, and it by its id, but nothing refers to it anew.
class OfferingCommands : public RecordCommands<Offering> {
 public:
  using RecordCommands::RecordCommands;

 protected:
  const ReferenceList<Offering>& references() const override;
  absl::StatusOr<Offering> Make(const RequestContext& ctx, const CreateOffering& cmd, const OfferingId& id,
                                OfferingChanges& details, UnitOfWork& uow) const override;
};

}  // namespace pipewright::catalog
