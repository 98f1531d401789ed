#include "application/organization/auth_commands.h"

#include <utility>

#include "application/organization/invitations.h"
#include "application/organization/password_notice.h"
#include "application/organization/session_tenants.h"
#include "domain/organization/password_policy.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {
namespace {

absl::Status WrongCredentials() {
  return Unauthenticated(Reason::kCredentialsInvalid, "the e-mail address or the password is wrong");
}

std::optional<std::string> HashOf(const std::optional<User>& user) {
  if (!user.has_value()) return std::nullopt;
  return user->state().password_hash;
}

absl::Status CheckNewPassword(absl::string_view password, const UserState& owner, absl::string_view field) {
  return CheckPassword(password, {owner.email.value(), owner.given_name, owner.family_name}, field);
}

}  // namespace

absl::StatusOr<AuthCommands::Attempted> AuthCommands::Attempt(const RequestContext& ctx,
                                                              const EmailAddress& email) const {
  Attempted attempted;
  RETURN_IF_ERROR(parts_.transactor.Run(ctx, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(attempted.attempt, CountSignInAttempt(parts_.tokens, ctx, email, uow));
    ASSIGN_OR_RETURN(attempted.user, uow.identities().FindUser(email));
    return absl::OkStatus();
  }));
  return attempted;
}

absl::Status AuthCommands::Refuse(const RequestContext& ctx, const Attempted& attempted, absl::Status why) const {
  RETURN_IF_ERROR(parts_.transactor.Run(ctx, Transactor::Mode::kCommit, [&](UnitOfWork& uow) {
    return uow.identities().NoteFailedSignIn(
        attempted.user.has_value() ? std::optional(attempted.user->state().id) : std::nullopt,
        attempted.attempt.everywhere);
  }));
  return why;
}

absl::StatusOr<AuthSession> AuthCommands::Handle(const RequestContext& ctx, const SignUp& cmd) const {
  UserState described;
  described.email = cmd.email;
  described.given_name = cmd.given_name;
  described.family_name = cmd.family_name;
  RETURN_IF_ERROR(CheckNewPassword(cmd.password, described, "password"));
  using Entry = SignUpDoor::Entry;
  ASSIGN_OR_RETURN(const Entry entry, parts_.door.Enter(ctx, cmd.email, cmd.email_proof, cmd.captcha_response));
  ASSIGN_OR_RETURN(const Attempted attempted, Attempt(ctx, cmd.email));
  const std::optional<User>& known = attempted.user;
  std::string hash;
  if (known.has_value() || entry == Entry::kAccountOnly) {
    // Also without a user, so that the time tells nothing.
    if (!parts_.passwords.Verify(cmd.password, HashOf(known))) {
      return Refuse(ctx, attempted, entry == Entry::kAccountOnly ? SignUpDoor::ProofMissing() : EmailTaken());
    }
    RETURN_IF_ERROR(known->CheckMaySignIn());
  } else {
    ASSIGN_OR_RETURN(hash, parts_.passwords.Hash(cmd.password));
  }

  const UserId user_id = known.has_value() ? known->state().id : NewRandomId<UserId>(parts_.ids);
  const auto tenant_id = NewId<TenantId>(parts_.ids);
  const RequestContext inside = TenantFounder::In(ctx, user_id, tenant_id);
  AuthSession session;
  const absl::Status stored =
      parts_.transactor.Run(inside, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
        std::optional<User> user = known;
        if (!user.has_value()) {
          ASSIGN_OR_RETURN(user,
                           User::Register(user_id, {cmd.email, cmd.given_name, cmd.family_name}, hash, uow.now()));
          user->SignedIn(uow.now());
          if (entry == Entry::kProven) user->VerifyEmail(uow.now());
          RETURN_IF_ERROR(uow.identities().AddUser(*user));
          // Whoever gets none because too many wait can ask for one.
          if (entry != Entry::kProven) {
            RETURN_IF_ERROR(uow.identities()
                                .letters()
                                .Add({parts_.ids.NewUuid(), mail::LetterKind::kEmailVerification, cmd.email})
                                .status());
          }
        }
        RETURN_IF_ERROR(ForgiveSignInAttempt(attempted.attempt, uow));
        RETURN_IF_ERROR(parts_.founder.Found(tenant_id, cmd.tenant, *user, uow).status());
        ASSIGN_OR_RETURN(session, StartSession(inside, *user, tenant_id, uow));
        return absl::OkStatus();
      });
  RETURN_IF_ERROR(NameTaken(stored));
  RETURN_IF_ERROR(IssueAccessToken(session));
  return session;
}

