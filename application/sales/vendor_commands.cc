#include "application/sales/vendor_commands.h"

#include <string>
#include <utility>

#include "application/shared/commands/custom_field_values.h"
#include "application/shared/commands/phone_change.h"
#include "application/shared/commands/record_codes.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {
const ReferenceList<Vendor>& VendorCommands::references() const {
  using S = VendorState;
  using C = VendorChanges;
  static const auto* const list =
      new ReferenceList<Vendor>(ReferenceList<Vendor>().Owner("owner_id", &S::owner_id, &C::owner_id));
  return *list;
}

absl::StatusOr<Vendor> VendorCommands::Make(const RequestContext& ctx, const CreateVendor& cmd, const VendorId& id,
                                            VendorChanges& details, UnitOfWork& uow) const {
  const absl::Status phone = NormalizePhone(phones_, ctx.principal->region, "phone", cmd.phone, details.phone);
  if (!details.owner_id.is_named()) details.owner_id = Change<UserId>::Set(ctx.user());
  ASSIGN_OR_RETURN(std::string code, NextCode(RecordKind::kVendor, uow));
  absl::StatusOr<Vendor> created = Vendor::Create(id, std::move(code), details);
  RETURN_IF_ERROR(BothViolations(phone, created.status()));
  return created;
}

absl::Status VendorCommands::Edit(const RequestContext& ctx, const UpdateVendor& cmd, VendorChanges& changes,
                                  Vendor& vendor, UnitOfWork& /*uow*/) const {
  const absl::Status phone = NormalizePhone(phones_, ctx.principal->region, "phone", cmd.phone, changes.phone);
  return BothViolations(phone, vendor.Edit(changes));
}

absl::Status VendorCommands::Reserve(int64_t new_records, UnitOfWork& uow) const {
  return ReserveCodes(RecordKind::kVendor, new_records, uow);
}

}  // namespace pipewright::sales
