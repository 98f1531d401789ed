#include "application/organization/session_authenticator.h"

#include <catch2/catch.hpp>
#include <functional>

#include "tests/support/application/fake_ports.h"
#include "tests/support/application/fake_sign_in.h"

namespace pipewright::organization {
namespace {

const TenantId kTenant{Uuid({2})};
const TenantId kOther{Uuid({3})};

class FakeCallerStore : public CallerStore {
 public:
  absl::StatusOr<std::optional<CallerRecord>> Load(const UserId&, const SessionId&,
                                                   const std::optional<TenantId>& tenant,
                                                   const RequestContext&) override {
    ++loads;
    std::optional<CallerRecord> found = record;
    if (while_loading) while_loading();
    if (found.has_value() && tenant != kTenant) found->member.reset();
    return found;
  }
  absl::StatusOr<std::vector<UserId>> ReportsOf(const UserId&, const TenantId&, const RequestContext&) override {
    ++report_loads;
    return std::vector<UserId>{UserId(Uuid({9}))};
  }

  std::optional<CallerRecord> record;
  std::function<void()> while_loading;
  int loads = 0;
  int report_loads = 0;
};

struct Fixture {
  Fixture() {
    CallerRecord record;
    record.session_alive = true;
    record.member.emplace();
    record.member->roles = {"MEMBER"};
    record.member->time_zone = "Europe/Berlin";
    record.member->locale = "de-AT";
    record.member->business_unit = BusinessUnitId(Uuid({5}));
    store.record = record;
  }
  std::string Token() {
    return tokens.Issue({UserId(Uuid({1})), SessionId(Uuid({7})), kTenant, absl::UnixEpoch()}, clock.now)->text;
  }
  absl::StatusOr<std::shared_ptr<const Principal>> Call(const std::string& token,
                                                        std::optional<TenantId> tenant = std::nullopt) {
    return authenticator.Authenticate(token, tenant, RequestContext());
  }
  Reason Refusal(const std::string& token, std::optional<TenantId> tenant = std::nullopt) {
    return DetailsOf(Call(token, tenant).status()).reason;
  }

