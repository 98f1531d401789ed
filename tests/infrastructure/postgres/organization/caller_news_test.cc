// What servers hear of each other's changes, through a real LISTEN.
#include "infrastructure/postgres/organization/caller_news.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <mutex>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/organization/identities.h"
#include "domain/organization/membership.h"
#include "domain/organization/session.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"
#include "tests/support/await.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/worlds.h"

namespace pipewright::postgres {
namespace {

using organization::Membership;
using organization::Session;
using organization::SessionEnd;
using organization::SessionId;
using testing::AdminConnection;
using testing::Await;
using testing::EmptyDatabase;
using testing::PostgresWorld;
using testing::TestDatabase;

class Heard : public organization::CallerNews {
 public:
  void UserChanged(const UserId& user) override { Add(absl::StrCat("user ", user.ToString())); }
  void MembersChanged(const TenantId& tenant) override { Add(absl::StrCat("members ", tenant.ToString())); }
  void MayHaveMissed() override { Add("missed"); }

  int Times(const std::string& news) const {
    const std::lock_guard lock(mutex_);
    return static_cast<int>(std::count(news_.begin(), news_.end(), news));
  }
  [[nodiscard]] bool AwaitTimes(const std::string& news, int times) const {
    return Await([&] { return Times(news) >= times; });
  }

 private:
  void Add(std::string news) {
    const std::lock_guard lock(mutex_);
    news_.push_back(std::move(news));
  }

  mutable std::mutex mutex_;
  std::vector<std::string> news_;
};

// A tenant whose changes are listened to. Other tests' changes are heard too: only this one's are asked for.
struct Tenant {
  Tenant() { REQUIRE(heard.AwaitTimes("missed", 1)); }
  const UserId& user() const { return world.context().user(); }
  std::string OfUser() const { return absl::StrCat("user ", user().ToString()); }
  std::string OfMembers() const { return absl::StrCat("members ", world.context().tenant().ToString()); }
  absl::Status EndSessions(UnitOfWork& uow) const {
    return uow.identities().EndSessions(user(), std::nullopt, SessionEnd::kRevoked, uow.now());
  }
  absl::Status SuspendMember(const MembershipId& id, UnitOfWork& uow) const {
    ASSIGN_OR_RETURN(Membership member, uow.Of<Membership>().Get(id));
    RETURN_IF_ERROR(member.Suspend(organization::OtherOwners::kSome));
    return uow.Of<Membership>().Save(member);
  }

