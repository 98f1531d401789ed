#include "application/organization/invitations.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "application/organization/directory.h"
#include "application/organization/letter_tokens.h"
#include "application/organization/security_outcome.h"
#include "application/organization/sign_in_attempts.h"
#include "application/organization/sign_up.h"
#include "domain/organization/membership.h"
#include "domain/organization/password_policy.h"
#include "domain/shared/errors.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {

absl::Status AcceptMembership(const UserId& user, UnitOfWork& uow) {
  ASSIGN_OR_RETURN(const std::optional<MembershipId> id, uow.directory().MembershipOf(user));
  if (!id.has_value()) return NotFound("member", user.ToString());
  ASSIGN_OR_RETURN(Membership member, uow.Of<Membership>().GetEvenDeleted(*id));
  RETURN_IF_ERROR(member.Accept());
  return uow.Of<Membership>().Save(member);
}

absl::StatusOr<Done> Invitations::Handle(const RequestContext& ctx, const AcceptInvitation& cmd) const {
  const absl::StatusOr<Accepted> accepted = Accept(ctx, cmd);
  const bool known = accepted.ok();
  TellOfNewPassword(parts_.events, ctx, accepted.status(), known ? std::optional(accepted->user) : std::nullopt,
                    known ? std::optional(accepted->tenant) : std::nullopt);
  RETURN_IF_ERROR(accepted.status());
  parts_.callers.Forget(accepted->user);
  return Done();
}

absl::StatusOr<Invitations::Accepted> Invitations::Accept(const RequestContext& ctx,
                                                          const AcceptInvitation& cmd) const {
  const TokenHash presented = parts_.tokens.HashOf(cmd.token);
  ASSIGN_OR_RETURN(const PresentedLetterToken found,
                   FindLetterToken(parts_.transactor, ctx, presented, AccountTokenPurpose::kInvitation));
  const UserState owner = found.owner.state();
  if (owner.email_verified()) {
    return Unauthenticated(Reason::kCredentialsMissing,
                           "you have an account with a password: sign in, and call JoinTenant with the token");
  }
  RETURN_IF_ERROR(
      CheckPassword(cmd.new_password, {owner.email.value(), owner.given_name, owner.family_name}, "new_password"));
  ASSIGN_OR_RETURN(const std::string hash, parts_.passwords.Hash(cmd.new_password));
  const RequestContext inside = TenantFounder::In(ctx, owner.id, *found.token.tenant_id);
  RETURN_IF_ERROR(parts_.transactor.Run(inside, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
    Identities& identities = uow.identities();
    ASSIGN_OR_RETURN(const bool taken, identities.TakeToken(presented, AccountTokenPurpose::kInvitation));
    if (!taken) return WrongLetterToken();
    ASSIGN_OR_RETURN(std::optional<User> user, identities.FindUser(owner.id));
    // Somebody has shown the address to be theirs meanwhile: then their password isn't to be changed.
    if (!user.has_value() || user->state().email_verified()) return WrongLetterToken();
    user->ChangePassword(hash, uow.now());
    user->VerifyEmail(uow.now());
    RETURN_IF_ERROR(identities.SaveUser(*user));
    RETURN_IF_ERROR(identities.DropTokens(owner.id, AccountTokenPurpose::kPasswordReset));
    RETURN_IF_ERROR(identities.DropTokens(owner.id, AccountTokenPurpose::kEmailVerification));
    RETURN_IF_ERROR(ForgetSignInAttempts(parts_.tokens, ctx, owner.email, uow));
    RETURN_IF_ERROR(identities.EndSessions(owner.id, std::nullopt, SessionEnd::kPasswordChanged, uow.now()));
    return AcceptMembership(owner.id, uow);
  }));
  return Accepted{owner.id, *found.token.tenant_id};
}

absl::StatusOr<Done> Invitations::Handle(const RequestContext& ctx, const JoinTenant& cmd) const {
  const TokenHash presented = parts_.tokens.HashOf(cmd.token);
  ASSIGN_OR_RETURN(const PresentedLetterToken found,
                   FindLetterToken(parts_.transactor, ctx, presented, AccountTokenPurpose::kInvitation));
  const UserState owner = found.owner.state();
  if (owner.id != ctx.user()) return WrongLetterToken();
  if (!owner.email_verified()) {
    return Unauthenticated(Reason::kCredentialsInvalid,
                           "nobody has shown this account's address to be theirs: accept with a new password, by "
                           "AcceptInvitation");
  }
  const RequestContext inside = TenantFounder::In(ctx, owner.id, *found.token.tenant_id);
  RETURN_IF_ERROR(parts_.transactor.Run(inside, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(const bool taken, uow.identities().TakeToken(presented, AccountTokenPurpose::kInvitation));
    if (!taken) return WrongLetterToken();
    return AcceptMembership(owner.id, uow);
  }));
  parts_.callers.Forget(owner.id);
  return Done();
}

absl::StatusOr<std::optional<mail::Letter>> Invitations::Write(const mail::LetterOrder& order, UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(const std::optional<User> user, uow.identities().FindUser(order.to));
  if (!user.has_value() || !user->CheckMaySignIn().ok()) return std::nullopt;
  ASSIGN_OR_RETURN(const std::vector<TenantOfUser> tenants, uow.identities().TenantsOf(user->state().id));
  const auto inviting = std::find_if(tenants.begin(), tenants.end(),
                                     [&](const TenantOfUser& tenant) { return tenant.id == order.tenant; });
  // Taken back, or accepted, meanwhile.
  if (inviting == tenants.end() || inviting->membership_status != MembershipStatus::kInvited) return std::nullopt;
  ASSIGN_OR_RETURN(const LetterToken token,
                   IssueToken(parts_.tokens, user->state().id, AccountTokenPurpose::kInvitation,
                              AccountToken::kInvitationLifetime, order.tenant, uow));
  ASSIGN_OR_RETURN(mail::Letter letter,
                   parts_.letters.Invitation(order.to, inviting->slug, token.text, token.expire_time));
  return letter;
}

}  // namespace pipewright::organization
