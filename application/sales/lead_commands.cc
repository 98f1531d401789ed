#include "application/sales/lead_commands.h"

#include <string>
#include <utility>

#include "application/sales/assignment.h"
#include "application/sales/duplicates.h"
#include "application/shared/commands/custom_field_values.h"
#include "application/shared/commands/owners_unit.h"
#include "application/shared/commands/phone_change.h"
#include "application/shared/commands/record_codes.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {

const ReferenceList<Lead>& LeadCommands::references() const {
  using S = LeadState;
  using C = LeadChanges;
  static const auto* const list =
      new ReferenceList<Lead>(ReferenceList<Lead>()
                                  .Field("business_unit_id", &S::business_unit_id, &C::business_unit_id)
                                  .Owner("owner_id", &S::owner_id, &C::owner_id));
  return *list;
}

absl::StatusOr<Lead> LeadCommands::Make(const RequestContext& ctx, const CreateLead& cmd, const LeadId& id,
                                        LeadChanges& details, UnitOfWork& uow) const {
  const absl::Status phone = NormalizePhone(phones_, ctx.principal->region, "phone", cmd.phone, details.phone);
  if (!details.owner_id.is_named()) details.owner_id = Change<UserId>::Set(ctx.user());
  RETURN_IF_ERROR(DefaultToOwnersUnit(details.owner_id, details.business_unit_id, uow));
  ASSIGN_OR_RETURN(std::string code, NextCode(RecordKind::kLead, uow));
  absl::StatusOr<Lead> created = Lead::Create(id, std::move(code), details);
  RETURN_IF_ERROR(BothViolations(phone, created.status()));
  if (cmd.reject_duplicates) RETURN_IF_ERROR(CheckNoDuplicates(created->state(), uow));
  return created;
}

absl::Status LeadCommands::Settle(const CreateLead& cmd, Lead& lead, UnitOfWork& uow) const {
  return AssignNew(cmd, lead, uow);
}

absl::Status LeadCommands::Edit(const RequestContext& ctx, const UpdateLead& cmd, LeadChanges& changes, Lead& lead,
                                UnitOfWork& /*uow*/) const {
  const absl::Status phone = NormalizePhone(phones_, ctx.principal->region, "phone", cmd.phone, changes.phone);
  return BothViolations(phone, lead.Edit(changes));
}

absl::Status LeadCommands::Reserve(int64_t new_records, UnitOfWork& uow) const {
  return ReserveCodes(RecordKind::kLead, new_records, uow);
}

absl::StatusOr<Lead> LeadCommands::Handle(const RequestContext& ctx, const DisqualifyLead& cmd, UnitOfWork& uow) const {
  return Apply(ctx, cmd, uow, Target::kLive, [&](Lead& lead) { return lead.Disqualify(cmd.reason); });
}

absl::StatusOr<Lead> LeadCommands::Handle(const RequestContext& ctx, const LoseLead& cmd, UnitOfWork& uow) const {
  return Apply(ctx, cmd, uow, Target::kLive, [&](Lead& lead) { return lead.Lose(cmd.reason); });
}

}  // namespace pipewright::sales
