#include "application/sales/lead_commands.h"

#include "absl/strings/str_format.h"
#include "application/shared/commands/custom_field_values.h"
#include "application/shared/commands/phone_change.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {
namespace {

constexpr absl::string_view kCodeSeries = "lead_code";

}  // namespace

const ReferenceList<Lead>& LeadCommands::references() const {
  static const auto* const list =
      new ReferenceList<Lead>(ReferenceList<Lead>().Field("owner_id", &LeadState::owner_id, &LeadChanges::owner_id));
  return *list;
}

absl::StatusOr<Lead> LeadCommands::Make(const RequestContext& ctx, const CreateLead& cmd, const LeadId& id,
                                        LeadChanges& details, UnitOfWork& uow) const {
  const absl::Status phone = NormalizePhone(phones_, ctx.principal->region, "phone", cmd.phone, details.phone);
  if (!details.owner_id.is_named()) details.owner_id = Change<UserId>::Set(ctx.user());
  ASSIGN_OR_RETURN(const int64_t number, uow.NextNumber(kCodeSeries));
  absl::StatusOr<Lead> created = Lead::Create(id, absl::StrFormat("LEA-%06d", number), details);
  RETURN_IF_ERROR(BothViolations(phone, created.status()));
  return created;
}

absl::Status LeadCommands::Edit(const RequestContext& ctx, const UpdateLead& cmd, LeadChanges& changes, Lead& lead,
                                UnitOfWork& /*uow*/) const {
  const absl::Status phone = NormalizePhone(phones_, ctx.principal->region, "phone", cmd.phone, changes.phone);
  return BothViolations(phone, lead.Edit(changes));
}

absl::Status LeadCommands::Reserve(int64_t new_records, UnitOfWork& uow) const {
  return uow.ReserveNumbers(kCodeSeries, new_records);
}

absl::StatusOr<Lead> LeadCommands::Handle(const RequestContext& ctx, const DisqualifyLead& cmd, UnitOfWork& uow) const {
  return Apply(ctx, cmd, uow, Target::kLive, [&](Lead& lead) { return lead.Disqualify(cmd.reason); });
}

absl::StatusOr<Lead> LeadCommands::Handle(const RequestContext& ctx, const LoseLead& cmd, UnitOfWork& uow) const {
  return Apply(ctx, cmd, uow, Target::kLive, [&](Lead& lead) { return lead.Lose(cmd.reason); });
}

}  // namespace pipewright::sales
