// What can be done to the tenant's list of lost reasons.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/shared/commands/record_commands.h"
#include "application/unit_of_work.h"
#include "domain/sales/lost_reason.h"

namespace pipewright::sales {

using CreateLostReason = CreateRecord<LostReason>;
using UpdateLostReason = UpdateRecord<LostReason>;

// A new one, and one that comes back, is kAlreadyExists when another live one has the name, and
// kResourceExhausted/TOO_MANY_LOST_REASONS when there are as many as there may be; an update is kAlreadyExists too.
class LostReasonCommands : public RecordCommands<LostReason> {
 public:
  using RecordCommands::RecordCommands;

  using RecordCommands::Handle;
  absl::StatusOr<LostReason> Handle(const RequestContext& ctx, const UndeleteRecord<LostReason>& cmd,
                                    UnitOfWork& uow) const;

 protected:
  absl::StatusOr<LostReason> Make(const RequestContext& ctx, const CreateLostReason& cmd, const LostReasonId& id,
                                  LostReasonChanges& details, UnitOfWork& uow) const override;
  absl::Status Reserve(int64_t new_records, UnitOfWork& uow) const override;
};

}  // namespace pipewright::sales
