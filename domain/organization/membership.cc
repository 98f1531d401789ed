#include "domain/organization/membership.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/organization/built_in_roles.h"
#include "domain/shared/errors.h"
#include "domain/shared/field_changes.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::organization {
namespace {

constexpr size_t kMaxRoles = 20;

std::string Subject(const MembershipState& member) { return absl::StrCat("member/", member.id.ToString()); }

absl::Status WrongState(const MembershipState& member, absl::string_view message) {
  return FailedPrecondition(Reason::kInvalidMembershipState, Subject(member), message);
}

// Checks the fields that people write, in place.
absl::Status Check(MembershipState& member) {
  Violations violations;
  violations.Take("given_name", RequiredText(member.given_name, kMaxNameLength), &member.given_name);
  violations.Take("family_name", OptionalText(member.family_name, kMaxNameLength), &member.family_name);
  std::sort(member.roles.begin(), member.roles.end());
  member.roles.erase(std::unique(member.roles.begin(), member.roles.end()), member.roles.end());
  if (member.roles.empty()) violations.Add("roles", "must name at least one role");
  if (member.roles.size() > kMaxRoles) violations.Add("roles", "must name at most 20 roles");
  if (member.manager_id == member.user_id) violations.Add("manager_id", "nobody is their own manager");
  violations.Take("job_title", OptionalText(member.job_title, kMaxNameLength), &member.job_title);
  return violations.ToStatus();
}

absl::Status CheckOwnerLeft(const MembershipState& before, const MembershipState& after, OtherOwners others) {
  if (before.is_active_owner() && !after.is_active_owner() && others == OtherOwners::kNone) {
    return FailedPrecondition(Reason::kLastOwner, Subject(before),
                              "a tenant keeps at least one active owner: make somebody else an owner first");
  }
  return absl::OkStatus();
}

// What the tenant says about the member.
void Describe(MembershipState& member, NewMembership details) {
  member.email = std::move(details.email);
  member.given_name = std::move(details.given_name);
  member.family_name = std::move(details.family_name);
  member.roles = std::move(details.roles);
  member.manager_id = details.manager_id;
  member.job_title = std::move(details.job_title);
  member.business_unit_id = details.business_unit_id;
}

absl::Status CheckLive(const MembershipState& member) {
  if (!member.delete_time.has_value()) return absl::OkStatus();
  return FailedPrecondition(Reason::kRecordDeleted, Subject(member), "the member was removed");
}

}  // namespace

absl::Span<const EnumName<MembershipStatus>> NamesOf(MembershipStatus) {
  static constexpr EnumName<MembershipStatus> kNames[] = {{MembershipStatus::kInvited, "INVITED"},
                                                          {MembershipStatus::kActive, "ACTIVE"},
                                                          {MembershipStatus::kSuspended, "SUSPENDED"}};
  return kNames;
}

bool MembershipState::is_active_owner() const {
  return status == MembershipStatus::kActive && !delete_time.has_value() &&
         std::find(roles.begin(), roles.end(), kOwnerRole) != roles.end();
}

absl::StatusOr<Membership> Membership::Add(MembershipId id, NewMembership details) {
  ASSIGN_OR_RETURN(Membership membership, Invite(id, std::move(details)));
  membership.mutable_state().status = MembershipStatus::kActive;
  return membership;
}

absl::StatusOr<Membership> Membership::Invite(MembershipId id, NewMembership details) {
  State state;
  state.id = id;
  state.status = MembershipStatus::kInvited;
  state.user_id = details.user_id;
  Describe(state, std::move(details));
  RETURN_IF_ERROR(Check(state));
  Membership membership(std::move(state));
  membership.Emit<"member.added">();
  return membership;
}

absl::Status Membership::Edit(const MembershipChanges& changes, OtherOwners others) {
  RETURN_IF_ERROR(CheckLive(state()));
  State next = state();
  changes.given_name.ApplyTo(next.given_name);
  changes.family_name.ApplyTo(next.family_name);
  changes.roles.ApplyTo(next.roles);
  changes.manager_id.ApplyTo(next.manager_id);
  changes.job_title.ApplyTo(next.job_title);
  changes.business_unit_id.ApplyTo(next.business_unit_id);
  Violations violations;
  CheckKept(changes.email, std::optional(next.email), "email",
            "is decided when the member is added: remove the member and add one with the other address", violations);
  violations.Note("", Check(next));
  RETURN_IF_ERROR(violations.ToStatus());
  RETURN_IF_ERROR(CheckOwnerLeft(state(), next, others));
  mutable_state() = std::move(next);
  Emit<"member.updated">();
  return absl::OkStatus();
}

absl::Status Membership::CheckInvited() const {
  RETURN_IF_ERROR(CheckLive(state()));
  if (state().status == MembershipStatus::kInvited) return absl::OkStatus();
  return WrongState(state(), "the invitation was accepted already");
}

absl::Status Membership::Accept() {
  RETURN_IF_ERROR(CheckInvited());
  mutable_state().status = MembershipStatus::kActive;
  Emit<"member.joined">();
  return absl::OkStatus();
}

absl::Status Membership::Suspend(OtherOwners others) {
  RETURN_IF_ERROR(CheckLive(state()));
  if (state().status != MembershipStatus::kActive) return WrongState(state(), "only an active member can be suspended");
  State next = state();
  next.status = MembershipStatus::kSuspended;
  RETURN_IF_ERROR(CheckOwnerLeft(state(), next, others));
  mutable_state() = std::move(next);
  Emit<"member.suspended">();
  return absl::OkStatus();
}

absl::Status Membership::Reactivate() {
  RETURN_IF_ERROR(CheckLive(state()));
  if (state().status != MembershipStatus::kSuspended) {
    return WrongState(state(), "only a suspended member can be reactivated");
  }
  mutable_state().status = MembershipStatus::kActive;
  Emit<"member.reactivated">();
  return absl::OkStatus();
}

absl::Status Membership::Remove(OtherOwners others, absl::Time now) {
  State next = state();
  next.delete_time = now;
  RETURN_IF_ERROR(CheckOwnerLeft(state(), next, others));
  RETURN_IF_ERROR(MarkDeleted(now));
  Emit<"member.removed">();
  return absl::OkStatus();
}

absl::Status Membership::Rejoin(NewMembership details) {
  State next = state();
  next.delete_time.reset();
  next.status = MembershipStatus::kInvited;
  Describe(next, std::move(details));
  RETURN_IF_ERROR(Check(next));
  RETURN_IF_ERROR(MarkUndeleted());
  mutable_state() = std::move(next);
  Emit<"member.added">();
  return absl::OkStatus();
}

}  // namespace pipewright::organization
