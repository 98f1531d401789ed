// Two uses of one refresh token, one of which waits for the other.
#include <catch2/catch.hpp>
#include <optional>

#include "application/organization/identities.h"
#include "domain/organization/session.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/security/random.h"
#include "tests/support/infrastructure/side_by_side.h"
#include "tests/support/infrastructure/worlds.h"

namespace pipewright::organization {
namespace {

using testing::PostgresWorld;
using testing::RunSideBySide;
using testing::SideBySide;

struct Device {
  Device() {
    started = world.Run([&](UnitOfWork& uow) {
      return uow.identities().AddSession(Session::Start(id, world.context().user(), std::nullopt, token.hash,
                                                        {"203.0.113.9", "", "tests"}, uow.now()));
    });
  }
  // As AuthCommands does it.
  absl::Status Use(const TokenHash& presented, const TokenHash& next, std::optional<RefreshTokenKind>& kind,
                   UnitOfWork& uow) {
    Identities& identities = uow.identities();
    ASSIGN_OR_RETURN(auto found, identities.FindRefreshToken(presented));
    if (!found.has_value()) return absl::NotFoundError("no such token");
    kind = found->kind;
    const bool fresh = found->session.Refresh(found->kind, next, uow.now()).ok();
    return identities.SaveSession(found->session, fresh ? std::optional(presented) : std::nullopt);
  }
  SessionState Read() {
    std::optional<SessionState> state;
    REQUIRE(world
                .Run([&](UnitOfWork& uow) -> absl::Status {
                  ASSIGN_OR_RETURN(const std::optional<Session> session, uow.identities().FindSession(id));
                  if (session.has_value()) state = session->state();
                  return absl::OkStatus();
                })
                .ok());
    return state.value();
  }

  PostgresWorld world;
  const security::RandomSecretTokens tokens{"pwr_"};
  const SecretToken token = tokens.New();
  const SessionId id = NewId<SessionId>(world.ids());
  absl::Status started;
};

TEST_CASE("whoever waits for another use of the same refresh token finds it spent, and ends the session", "[race]") {
  Device device;
  REQUIRE(device.started.ok());
  const TokenHash first_next = device.tokens.New().hash;
  const TokenHash second_next = device.tokens.New().hash;
  std::optional<RefreshTokenKind> first;
  std::optional<RefreshTokenKind> second;
  const SideBySide uses = RunSideBySide(
      device.world, [&](UnitOfWork& uow) { return device.Use(device.token.hash, first_next, first, uow); },
      [&](UnitOfWork& uow) { return device.Use(device.token.hash, second_next, second, uow); });
  CHECK(uses.first.ok());
  CHECK(uses.second.ok());
  CHECK(first == RefreshTokenKind::kCurrent);
  CHECK(second == RefreshTokenKind::kSpent);
  const SessionState state = device.Read();
  CHECK(state.end == SessionEnd::kTokenReused);
  CHECK(state.refresh_hash == first_next);
}

TEST_CASE("whoever waits for a use that comes to nothing has the token for themselves", "[race]") {
  Device device;
  REQUIRE(device.started.ok());
  const TokenHash next = device.tokens.New().hash;
  std::optional<RefreshTokenKind> kind;
  const SideBySide uses = RunSideBySide(
      device.world,
      [&](UnitOfWork& uow) -> absl::Status {
        RETURN_IF_ERROR(uow.identities().FindRefreshToken(device.token.hash).status());
        return absl::OkStatus();
      },
      [&](UnitOfWork& uow) { return device.Use(device.token.hash, next, kind, uow); });
  CHECK(uses.first.ok());
  CHECK(uses.second.ok());
  CHECK(kind == RefreshTokenKind::kCurrent);
  CHECK_FALSE(device.Read().end.has_value());
}

}  // namespace
}  // namespace pipewright::organization
