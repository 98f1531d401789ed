#include "application/organization/member_commands.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "application/organization/directory.h"
#include "application/organization/identities.h"
#include "application/organization/letter_tokens.h"
#include "application/organization/role_queries.h"
#include "application/shared/commands/references.h"
#include "domain/organization/password_policy.h"
#include "domain/organization/user.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {
namespace {

// That the roles exist and grant no more than the caller holds.
absl::Status CheckRoles(const RequestContext& ctx, const std::vector<std::string>& names, UnitOfWork& uow) {
  ASSIGN_OR_RETURN(const std::vector<Role> roles, AllRoles(uow.directory()));
  Violations violations;
  for (size_t i = 0; i < names.size(); ++i) {
    const auto role =
        std::find_if(roles.begin(), roles.end(), [&](const Role& candidate) { return candidate.name == names[i]; });
    if (role == roles.end()) {
      violations.Add(absl::StrCat("roles[", i, "]"), "is no role of this tenant; ListRoles names them");
    } else if (!ctx.principal->grants.Covers(role->grants)) {
      return PermissionDenied(ctx.permission.ToString(),
                              absl::StrCat("the role ", role->name, " grants more than your own roles"));
    }
  }
  return violations.ToStatus();
}

absl::StatusOr<OtherOwners> OthersThan(const Membership& member, UnitOfWork& uow) {
  // Only the change of an owner needs the lock.
  if (!member.state().is_active_owner()) return OtherOwners::kSome;
  return uow.directory().LockOtherOwners(member.state().id);
}

}  // namespace

const ReferenceList<Membership>& MemberCommands::references() const {
  static const auto* const list = new ReferenceList<Membership>(
      ReferenceList<Membership>()
          .Field("manager_id", &MembershipState::manager_id, &MembershipChanges::manager_id)
          .Field("business_unit_id", &MembershipState::business_unit_id, &MembershipChanges::business_unit_id));
  return *list;
}

absl::StatusOr<Membership> MemberCommands::Load(const RequestContext& ctx, const MembershipId& id,
                                                const std::optional<Etag>& etag, Target /*target*/,
                                                UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(Membership member, RecordActions::Load(ctx, id, etag, Target::kEvenDeleted, uow));
  ASSIGN_OR_RETURN(const std::vector<Role> roles, AllRoles(uow.directory()));
  for (const Role& role : roles) {
    const auto& names = member.state().roles;
    const bool has = std::find(names.begin(), names.end(), role.name) != names.end();
    if (has && !ctx.principal->grants.Covers(role.grants)) {
      return PermissionDenied(ctx.permission.ToString(),
                              absl::StrCat("the member's role ", role.name, " grants more than your own roles"));
    }
  }
  return member;
}

absl::Status MemberCommands::Save(const RequestContext& ctx, Membership& member, UnitOfWork& uow) const {
  RETURN_IF_ERROR(uow.Of<Membership>().Save(member));
  // Of everybody, for a change in the line changes what managers reach.
  callers_.ForgetMembersOf(ctx.tenant());
  return absl::OkStatus();
}

absl::Status MemberCommands::CheckNoCircle(const MembershipState& before, const MembershipState& after,
                                           UnitOfWork& uow) const {
  if (!after.manager_id.has_value() || after.manager_id == before.manager_id) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool circle, uow.directory().LockReportsTo(*after.manager_id, after.user_id));
  if (!circle) return absl::OkStatus();
  return FailedPrecondition(Reason::kCycle, absl::StrCat("member/", after.id.ToString()),
                            "manager_id: that manager reports to the member");
}

absl::StatusOr<UserId> MemberCommands::UserFor(const RequestContext& ctx, const AddMember& cmd, UnitOfWork& uow) const {
  // Checked and hashed also for a person with an account, so that neither answer nor time tells which it was. Without a
  // password nobody has one till the letter is there.
  const bool chosen = !cmd.initial_password.empty();
  if (chosen) {
    RETURN_IF_ERROR(
        CheckPassword(cmd.initial_password, {cmd.email.value(), cmd.given_name, cmd.family_name}, "initial_password"));
  }
  ASSIGN_OR_RETURN(std::string hash, passwords_.Hash(chosen ? cmd.initial_password : tokens_.New().text));
  ASSIGN_OR_RETURN(const std::optional<User> known, uow.identities().FindUser(cmd.email));
  if (known.has_value()) return known->state().id;
  NewUser details{cmd.email, cmd.given_name, cmd.family_name};
  if (chosen) details.made_by = ctx.tenant();
  ASSIGN_OR_RETURN(User user,
                   User::Register(NewRandomId<UserId>(ids_), std::move(details), std::move(hash), uow.now()));
  RETURN_IF_ERROR(uow.identities().AddUser(user));
  return user.state().id;
}

