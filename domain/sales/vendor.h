// A vendor: a business or a person that the tenant buys from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "domain/sales/vendor_kinds.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/change.h"
#include "domain/shared/contact_details.h"
#include "domain/shared/custom_fields.h"
#include "domain/shared/record_kind.h"

namespace pipewright::sales {

using VendorEvent =
    std::variant<EventNamed<"vendor.created">, EventNamed<"vendor.updated">, EventNamed<"vendor.activated">,
                 EventNamed<"vendor.deactivated">, EventNamed<"vendor.deleted">, EventNamed<"vendor.undeleted">>;

struct VendorState : Record {
  VendorId id;
  std::string code;     // unique in the tenant, "VEN-000123"; given at creation, never changed
  std::string name;     // whom one turns to, or the business itself
  std::string company;  // the business, where the name is a person's
  std::string industry;
  std::optional<int64_t> rating;   // 1 to 5
  std::optional<UserId> owner_id;  // the member who manages the vendor
  std::optional<EmailAddress> email;
  std::optional<PhoneNumber> phone;
  std::string website;
  PostalAddress address;
  std::string description;
  VendorStatus status = VendorStatus::kActive;
  std::vector<std::string> tags;
  CustomFields custom_fields;
};

// The fields that a caller may set, as an update names them. A creation is the same with everything absent at first.
struct VendorChanges {
  Change<std::string> name;
  Change<std::string> company;
  Change<std::string> industry;
  Change<int64_t> rating;
  Change<UserId> owner_id;
  Change<EmailAddress> email;
  Change<PhoneNumber> phone;
  Change<std::string> website;
  PartsChange<PostalAddress> address;
  Change<std::string> description;
  Change<std::vector<std::string>> tags;
  Change<CustomFields> custom_fields;  // already of the types that their definitions want
};

class Vendor : public Aggregate<Vendor, VendorState, VendorEvent> {
 public:
  static constexpr absl::string_view kResource = "vendor";

  // A new, active vendor. kInvalidArgument names each field that is wrong; `details.name` must be set.
  static absl::StatusOr<Vendor> Create(VendorId id, std::string code, const VendorChanges& details);
  static Vendor Restore(VendorState state) { return Vendor(std::move(state)); }
  static std::vector<UserId> OwnersOf(const VendorState& state);

  // Applies the named changes, or none of them when one is wrong.
  absl::Status Edit(const VendorChanges& changes);

  // kFailedPrecondition/INVALID_VENDOR_STATE when there is nothing to do.
  absl::Status Activate();
  absl::Status Deactivate();

 private:
  using Aggregate::Aggregate;
};

}  // namespace pipewright::sales
