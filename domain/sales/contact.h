// A contact: a person at an account, or one that belongs to none yet.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "domain/sales/contact_kinds.h"
#include "domain/sales/lead_source.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/change.h"
#include "domain/shared/contact_details.h"
#include "domain/shared/custom_fields.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/taken_fields.h"

namespace pipewright::sales {

using ContactEvent =
    std::variant<EventNamed<"contact.created">, EventNamed<"contact.updated">, EventNamed<"contact.reassigned">,
                 EventNamed<"contact.activated">, EventNamed<"contact.deactivated">, EventNamed<"contact.bounced">,
                 EventNamed<"contact.deleted">, EventNamed<"contact.undeleted">>;

struct ContactState : Record {
  ContactId id;
  std::optional<AccountId> account_id;
  std::string first_name;  // at least one of the names is there
  std::string last_name;
  std::optional<EmailAddress> email;  // unique in the tenant among live contacts
  std::optional<PhoneNumber> phone;
  std::optional<PhoneNumber> mobile;
  std::string title;
  std::string department;
  ContactStatus status = ContactStatus::kActive;
  std::optional<LeadSource> source;
  std::optional<int64_t> score;  // 0 to 100
  std::vector<SocialProfile> social_profiles;
  ContactPreferences preferences;
  std::optional<ContactId> reports_to_id;
  bool primary_contact = false;  // the first to turn to at the account, which has one live one at most
  PostalAddress address;
  std::optional<UserId> owner_id;
  std::optional<ContactId> merged_into_id;  // of a deleted one that was a duplicate of that one
  std::vector<std::string> tags;
  CustomFields custom_fields;
};

// The fields that a caller may set, as an update names them. A creation is the same with everything absent at first.
struct ContactChanges {
  Change<AccountId> account_id;
  Change<std::string> first_name;
  Change<std::string> last_name;
  Change<EmailAddress> email;
  Change<PhoneNumber> phone;
  Change<PhoneNumber> mobile;
  Change<std::string> title;
  Change<std::string> department;
  Change<LeadSource> source;
  Change<int64_t> score;
  Change<std::vector<SocialProfile>> social_profiles;
  PartsChange<ContactPreferences> preferences;
  Change<ContactId> reports_to_id;
  Change<bool> primary_contact;
  PartsChange<PostalAddress> address;
  Change<UserId> owner_id;
  Change<std::vector<std::string>> tags;
  Change<CustomFields> custom_fields;  // already of the types that their definitions want
};

class ContactRepository;

class Contact : public Aggregate<Contact, ContactState, ContactEvent> {
 public:
  static constexpr absl::string_view kResource = "contact";
  using OwnRepository = ContactRepository;

  // A new, active contact. kInvalidArgument names each field that is wrong; one of the names must be set.
  static absl::StatusOr<Contact> Create(ContactId id, const ContactChanges& details);
  static Contact Restore(ContactState state) { return Contact(std::move(state)); }
  static std::vector<UserId> OwnersOf(const ContactState& state);

  // Applies the named changes, or none of them when one is wrong. A bounced contact with a new e-mail address is active
  // again. That the reporting line makes no cycle is the caller's to check: it takes other contacts to know.
  absl::Status Edit(const ContactChanges& changes);

  // Is no primary contact any more, because another one is.
  void YieldPrimary();

  // To another owner. kInvalidArgument when it is theirs already.
  absl::Status Reassign(const UserId& owner);

  // Takes over `taken` from contacts that are merged into this one, and comes to report to `superior`. kInvalidArgument
  // when that is no field to take, or the contact would be one that breaks a rule.
  absl::Status Absorb(absl::Span<const TakenField<ContactState>> taken, const std::optional<ContactId>& superior);
  // Deletes it as a duplicate of `survivor`. Undelete makes it a contact of its own again.
  absl::Status MergeInto(const ContactId& survivor, absl::Time now);
  absl::Status Undelete();

  // kFailedPrecondition/INVALID_CONTACT_STATE when there is nothing to do, or nothing that could bounce.
  absl::Status Activate();
  absl::Status Deactivate();
  absl::Status MarkBounced();

 private:
  using Aggregate::Aggregate;
};

}  // namespace pipewright::sales