absl::Status MemberCommands::OrderInvitation(const RequestContext& ctx, const EmailAddress& to, UnitOfWork& uow) const {
  return OrderLetter(tokens_, ids_, mail::LetterKind::kInvitation, to, ctx.tenant(), uow);
}

absl::StatusOr<Membership> MemberCommands::Handle(const RequestContext& ctx, const AddMember& cmd,
                                                  UnitOfWork& uow) const {
  RETURN_IF_ERROR(CheckRoles(ctx, cmd.roles, uow));
  NewReferences made;
  made.Add("manager_id", cmd.manager_id);
  made.Add("business_unit_id", cmd.business_unit_id);
  RETURN_IF_ERROR(made.Check(uow));
  NewMembership details;
  ASSIGN_OR_RETURN(details.user_id, UserFor(ctx, cmd, uow));
  details.email = cmd.email;
  details.given_name = cmd.given_name;
  details.family_name = cmd.family_name;
  details.roles = cmd.roles;
  details.manager_id = cmd.manager_id;
  details.job_title = cmd.job_title;
  details.business_unit_id = cmd.business_unit_id;

  ASSIGN_OR_RETURN(const std::optional<MembershipId> former, uow.directory().MembershipOf(details.user_id));
  if (!former.has_value()) {
    const MembershipId id = cmd.id.has_value() ? *cmd.id : NewId<MembershipId>(ids_);
    NewMembership shown = details;
    shown.user_id = NewRandomId<UserId>(ids_);
    ASSIGN_OR_RETURN(Membership member, Membership::Invite(id, std::move(details)));
    RETURN_IF_ERROR(uow.Of<Membership>().Add(member));
    // Also to somebody who can sign in at once: who is written to doesn't tell who had an account.
    RETURN_IF_ERROR(OrderInvitation(ctx, cmd.email, uow));
    // An account that there is has one id however often this is asked.
    return uow.validating() ? Membership::Invite(id, std::move(shown)) : member;
  }
  ASSIGN_OR_RETURN(Membership member, uow.Of<Membership>().GetEvenDeleted(*former));
  if (!member.state().delete_time.has_value()) {
    return AlreadyExists(Membership::kResource, "email", "that person is a member already");
  }
  const MembershipState before = member.state();
  RETURN_IF_ERROR(member.Rejoin(std::move(details)));
  // Those who reported to them before still do.
  RETURN_IF_ERROR(CheckNoCircle(before, member.state(), uow));
  RETURN_IF_ERROR(Save(ctx, member, uow));
  RETURN_IF_ERROR(OrderInvitation(ctx, cmd.email, uow));
  return member;
}

absl::StatusOr<Membership> MemberCommands::Handle(const RequestContext& ctx, const ResendInvitation& cmd,
                                                  UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(Membership member, Load(ctx, cmd.id, cmd.etag, Target::kLive, uow));
  RETURN_IF_ERROR(member.CheckInvited());
  RETURN_IF_ERROR(OrderInvitation(ctx, member.state().email, uow));
  return member;
}

absl::StatusOr<Membership> MemberCommands::Handle(const RequestContext& ctx, const UpdateMember& cmd,
                                                  UnitOfWork& uow) const {
  return Apply(ctx, cmd, uow, Target::kEvenDeleted, [&](Membership& member) -> absl::Status {
    if (cmd.changes.roles.is_set()) RETURN_IF_ERROR(CheckRoles(ctx, cmd.changes.roles.value(), uow));
    ASSIGN_OR_RETURN(const OtherOwners others, OthersThan(member, uow));
    return member.Edit(cmd.changes, others);
  });
}

absl::StatusOr<Membership> MemberCommands::Handle(const RequestContext& ctx, const SuspendMember& cmd,
                                                  UnitOfWork& uow) const {
  return Apply(ctx, cmd, uow, Target::kEvenDeleted, [&](Membership& member) -> absl::Status {
    ASSIGN_OR_RETURN(const OtherOwners others, OthersThan(member, uow));
    return member.Suspend(others);
  });
}

absl::StatusOr<Membership> MemberCommands::Handle(const RequestContext& ctx, const RemoveMember& cmd,
                                                  UnitOfWork& uow) const {
  return Apply(ctx, cmd, uow, Target::kEvenDeleted, [&](Membership& member) -> absl::Status {
    ASSIGN_OR_RETURN(const OtherOwners others, OthersThan(member, uow));
    // An invitation that is taken back can't be accepted from a letter any more.
    RETURN_IF_ERROR(
        uow.identities().DropTokens(member.state().user_id, AccountTokenPurpose::kInvitation, ctx.tenant()));
    return member.Remove(others, uow.now());
  });
}

}  // namespace pipewright::organization