absl::StatusOr<AuthSession> AuthCommands::Handle(const RequestContext& ctx, const SignIn& cmd) const {
  ASSIGN_OR_RETURN(Attempted attempted, Attempt(ctx, cmd.email));
  std::optional<User>& user = attempted.user;
  const std::optional<std::string> hash = HashOf(user);
  // Also without a user, so that the time tells nothing.
  if (!parts_.passwords.Verify(cmd.password, hash)) return Refuse(ctx, attempted, WrongCredentials());
  if (const absl::Status may = user->CheckMaySignIn(); !may.ok()) return Refuse(ctx, attempted, may);
  if (parts_.passwords.IsOutdated(*hash)) {
    ASSIGN_OR_RETURN(std::string renewed, parts_.passwords.Hash(cmd.password));
    user->Rehash(std::move(renewed));
  }
  if (user->state().made_by.has_value()) RETURN_IF_ERROR(JoinMaker(ctx, *user));
  AuthSession session;
  RETURN_IF_ERROR(parts_.transactor.Run(ctx, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
    User signed_in = *user;
    signed_in.SignedIn(uow.now());
    ASSIGN_OR_RETURN(const bool recorded, uow.identities().RecordSignIn(signed_in, *hash));
    if (!recorded) return WrongCredentials();
    RETURN_IF_ERROR(ForgiveSignInAttempt(attempted.attempt, uow));
    ASSIGN_OR_RETURN(session, StartSession(ctx, signed_in, cmd.tenant, uow));
    return absl::OkStatus();
  }));
  RETURN_IF_ERROR(IssueAccessToken(session));
  return session;
}

absl::Status AuthCommands::JoinMaker(const RequestContext& ctx, const User& user) const {
  const UserId id = user.state().id;
  const RequestContext inside = TenantFounder::In(ctx, id, *user.state().made_by);
  const absl::Status joined =
      parts_.transactor.Run(inside, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
        ASSIGN_OR_RETURN(std::optional<User> present, uow.identities().FindUser(id));
        if (!present.has_value() || !present->state().made_by.has_value()) return absl::OkStatus();
        present->LeaveMaker();
        RETURN_IF_ERROR(uow.identities().SaveUser(*present));
        RETURN_IF_ERROR(uow.identities().DropTokens(id, AccountTokenPurpose::kInvitation, user.state().made_by));
        // The invitation may have been taken back, or the tenant be no more: then there is nothing to join.
        absl::Status accepted = AcceptMembership(id, uow);
        if (absl::IsFailedPrecondition(accepted) || absl::IsNotFound(accepted)) return absl::OkStatus();
        return accepted;
      });
  parts_.callers.Forget(id);
  // Of two sign-ins at once the other has done it.
  return joined.code() == absl::StatusCode::kAborted ? absl::OkStatus() : joined;
}

absl::StatusOr<AuthSession> AuthCommands::StartSession(const RequestContext& ctx, const User& user,
                                                       const std::optional<TenantId>& tenant, UnitOfWork& uow) const {
  AuthSession session;
  session.user = user.state();
  ASSIGN_OR_RETURN(session.tenants, KnownTenants(user.state(), uow.identities()));
  ASSIGN_OR_RETURN(session.tenant, DefaultTenant(session.tenants, tenant));
  const SecretToken refresh = parts_.tokens.New();
  session.refresh_token = refresh.text;
  session.session_id = NewId<SessionId>(parts_.ids);
  RETURN_IF_ERROR(
      uow.identities().AddSession(Session::Start(session.session_id, user.state().id, session.tenant, refresh.hash,
                                                 {ctx.client_address, ctx.client_network, ctx.user_agent}, uow.now())));
  return session;
}

absl::Status AuthCommands::IssueAccessToken(AuthSession& session) const {
  ASSIGN_OR_RETURN(const AccessTokens::Issued issued,
                   parts_.access_tokens.Issue({session.user.id, session.session_id, session.tenant, absl::UnixEpoch()},
                                              parts_.clock.Now()));
  session.access_token = issued.text;
  session.access_token_expire_time = issued.expire_time;
  return absl::OkStatus();
}

