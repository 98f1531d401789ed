// What can be done to vendors.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/shared/call/ports.h"
#include "application/shared/commands/record_commands.h"
#include "application/unit_of_work.h"
#include "domain/sales/vendor.h"
#include "domain/shared/change.h"

namespace pipewright::sales {

// The phone number comes as written; the tenant's region decides what a national one means.
struct CreateVendor : CreateRecord<Vendor> {
  Change<std::string> phone;
};
struct UpdateVendor : UpdateRecord<Vendor> {
  Change<std::string> phone;
};

// A new vendor's owner is the caller unless one is named.
class VendorCommands : public RecordCommands<Vendor, CreateVendor, UpdateVendor> {
 public:
  VendorCommands(IdGenerator& ids, const PhoneNumbers& phones) : RecordCommands(ids), phones_(phones) {}

 protected:
  const ReferenceList<Vendor>& references() const override;
  absl::StatusOr<Vendor> Make(const RequestContext& ctx, const CreateVendor& cmd, const VendorId& id,
                              VendorChanges& details, UnitOfWork& uow) const override;
  absl::Status Edit(const RequestContext& ctx, const UpdateVendor& cmd, VendorChanges& changes, Vendor& vendor,
                    UnitOfWork& uow) const override;
  absl::Status Reserve(int64_t new_records, UnitOfWork& uow) const override;

 private:
  const PhoneNumbers& phones_;
};

}  // namespace pipewright::sales
