#include "application/organization/watched_auth_commands.h"

#include "application/organization/security_outcome.h"
#include "domain/shared/errors.h"

namespace pipewright::organization {
namespace {

using Kind = SecurityEventKind;

bool IsNoPerson(const absl::Status& status) {
  const ErrorDetails details = DetailsOf(status);
  return !details.fields.empty() && details.fields.front().field == "captcha_response";
}

SecurityEvent Of(Kind kind, const AuthSession& session) {
  return {.kind = kind, .user = session.user.id, .tenant = session.tenant};
}

SecurityEvent Of(Kind kind, const RequestContext& ctx) {
  return {.kind = kind, .user = ctx.principal->user, .tenant = ctx.principal->tenant};
}

SecurityEvent Refused(const absl::Status& status, const EmailAddress& tried) {
  return {.kind = Kind::kSignInFailed, .reason = DetailsOf(status).reason, .tried_address = std::string(tried.value())};
}

}  // namespace

void WatchedAuthCommands::Note(const RequestContext& ctx, const SignUp& cmd,
                               const absl::StatusOr<AuthSession>& answer) const {
  if (answer.ok()) events_.Tell(ctx, Of(Kind::kSignedUp, *answer));
  const bool refused = WasRefused(answer.status()) && DetailsOf(answer.status()).reason != Reason::kSlugTaken;
  if (refused || IsNoPerson(answer.status())) {
    events_.Tell(ctx, Refused(answer.status(), cmd.email));
  }
}

void WatchedAuthCommands::Note(const RequestContext& ctx, const SignIn& cmd,
                               const absl::StatusOr<AuthSession>& answer) const {
  if (answer.ok()) events_.Tell(ctx, Of(Kind::kSignedIn, *answer));
  if (WasRefused(answer.status())) events_.Tell(ctx, Refused(answer.status(), cmd.email));
}

void WatchedAuthCommands::Note(const RequestContext& ctx, const RefreshSession& /*cmd*/,
                               const absl::StatusOr<AuthSession>& answer) const {
  if (!WasRefused(answer.status())) return;
  const Reason reason = DetailsOf(answer.status()).reason;
  events_.Tell(ctx, {.kind = reason == Reason::kRefreshTokenReused ? Kind::kRefreshTokenReused : Kind::kRefreshFailed,
                     .reason = reason});
}

void WatchedAuthCommands::Note(const RequestContext& ctx, const SignOut& /*cmd*/,
                               const absl::StatusOr<Done>& answer) const {
  if (answer.ok()) events_.Tell(ctx, Of(Kind::kSessionEnded, ctx));
}

void WatchedAuthCommands::Note(const RequestContext& ctx, const RevokeSession& /*cmd*/,
                               const absl::StatusOr<Done>& answer) const {
  if (answer.ok()) events_.Tell(ctx, Of(Kind::kSessionEnded, ctx));
}

void WatchedAuthCommands::Note(const RequestContext& ctx, const ChangePassword& /*cmd*/,
                               const absl::StatusOr<Done>& answer) const {
  TellOfNewPassword(events_, ctx, answer.status(), ctx.principal->user, ctx.principal->tenant);
}

}  // namespace pipewright::organization