  FakeClock clock;
  FakeSteadyClock steady;
  FakeAccessTokens tokens;
  FakeCallerStore store;
  SessionAuthenticator authenticator{tokens, store, clock, steady};
};

TEST_CASE("a caller is who the token names, in the session's tenant, with the grants of the roles") {
  Fixture f;
  const auto caller = f.Call(f.Token());
  REQUIRE(caller.ok());
  CHECK((*caller)->user == UserId(Uuid({1})));
  CHECK((*caller)->tenant == kTenant);
  CHECK((*caller)->ScopeOf("account", "update") == Scope::kOwn);
  CHECK((*caller)->region == "AT");
  CHECK((*caller)->business_unit == BusinessUnitId(Uuid({5})));
  CHECK((*caller)->time_zone.name() == "Europe/Berlin");
  CHECK(f.store.report_loads == 0);
}

TEST_CASE("grants of several roles add up, the tenant's own among them") {
  Fixture f;
  f.store.record->member->roles = {"VIEWER", "MEMBER"};
  f.store.record->member->custom_grants = Grants({{"pipeline", "update", Scope::kAll}});
  const auto caller = f.Call(f.Token());
  REQUIRE(caller.ok());
  CHECK((*caller)->ScopeOf("account", "read") == Scope::kAll);
  CHECK((*caller)->ScopeOf("account", "update") == Scope::kOwn);
  CHECK((*caller)->ScopeOf("pipeline", "update") == Scope::kAll);
}

TEST_CASE("only a scope of the line asks who reports to the caller") {
  Fixture f;
  f.store.record->member->roles = {"MANAGER"};
  const auto caller = f.Call(f.Token());
  REQUIRE(caller.ok());
  CHECK((*caller)->unit_users == std::vector<UserId>{UserId(Uuid({1})), UserId(Uuid({9}))});
}

TEST_CASE("a hot token is verified once and its caller read once") {
  Fixture f;
  const std::string token = f.Token();
  for (int i = 0; i < 100; ++i) REQUIRE(f.Call(token).ok());
  CHECK(f.tokens.verifications == 1);
  CHECK(f.store.loads == 1);
}

TEST_CASE("what another server changed counts after two seconds, though nothing was heard of it") {
  STATIC_REQUIRE(SessionAuthenticator::kMaxAge <= absl::Seconds(2));
  Fixture f;
  const std::string token = f.Token();
  REQUIRE(f.Call(token).ok());
  f.store.record->session_alive = false;
  f.steady.now += SessionAuthenticator::kMaxAge - absl::Nanoseconds(1);
  CHECK(f.Call(token).ok());
  f.steady.now += absl::Nanoseconds(1);
  CHECK(f.Refusal(token) == Reason::kSessionRevoked);
}

TEST_CASE("a clock that is set back keeps nobody in, nor does one that is set ahead", "[attack]") {
  for (const absl::Duration jump : {-absl::Hours(24 * 365), -absl::Seconds(1), absl::Seconds(1), absl::Minutes(5)}) {
    Fixture f;
    const std::string token = f.Token();
    REQUIRE(f.Call(token).ok());
    f.store.record->session_alive = false;
    f.clock.now += jump;
    // It says nothing of how old it is what is known.
    CHECK(f.Call(token).ok());
    f.steady.now += SessionAuthenticator::kMaxAge;
    CHECK(f.Refusal(token) == Reason::kSessionRevoked);
  }
}

TEST_CASE("what another server changed counts at once when it is heard of") {
  Fixture f;
  const std::string token = f.Token();
  REQUIRE(f.Call(token).ok());
  SECTION("of the user") {
    f.store.record->session_alive = false;
    f.authenticator.UserChanged(UserId(Uuid({1})));
    CHECK(f.Refusal(token) == Reason::kSessionRevoked);
  }
  SECTION("of the tenant's members") {
    f.store.record->member->status = MembershipStatus::kSuspended;
    f.authenticator.MembersChanged(kTenant);
    CHECK(f.Refusal(token) == Reason::kMembershipSuspended);
  }
  SECTION("that something may have been missed") {
    f.store.record->session_alive = false;
    f.authenticator.MayHaveMissed();
    CHECK(f.Refusal(token) == Reason::kSessionRevoked);
  }
  SECTION("also by who doesn't ask the database") {
    f.authenticator.UserChanged(UserId(Uuid({1})));
    CHECK(f.authenticator.Known(token, std::nullopt) == nullptr);
  }
  SECTION("and of somebody else it says nothing") {
    f.authenticator.UserChanged(UserId(Uuid({8})));
    f.authenticator.MembersChanged(kOther);
    CHECK(f.Call(token).ok());
    CHECK(f.store.loads == 1);
  }
}

TEST_CASE("what was being read while a change was heard of isn't kept") {
  Fixture f;
  const std::string token = f.Token();
  f.store.while_loading = [&] { f.authenticator.UserChanged(UserId(Uuid({1}))); };
  REQUIRE(f.Call(token).ok());
  f.store.while_loading = nullptr;
  f.steady.now += absl::Nanoseconds(1);
  REQUIRE(f.Call(token).ok());
  CHECK(f.store.loads == 2);
  REQUIRE(f.Call(token).ok());
  CHECK(f.store.loads == 2);
}

TEST_CASE("hearing of a change doesn't end the distrust that a command has asked for") {
  Fixture f;
  const std::string token = f.Token();
  f.authenticator.Forget(UserId(Uuid({1})));
  f.authenticator.UserChanged(UserId(Uuid({1})));
  f.steady.now += absl::Seconds(1);
  REQUIRE(f.Call(token).ok());
  REQUIRE(f.Call(token).ok());
  CHECK(f.store.loads == 2);
}

TEST_CASE("what this server changed counts at once, also if it is committed a little later") {
  Fixture f;
  const std::string token = f.Token();
  REQUIRE(f.Call(token).ok());
  f.authenticator.Forget(UserId(Uuid({1})));
  REQUIRE(f.Call(token).ok());  // before the commit
  f.steady.now += absl::Seconds(1);
  f.store.record->session_alive = false;
  CHECK(f.Refusal(token) == Reason::kSessionRevoked);
}

TEST_CASE("a change of a tenant's members makes all of them be read again") {
  Fixture f;
  const std::string token = f.Token();
  REQUIRE(f.Call(token).ok());
  f.authenticator.ForgetMembersOf(kTenant);
  f.store.record->member->roles = {"VIEWER"};
  CHECK((*f.Call(token))->ScopeOf("account", "update") == Scope::kNone);
  f.steady.now += SessionAuthenticator::kDistrust;
  REQUIRE(f.Call(token).ok());
  const int loads = f.store.loads;
  REQUIRE(f.Call(token).ok());
  CHECK(f.store.loads == loads);
}

TEST_CASE("a kept token ends with its time") {
  Fixture f;
  const std::string token = f.Token();
  REQUIRE(f.Call(token).ok());
  f.clock.now += AccessTokens::kLifetime;
  CHECK(f.Refusal(token) == Reason::kTokenExpired);
}

TEST_CASE("who may not work is refused, each with a reason of their own") {
  Fixture f;
  SECTION("a user who is gone") {
    f.store.record.reset();
    CHECK(f.Refusal(f.Token()) == Reason::kCredentialsInvalid);
  }
  SECTION("a locked user") {
    f.store.record->user_status = UserStatus::kLocked;
    CHECK(f.Refusal(f.Token()) == Reason::kUserDisabled);
  }
  SECTION("a suspended member") {
    f.store.record->member->status = MembershipStatus::kSuspended;
    CHECK(f.Refusal(f.Token()) == Reason::kMembershipSuspended);
  }
  SECTION("a member of a closed tenant") {
    f.store.record->member->tenant_status = TenantStatus::kClosed;
    CHECK(f.Refusal(f.Token()) == Reason::kTenantClosed);
  }
  SECTION("somebody who asks for a tenant that isn't theirs") {
    CHECK(f.Refusal(f.Token(), kOther) == Reason::kNotAMember);
  }
}

TEST_CASE("who has left the session's tenant is signed in, in no tenant") {
  Fixture f;
  f.store.record->member.reset();
  const auto caller = f.Call(f.Token());
  REQUIRE(caller.ok());
  CHECK_FALSE((*caller)->tenant.has_value());
  CHECK((*caller)->grants.empty());
}

TEST_CASE("a member of a suspended tenant is known with their rights, for what is open to them") {
  Fixture f;
  CHECK((*f.Call(f.Token()))->tenant_usable.ok());
  Fixture suspended;
  suspended.store.record->member->tenant_status = TenantStatus::kSuspended;
  const auto caller = suspended.Call(suspended.Token());
  REQUIRE(caller.ok());
  CHECK(DetailsOf((*caller)->tenant_usable).reason == Reason::kTenantSuspended);
  CHECK((*caller)->tenant.has_value());
  CHECK_FALSE((*caller)->grants.empty());
}

TEST_CASE("an operator works though their own tenant is closed, but not in it") {
  Fixture f;
  f.store.record->platform_operator = true;
  f.store.record->member->tenant_status = TenantStatus::kClosed;
  const auto caller = f.Call(f.Token());
  REQUIRE(caller.ok());
  CHECK((*caller)->platform_operator);
  CHECK_FALSE((*caller)->tenant.has_value());
  CHECK((*caller)->grants.empty());
}

TEST_CASE("a refusal is not kept") {
  Fixture f;
  const std::string token = f.Token();
  f.store.record->member->status = MembershipStatus::kSuspended;
  CHECK_FALSE(f.Call(token).ok());
  f.store.record->member->status = MembershipStatus::kActive;
  CHECK(f.Call(token).ok());
}

}  // namespace
}  // namespace pipewright::organization