absl::StatusOr<AuthSession> AuthCommands::Handle(const RequestContext& ctx, const RefreshSession& cmd) const {
  const TokenHash presented = parts_.tokens.HashOf(cmd.refresh_token);
  const SecretToken next = parts_.tokens.New();
  AuthSession answer;
  absl::Status refused;
  std::optional<UserId> user_id;
  RETURN_IF_ERROR(parts_.transactor.Run(ctx, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
    Identities& identities = uow.identities();
    ASSIGN_OR_RETURN(auto found, identities.FindRefreshToken(presented));
    if (!found.has_value()) {
      return Unauthenticated(Reason::kCredentialsInvalid, "the refresh token is not valid: sign in again");
    }
    Session& session = found->session;
    user_id = session.state().user_id;
    // A refusal may change the session too, and that must be kept.
    refused = session.Refresh(found->kind, next.hash, uow.now());
    if (!refused.ok()) return identities.SaveSession(session, std::nullopt);
    RETURN_IF_ERROR(identities.SaveSession(session, presented));
    ASSIGN_OR_RETURN(const std::optional<User> user, identities.FindUser(session.state().user_id));
    if (!user.has_value()) return absl::InternalError("a session without a user");
    RETURN_IF_ERROR(user->CheckMaySignIn());
    answer = AuthSession();
    answer.user = user->state();
    answer.session_id = session.state().id;
    answer.tenant = session.state().tenant_id;
    ASSIGN_OR_RETURN(answer.tenants, KnownTenants(answer.user, identities));
    return absl::OkStatus();
  }));
  if (!refused.ok()) {
    parts_.callers.Forget(*user_id);
    return refused;
  }
  answer.refresh_token = next.text;
  RETURN_IF_ERROR(IssueAccessToken(answer));
  return answer;
}

absl::Status AuthCommands::EndSession(const RequestContext& ctx, const SessionId& id, SessionEnd reason) const {
  absl::Status stored = parts_.transactor.Run(ctx, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(std::optional<Session> session, uow.identities().FindSession(id));
    if (!session.has_value() || session->state().user_id != ctx.user()) return NotFound("session", id.ToString());
    session->End(reason, uow.now());
    return uow.identities().SaveSession(*session, std::nullopt);
  });
  parts_.callers.Forget(ctx.user());
  return stored;
}

absl::StatusOr<Done> AuthCommands::Handle(const RequestContext& ctx, const SignOut&) const {
  ASSIGN_OR_RETURN(const SessionId id, SessionId::Parse(ctx.principal->session_id));
  RETURN_IF_ERROR(EndSession(ctx, id, SessionEnd::kSignedOut));
  return Done();
}

absl::StatusOr<Done> AuthCommands::Handle(const RequestContext& ctx, const RevokeSession& cmd) const {
  RETURN_IF_ERROR(EndSession(ctx, cmd.id, SessionEnd::kRevoked));
  return Done();
}

absl::StatusOr<Done> AuthCommands::Handle(const RequestContext& ctx, const ChangePassword& cmd) const {
  std::optional<User> user;
  RETURN_IF_ERROR(parts_.transactor.Run(ctx, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(user, uow.identities().FindUser(ctx.user()));
    return absl::OkStatus();
  }));
  if (!user.has_value()) return WrongCredentials();
  // A stolen access token must not be a way to try passwords quickly.
  ASSIGN_OR_RETURN(const Attempted attempted, Attempt(ctx, user->state().email));
  if (!parts_.passwords.Verify(cmd.current_password, HashOf(user))) {
    return Unauthenticated(Reason::kCredentialsInvalid, "the current password is wrong");
  }
  RETURN_IF_ERROR(CheckNewPassword(cmd.new_password, user->state(), "new_password"));
  ASSIGN_OR_RETURN(const std::string hash, parts_.passwords.Hash(cmd.new_password));
  ASSIGN_OR_RETURN(const SessionId own, SessionId::Parse(ctx.principal->session_id));
  RETURN_IF_ERROR(parts_.transactor.Run(ctx, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
    User changed = *user;
    changed.ChangePassword(hash, uow.now());
    RETURN_IF_ERROR(uow.identities().SaveUser(changed));
    // A letter that lies somewhere is no way back in.
    RETURN_IF_ERROR(uow.identities().DropTokens(ctx.user(), AccountTokenPurpose::kPasswordReset));
    RETURN_IF_ERROR(ForgiveSignInAttempt(attempted.attempt, uow));
    RETURN_IF_ERROR(OrderPasswordNotice(parts_.ids, user->state().email, uow));
    return uow.identities().EndSessions(ctx.user(), own, SessionEnd::kPasswordChanged, uow.now());
  }));
  parts_.callers.Forget(ctx.user());
  return Done();
}

absl::StatusOr<Me> AuthCommands::Handle(const RequestContext& ctx, const GetMe&) const {
  Me me;
  me.tenant = ctx.principal->tenant;
  me.grants = ctx.principal->grants;
  me.platform_operator = ctx.principal->platform_operator;
  me.session_id = ctx.principal->session_id;
  RETURN_IF_ERROR(parts_.transactor.Run(ctx, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<User> user, uow.identities().FindUser(ctx.user()));
    if (!user.has_value()) return NotFound("user", ctx.user().ToString());
    me.user = user->state();
    ASSIGN_OR_RETURN(me.tenants, KnownTenants(me.user, uow.identities()));
    return absl::OkStatus();
  }));
  return me;
}

}  // namespace pipewright::organization
