// What can be done to business units.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/organization/caller_cache.h"
#include "application/shared/commands/record_commands.h"
#include "application/unit_of_work.h"
#include "domain/organization/business_unit.h"
#include "domain/shared/hierarchy_repository.h"

namespace pipewright::organization {

using CreateBusinessUnit = CreateRecord<BusinessUnit>;
using UpdateBusinessUnit = UpdateRecord<BusinessUnit>;

// An update is kFailedPrecondition/CYCLE when the parent is the unit or below it.
class BusinessUnitCommands : public RecordCommands<BusinessUnit> {
 public:
  BusinessUnitCommands(CallerCache& callers, IdGenerator& ids) : RecordCommands(ids), callers_(callers) {}

  using RecordCommands::Handle;
  // kFailedPrecondition/RECORD_IN_USE while live units stand below it or members belong to it.
  absl::StatusOr<BusinessUnit> Handle(const RequestContext& ctx, const DeleteRecord<BusinessUnit>& cmd,
                                      UnitOfWork& uow) const;
  // Also kFailedPrecondition when the unit that it stands below was deleted, or is inactive, by now.
  absl::StatusOr<BusinessUnit> Handle(const RequestContext& ctx, const UndeleteRecord<BusinessUnit>& cmd,
                                      UnitOfWork& uow) const;

 protected:
  const ReferenceList<BusinessUnit>& references() const override;
  absl::StatusOr<BusinessUnit> Make(const RequestContext& ctx, const CreateBusinessUnit& cmd, const BusinessUnitId& id,
                                    BusinessUnitChanges& details, UnitOfWork& uow) const override;
  absl::Status Save(const RequestContext& ctx, BusinessUnit& unit, UnitOfWork& uow) const override;

 private:
  CallerCache& callers_;
};

}  // namespace pipewright::organization
