// AuthCommands under watch: each command is carried out as it is, and what it comes to is told.
#pragma once

#include <utility>

#include "application/organization/auth_commands.h"
#include "application/organization/security_events.h"

namespace pipewright::organization {

// Thread safe. Commands and watcher outlive it.
class WatchedAuthCommands {
 public:
  WatchedAuthCommands(const AuthCommands& commands, SecurityEvents& events) : commands_(commands), events_(events) {}

  template <class Command>
  auto Handle(const RequestContext& ctx, const Command& cmd) const {
    auto answer = commands_.Handle(ctx, cmd);
    Note(ctx, cmd, answer);
    return answer;
  }

 private:
  void Note(const RequestContext& ctx, const SignUp& cmd, const absl::StatusOr<AuthSession>& answer) const;
  void Note(const RequestContext& ctx, const SignIn& cmd, const absl::StatusOr<AuthSession>& answer) const;
  void Note(const RequestContext& ctx, const RefreshSession& cmd, const absl::StatusOr<AuthSession>& answer) const;
  void Note(const RequestContext& ctx, const SignOut& cmd, const absl::StatusOr<Done>& answer) const;
  void Note(const RequestContext& ctx, const RevokeSession& cmd, const absl::StatusOr<Done>& answer) const;
  void Note(const RequestContext& ctx, const ChangePassword& cmd, const absl::StatusOr<Done>& answer) const;
  // Of questions there is nothing to tell.
  template <class Query, class Answer>
  void Note(const RequestContext& /*ctx*/, const Query& /*query*/, const Answer& /*answer*/) const {}

  const AuthCommands& commands_;
  SecurityEvents& events_;
};

}  // namespace pipewright::organization