  PostgresWorld world;
  Heard heard;
  CallerNewsListener listener{{TestDatabase::Get().app_url(), ""}, heard};
};

TEST_CASE("the end of a session is heard of, by whoever it came about", "[news]") {
  Tenant tenant;
  SECTION("of one session") {
    const auto id = NewId<SessionId>(tenant.world.ids());
    organization::TokenHash hash{};
    std::copy(id.uuid().bytes().begin(), id.uuid().bytes().end(), hash.begin());
    REQUIRE(tenant.world
                .Run([&](UnitOfWork& uow) {
                  return uow.identities().AddSession(
                      Session::Start(id, tenant.user(), std::nullopt, hash, {}, uow.now()));
                })
                .ok());
    REQUIRE(tenant.world
                .Run([&](UnitOfWork& uow) -> absl::Status {
                  ASSIGN_OR_RETURN(std::optional<Session> session, uow.identities().FindSession(id));
                  session->End(SessionEnd::kSignedOut, uow.now());
                  return uow.identities().SaveSession(*session, std::nullopt);
                })
                .ok());
  }
  SECTION("of all of them") {
    REQUIRE(tenant.world.Run([&](UnitOfWork& uow) { return tenant.EndSessions(uow); }).ok());
  }
  CHECK(tenant.heard.AwaitTimes(tenant.OfUser(), 1));
}

TEST_CASE("a change of a member is heard of by all who know the tenant's members", "[news]") {
  Tenant tenant;
  const UserId member = tenant.world.AddMember();
  REQUIRE(
      tenant.world.Run([&](UnitOfWork& uow) { return tenant.SuspendMember(MembershipId(member.uuid()), uow); }).ok());
  CHECK(tenant.heard.AwaitTimes(tenant.OfMembers(), 1));
}

TEST_CASE("a change of a locked or operating account is heard of", "[news]") {
  Tenant tenant;
  SECTION("the account") {
    REQUIRE(tenant.world
                .Run([&](UnitOfWork& uow) -> absl::Status {
                  ASSIGN_OR_RETURN(std::optional<organization::User> user, uow.identities().FindUser(tenant.user()));
                  return uow.identities().SaveUser(*user);
                })
                .ok());
  }
  SECTION("its power over the installation") {
    REQUIRE(tenant.world.Run([&](UnitOfWork& uow) { return uow.identities().MakeOperator(tenant.user()); }).ok());
  }
  CHECK(tenant.heard.AwaitTimes(tenant.OfUser(), 1));
}

TEST_CASE("what is undone is not heard of", "[news]") {
  Tenant tenant;
  CHECK_FALSE(tenant.world
                  .Run([&](UnitOfWork& uow) -> absl::Status {
                    RETURN_IF_ERROR(tenant.EndSessions(uow));
                    RETURN_IF_ERROR(uow.identities().FindUser(tenant.user()).status());  // sends what is queued
                    return absl::CancelledError("undone");
                  })
                  .ok());
  // News come in the order of the commits: by the second, the first would have been there.
  const UserId member = tenant.world.AddMember();
  REQUIRE(
      tenant.world.Run([&](UnitOfWork& uow) { return tenant.SuspendMember(MembershipId(member.uuid()), uow); }).ok());
  REQUIRE(tenant.heard.AwaitTimes(tenant.OfMembers(), 1));
  CHECK(tenant.heard.Times(tenant.OfUser()) == 0);
}

TEST_CASE("a listener whose connection dies listens again, and says that it may have missed something", "[news]") {
  const EmptyDatabase database;
  AdminConnection admin(database.owner_url());
  Heard heard;
  const CallerNewsListener listener({database.app_url(), ""}, heard);
  for (int times = 1; times <= 2; ++times) {
    REQUIRE(heard.AwaitTimes("missed", times));
    CHECK(Await([&] { return listener.listening(); }));
    const std::string user = admin.Ask("select gen_random_uuid()");
    admin.Ask("select pg_notify('pipewright_callers', 'user ' || $1)", {user});
    CHECK(heard.AwaitTimes(absl::StrCat("user ", user), 1));
    // The only other connection of the database.
    admin.Ask(
        "select pg_terminate_backend(pid, 60000) from pg_stat_activity where datname = current_database() and "
        "pid <> pg_backend_pid() and backend_type = 'client backend'");
  }
  CHECK(heard.AwaitTimes("missed", 3));
}

TEST_CASE("news of a later version's kind are taken for anything", "[news]") {
  const EmptyDatabase database;
  AdminConnection admin(database.owner_url());
  Heard heard;
  const CallerNewsListener listener({database.app_url(), ""}, heard);
  REQUIRE(heard.AwaitTimes("missed", 1));
  int missed = 1;
  for (const char* const news : {"planet 4", "user nobody", "members ", ""}) {
    INFO(news);
    admin.Ask("select pg_notify('pipewright_callers', $1)", {news});
    CHECK(heard.AwaitTimes("missed", ++missed));
  }
}

TEST_CASE("a listener that can't reach its database ends at once when it is told to", "[news]") {
  Heard heard;
  {
    const CallerNewsListener listener({"postgresql:///?host=/nowhere&dbname=none", ""}, heard);
    CHECK_FALSE(listener.listening());
  }
  CHECK(heard.Times("missed") == 0);
}

}  // namespace
}  // namespace pipewright::postgres
