// A membership: a user's place in a tenant, with roles and a place in the reporting line.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/change.h"
#include "domain/shared/contact_details.h"
#include "domain/shared/enum_names.h"

namespace pipewright::organization {

enum class MembershipStatus {
  kInvited,  // not yet accepted
  kActive,
  kSuspended,
};
absl::Span<const EnumName<MembershipStatus>> NamesOf(MembershipStatus);

struct MembershipState : Record {
  MembershipId id;
  UserId user_id;          // at most one membership of a user in a tenant
  EmailAddress email;      // what the user signs in with
  std::string given_name;  // names as the tenant knows the person
  std::string family_name;
  std::vector<std::string> roles;  // names, sorted, at least one
  std::optional<UserId> manager_id;
  std::string job_title;
  MembershipStatus status = MembershipStatus::kActive;
  std::optional<BusinessUnitId> business_unit_id;

  bool is_active_owner() const;
};

using MembershipEvent =
    std::variant<EventNamed<"member.added">, EventNamed<"member.joined">, EventNamed<"member.updated">,
                 EventNamed<"member.suspended">, EventNamed<"member.reactivated">, EventNamed<"member.removed">>;

struct NewMembership {
  UserId user_id;
  EmailAddress email;
  std::string given_name;
  std::string family_name;
  std::vector<std::string> roles;
  std::optional<UserId> manager_id;
  std::string job_title;
  std::optional<BusinessUnitId> business_unit_id;
};

struct MembershipChanges {
  Change<EmailAddress> email;  // decided at creation; an edit may only repeat it
  Change<std::string> given_name;
  Change<std::string> family_name;
  Change<std::vector<std::string>> roles;
  Change<UserId> manager_id;
  Change<std::string> job_title;
  Change<BusinessUnitId> business_unit_id;
};

// What the rule "a tenant keeps at least one active owner" needs to know about the other members. It must hold until
// the change is committed: the caller reads it under a lock.
enum class OtherOwners { kNone, kSome };

class Membership : public Aggregate<Membership, MembershipState, MembershipEvent> {
 public:
  static constexpr absl::string_view kResource = "member";

  // Active at once: of a founder. kInvalidArgument naming every field that is wrong. Whether the roles exist, the
  // manager is a member of the tenant and the business unit takes somebody new, the caller checks.
  static absl::StatusOr<Membership> Add(MembershipId id, NewMembership details);
  // The same, but without the use of the tenant until accepted.
  static absl::StatusOr<Membership> Invite(MembershipId id, NewMembership details);
  static Membership Restore(State state) { return Membership(std::move(state)); }

  // kFailedPrecondition/LAST_OWNER when it would take the role from the last active owner.
  absl::Status Edit(const MembershipChanges& changes, OtherOwners others);

  // The person has shown that it is them. kFailedPrecondition: INVALID_MEMBERSHIP_STATE unless invited, RECORD_DELETED.
  absl::Status Accept();
  // The same errors.
  absl::Status CheckInvited() const;

  // A suspended member can't use the tenant. kFailedPrecondition: LAST_OWNER, or INVALID_MEMBERSHIP_STATE unless
  // active.
  absl::Status Suspend(OtherOwners others);
  // kFailedPrecondition/INVALID_MEMBERSHIP_STATE unless suspended.
  absl::Status Reactivate();

  // The end of the membership; the records that name the member stay. kFailedPrecondition: LAST_OWNER, RECORD_DELETED.
  absl::Status Remove(OtherOwners others, absl::Time now);
  // A removed member is invited again, with new details. kFailedPrecondition/RECORD_NOT_DELETED unless removed.
  absl::Status Rejoin(NewMembership details);

 private:
  using Aggregate::Aggregate;
};

}  // namespace pipewright::organization
