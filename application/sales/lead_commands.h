// What can be done to leads, but for their conversion (lead_conversion.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/shared/call/ports.h"
#include "application/shared/commands/record_commands.h"
#include "application/unit_of_work.h"
#include "domain/sales/lead.h"
#include "domain/shared/change.h"
#include "domain/shared/etag.h"

namespace pipewright::sales {

// The phone number comes as written; the tenant's region decides what a national one means.
struct CreateLead : CreateRecord<Lead> {
  Change<std::string> phone;
  bool reject_duplicates = false;
};
struct UpdateLead : UpdateRecord<Lead> {
  Change<std::string> phone;
};

struct DisqualifyLead {
  LeadId id;
  std::optional<Etag> etag;
  std::string reason;
};

struct LoseLead {
  LeadId id;
  std::optional<Etag> etag;
  std::string reason;
};

// A new lead's owner is the caller, and its business unit the owner's, unless others are named.
class LeadCommands : public RecordCommands<Lead, CreateLead, UpdateLead> {
 public:
  LeadCommands(IdGenerator& ids, const PhoneNumbers& phones) : RecordCommands(ids), phones_(phones) {}

  using RecordCommands::Handle;
  absl::StatusOr<Lead> Handle(const RequestContext& ctx, const DisqualifyLead& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Lead> Handle(const RequestContext& ctx, const LoseLead& cmd, UnitOfWork& uow) const;

 protected:
  const ReferenceList<Lead>& references() const override;
  absl::StatusOr<Lead> Make(const RequestContext& ctx, const CreateLead& cmd, const LeadId& id, LeadChanges& details,
                            UnitOfWork& uow) const override;
  absl::Status Settle(const CreateLead& cmd, Lead& lead, UnitOfWork& uow) const override;
  absl::Status Edit(const RequestContext& ctx, const UpdateLead& cmd, LeadChanges& changes, Lead& lead,
                    UnitOfWork& uow) const override;
  absl::Status Reserve(int64_t new_records, UnitOfWork& uow) const override;

 private:
  const PhoneNumbers& phones_;
};

}  // namespace pipewright::sales
