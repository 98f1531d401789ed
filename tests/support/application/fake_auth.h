// Signing up and in over fakes, and what tests of it say again and again.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "application/organization/auth_commands.h"
#include "application/organization/sign_up_door.h"
#include "tests/support/application/fake_sign_in.h"
#include "tests/support/application/fake_unit_of_work.h"

namespace pipewright {

struct FakeAuth {
  static constexpr char kPassword[] = "long walks by the sea";

  static organization::SignUp SignUpOf(const std::string& email) {
    organization::SignUp command;
    command.email = EmailAddress::Parse(email).value();
    command.password = kPassword;
    command.given_name = "Anna";
    command.tenant.name = "Acme";
    return command;
  }
  static organization::SignIn SignInOf(const std::string& email, const std::string& password) {
    return {EmailAddress::Parse(email).value(), password, std::nullopt};
  }
  // A call of the session's user.
  static RequestContext Of(const organization::AuthSession& session) {
    auto principal = std::make_shared<Principal>();
    principal->user = session.user.id;
    principal->tenant = session.tenant;
    principal->session_id = session.session_id.ToString();
    RequestContext context;
    context.principal = std::move(principal);
    return context;
  }

  FakeUnitOfWork uow;
  FakeTransactor transactor{uow};
  FakePasswordHasher passwords;
  FakeSecretTokens tokens;
  FakeAccessTokens access_tokens;
  FakeCallerCache callers;
  FakeHumanCheck humans;
  FakeIds ids;
  CountingStarter starter;
  organization::TenantFounder founder{ids, {&starter}};
  organization::AccountLetters letters{"https://crm.example/account"};
  FakeAddressProofs proofs;
  organization::SignUpDoor DoorOf(organization::SignUpPolicy policy) {
    return organization::SignUpDoor({policy, transactor, humans, proofs, tokens, letters, ids, uow.clock});
  }
  organization::SignUpDoor door = DoorOf(organization::SignUpPolicy::kOpen);
  organization::AuthCommands CommandsBehind(const organization::SignUpDoor& entrance) {
    return organization::AuthCommands(
        {transactor, passwords, tokens, access_tokens, founder, callers, entrance, ids, uow.clock});
  }
  organization::AuthCommands commands = CommandsBehind(door);
};

}  // namespace pipewright
