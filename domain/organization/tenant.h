// A tenant: the organization whose data is kept apart from everybody else's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "domain/organization/slug.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/change.h"
#include "domain/shared/enum_names.h"
#include "domain/shared/money.h"

namespace pipewright::organization {

// ACTIVE <-> SUSPENDED; CLOSED is the end.
enum class TenantStatus { kActive, kSuspended, kClosed };
absl::Span<const EnumName<TenantStatus>> NamesOf(TenantStatus);

enum class SubscriptionTier { kFree, kBasic, kProfessional, kEnterprise };
absl::Span<const EnumName<SubscriptionTier>> NamesOf(SubscriptionTier);

struct TenantState : Record {
  TenantId id;
  std::string name;
  Slug slug;
  Currency base_currency;
  std::string time_zone;                // IANA
  std::string locale;                   // BCP 47
  int64_t fiscal_year_start_month = 1;  // 1 to 12
  SubscriptionTier tier = SubscriptionTier::kFree;
  TenantStatus status = TenantStatus::kActive;
};

using TenantEvent = std::variant<EventNamed<"tenant.created">, EventNamed<"tenant.updated">,
                                 EventNamed<"tenant.suspended">, EventNamed<"tenant.reactivated">>;

// What a new tenant is founded with. Empty currency, time zone and locale become USD, UTC and en.
struct NewTenant {
  std::string name;
  Slug slug;
  std::optional<Currency> base_currency;
  std::string time_zone;
  std::string locale;
};

struct TenantChanges {
  Change<std::string> name;
  Change<Slug> slug;
  Change<Currency> base_currency;
  Change<std::string> time_zone;
  Change<std::string> locale;
  Change<int64_t> fiscal_year_start_month;
};

// Tenants are suspended and closed, never deleted.
class Tenant : public Aggregate<Tenant, TenantState, TenantEvent> {
 public:
  static constexpr absl::string_view kResource = "tenant";

  // kInvalidArgument naming every field that is wrong.
  static absl::StatusOr<Tenant> Found(TenantId id, NewTenant details);
  static Tenant Restore(State state) { return Tenant(std::move(state)); }

  // kInvalidArgument naming every field that is wrong; nothing changes then. A closed tenant can't be edited.
  absl::Status Edit(const TenantChanges& changes);

  // From now on every call of its members but signing in is refused. kFailedPrecondition/INVALID_TENANT_STATE unless
  // it is active.
  absl::Status Suspend();
  // The way back. kFailedPrecondition/INVALID_TENANT_STATE unless it is suspended.
  absl::Status Reactivate();

 private:
  using Aggregate::Aggregate;
};

// OK when the members of a tenant in that state may work: kFailedPrecondition/TENANT_SUSPENDED or TENANT_CLOSED.
absl::Status CheckUsable(TenantStatus status);

}  // namespace pipewright::organization
