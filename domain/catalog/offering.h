// An offering: a service or a product that the tenant sells.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "domain/catalog/offering_kinds.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/change.h"
#include "domain/shared/custom_fields.h"
#include "domain/shared/money.h"
#include "domain/shared/record_kind.h"

namespace pipewright::catalog {

using OfferingEvent =
    std::variant<EventNamed<"offering.created">, EventNamed<"offering.updated">, EventNamed<"offering.activated">,
                 EventNamed<"offering.deactivated">, EventNamed<"offering.deleted">, EventNamed<"offering.undeleted">>;

struct OfferingState : Record {
  static constexpr size_t kMaxSkuLength = 64;
  static constexpr size_t kMaxPrices = 20;

  OfferingId id;
  std::string name;
  std::optional<std::string> sku;  // unique among the tenant's live ones; never empty
  std::string description;
  OfferingKind kind = OfferingKind::kService;
  std::vector<Money> prices;  // of one unit and one billing period, in each currency once; none is negative
  BillingPeriod billing_period = BillingPeriod::kOneTime;
  bool active = true;                              // whether it is sold: nobody begins to use an inactive one
  std::optional<BusinessUnitId> business_unit_id;  // the one that delivers it
  std::vector<std::string> tags;
  CustomFields custom_fields;
};

// The fields that a caller may set, as an update names them. A creation is the same with everything absent at first.
struct OfferingChanges {
  Change<std::string> name;
  Change<std::string> sku;
  Change<std::string> description;
  Change<OfferingKind> kind;  // Clear: SERVICE
  Change<std::vector<Money>> prices;
  Change<BillingPeriod> billing_period;  // Clear: ONE_TIME
  Change<bool> active;                   // decided at creation, true when not said; an edit may only repeat it
  Change<BusinessUnitId> business_unit_id;
  Change<std::vector<std::string>> tags;
  Change<CustomFields> custom_fields;  // already of the types that their definitions want
};

// What one unit costs in that currency in a year, or once where it is paid once. Absent when it has no such price, or
// one that comes to more than an amount can be.
std::optional<Money> PriceOfAYear(const OfferingState& offering, const Currency& currency);

// It belongs to nobody: the catalog is the tenant's.
class Offering : public Aggregate<Offering, OfferingState, OfferingEvent> {
 public:
  static constexpr absl::string_view kResource = "offering";

  // A new offering. kInvalidArgument names each field that is wrong; `details.name` must be set.
  static absl::StatusOr<Offering> Create(OfferingId id, const OfferingChanges& details);
  static Offering Restore(OfferingState state) { return Offering(std::move(state)); }

  // Applies the named changes, or none of them when one is wrong.
  absl::Status Edit(const OfferingChanges& changes);

  // kFailedPrecondition/INVALID_OFFERING_STATE when it is that already. What is in use stays as it is.
  absl::Status Activate();
  absl::Status Deactivate();

  // That somebody may begin to use it: kFailedPrecondition/OFFERING_INACTIVE, about `field`, unless it is active.
  absl::Status CheckOnSale(absl::string_view field) const;

 private:
  using Aggregate::Aggregate;
};

}  // namespace pipewright::catalog
