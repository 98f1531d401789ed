// An account: a business or a person that buys, or may one day.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "domain/sales/account_kinds.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/change.h"
#include "domain/shared/contact_details.h"
#include "domain/shared/custom_fields.h"
#include "domain/shared/money.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/taken_fields.h"

namespace pipewright {
template <class A>
class HierarchyRepository;
}  // namespace pipewright

namespace pipewright::sales {

using AccountEvent =
    std::variant<EventNamed<"account.created">, EventNamed<"account.updated">, EventNamed<"account.reassigned">,
                 EventNamed<"account.qualified">, EventNamed<"account.became_customer">, EventNamed<"account.churned">,
                 EventNamed<"account.activated">, EventNamed<"account.deactivated">, EventNamed<"account.deleted">,
                 EventNamed<"account.undeleted">>;

struct AccountState : Record {
  AccountId id;
  std::string code;  // unique in the tenant, "ACC-000123"; given at creation, never changed
  AccountKind kind = AccountKind::kBusiness;
  std::string name;
  std::string description;
  std::string industry;
  std::string region;
  std::optional<AccountSize> size;
  std::string website;
  std::optional<EmailAddress> email;
  std::optional<PhoneNumber> phone;
  PostalAddress billing_address;
  PostalAddress shipping_address;
  std::optional<Money> annual_revenue;  // not negative
  std::optional<int64_t> employee_count;
  AccountStatus status = AccountStatus::kProspect;
  std::optional<AccountRating> rating;
  bool vip = false;
  std::optional<UserId> owner_id;  // the account manager
  std::optional<AccountId> parent_account_id;
  std::optional<BusinessUnitId> business_unit_id;
  std::optional<AccountId> merged_into_id;  // of a deleted one that was a duplicate of that one
  std::vector<std::string> tags;
  CustomFields custom_fields;
};

// The fields that a caller may set, as an update names them. A creation is the same with everything absent at first.
struct AccountChanges {
  Change<AccountKind> kind;
  Change<std::string> name;
  Change<std::string> description;
  Change<std::string> industry;
  Change<std::string> region;
  Change<AccountSize> size;
  Change<std::string> website;
  Change<EmailAddress> email;
  Change<PhoneNumber> phone;
  PartsChange<PostalAddress> billing_address;
  PartsChange<PostalAddress> shipping_address;
  Change<Money> annual_revenue;
  Change<int64_t> employee_count;
  Change<AccountStatus> status;  // decided at creation, PROSPECT when not said; an edit may only repeat it
  Change<AccountRating> rating;
  Change<bool> vip;
  Change<UserId> owner_id;
  Change<AccountId> parent_account_id;
  Change<BusinessUnitId> business_unit_id;
  Change<std::vector<std::string>> tags;
  Change<CustomFields> custom_fields;  // already of the types that their definitions want
};

class Account : public Aggregate<Account, AccountState, AccountEvent> {
 public:
  static constexpr absl::string_view kResource = "account";
  using OwnRepository = HierarchyRepository<Account>;

  // A new account. kInvalidArgument names each field that is wrong; `details.name` must be set.
  static absl::StatusOr<Account> Create(AccountId id, std::string code, const AccountChanges& details);
  static Account Restore(AccountState state) { return Account(std::move(state)); }
  static std::vector<UserId> OwnersOf(const AccountState& state);

  // Applies the named changes, or none of them when one is wrong. That a parent makes no cycle is the caller's to
  // check: it takes other accounts to know.
  absl::Status Edit(const AccountChanges& changes);

  // To another owner. kInvalidArgument when it is theirs already.
  absl::Status Reassign(const UserId& owner);

  // Takes over `taken` from accounts that are merged into this one, and comes to stand under `parent`. kInvalidArgument
  // when that is no field to take, or the account would be one that breaks a rule.
  absl::Status Absorb(absl::Span<const TakenField<AccountState>> taken, const std::optional<AccountId>& parent);
  // Deletes it as a duplicate of `survivor`. Undelete makes it an account of its own again.
  absl::Status MergeInto(const AccountId& survivor, absl::Time now);
  absl::Status Undelete();

  // The ways of its status; each kFailedPrecondition/INVALID_ACCOUNT_STATE from any other than those named, with a
  // message that names the present status and the ways from there.
  absl::Status Qualify();       // from LEAD to PROSPECT
  absl::Status MarkCustomer();  // from LEAD, PROSPECT or CHURNED to CUSTOMER
  absl::Status MarkChurned();   // from CUSTOMER to CHURNED
  absl::Status Activate();      // from INACTIVE or CHURNED back to PROSPECT
  absl::Status Deactivate();    // to INACTIVE, from any other

 private:
  using Aggregate::Aggregate;
};

}  // namespace pipewright::sales
