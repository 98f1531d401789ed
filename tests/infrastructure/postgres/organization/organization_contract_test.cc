// What commands rely on of tenants and members, held by the repositories in memory and on PostgreSQL alike.
#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "application/organization/directory.h"
#include "application/organization/identities.h"
#include "domain/organization/membership.h"
#include "domain/organization/tenant.h"
#include "domain/organization/user.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"
#include "tests/support/infrastructure/worlds.h"
#include "tests/support/status_matchers.h"

namespace pipewright::organization {
namespace {

using testing::FakeWorld;
using testing::PostgresWorld;

// The value that a kAlreadyExists is about.
std::string TakenFieldOf(const absl::Status& status) {
  CHECK(status.code() == absl::StatusCode::kAlreadyExists);
  return DetailsOf(status).metadata["field"];
}

template <class World>
struct Organization {
  World world;

  // Slugs are unique among all tenants of the database, ids anyway.
  Slug SlugOf(const TenantId& id) {
    const std::string text = id.ToString();
    return Slug::Parse(absl::StrCat("t-", text.substr(0, 8), text.substr(24))).value();
  }

  absl::Status Found(const RequestContext& context, const Slug& slug) {
    return world.RunAs(context, [&](UnitOfWork& uow) -> absl::Status {
      ASSIGN_OR_RETURN(Tenant tenant,
                       Tenant::Found(context.tenant(), {"Acme \xE2\x9C\xA8 \"GmbH\"", slug,
                                                        Currency::Parse("CHF").value(), "Europe/Zurich", "de-CH"}));
      return uow.Of<Tenant>().Add(tenant);
    });
  }

  absl::Status ChangeTenant(absl::FunctionRef<absl::Status(Tenant&)> change) {
    return world.Run([&](UnitOfWork& uow) -> absl::Status {
      ASSIGN_OR_RETURN(Tenant tenant, uow.Of<Tenant>().Get(world.context().tenant()));
      RETURN_IF_ERROR(change(tenant));
      return uow.Of<Tenant>().Save(tenant);
    });
  }

  TenantState ReadTenant() {
    std::optional<Tenant> read;
    REQUIRE(world
                .Run([&](UnitOfWork& uow) -> absl::Status {
                  ASSIGN_OR_RETURN(read, uow.Of<Tenant>().Get(world.context().tenant()));
                  return absl::OkStatus();
                })
                .ok());
    return read->state();
  }

  // A person who has no membership yet.
  UserId Register() {
    const auto id = NewId<UserId>(world.ids());
    REQUIRE(
        world
            .Run([&](UnitOfWork& uow) -> absl::Status {
              ASSIGN_OR_RETURN(User user, User::Register(id, {AddressOf(id), "Maria", "Muster"}, "hash", uow.now()));
              return uow.identities().AddUser(user);
            })
            .ok());
    return id;
  }

  static EmailAddress AddressOf(const UserId& user) {
    return EmailAddress::Parse(absl::StrCat(user.ToString(), "@example.com")).value();
  }

  NewMembership DetailsFor(const UserId& user) {
    NewMembership details;
    details.user_id = user;
    details.email = AddressOf(user);
    details.given_name = "Maria";
    details.roles = {"MEMBER"};
    return details;
  }

  absl::StatusOr<MembershipId> Add(const NewMembership& details) {
    const auto id = NewId<MembershipId>(world.ids());
    const absl::Status added = world.Run([&](UnitOfWork& uow) -> absl::Status {
      ASSIGN_OR_RETURN(Membership member, Membership::Add(id, details));
      return uow.Of<Membership>().Add(member);
    });
    if (!added.ok()) return added;
    return id;
  }

  MembershipId Owner() {
    NewMembership details = DetailsFor(Register());
    details.roles = {"OWNER"};
    return Add(details).value();
  }

  absl::Status Change(const MembershipId& id, absl::FunctionRef<absl::Status(Membership&)> change) {
    return world.Run([&](UnitOfWork& uow) -> absl::Status {
      ASSIGN_OR_RETURN(Membership member, uow.Of<Membership>().GetEvenDeleted(id));
      RETURN_IF_ERROR(change(member));
      return uow.Of<Membership>().Save(member);
    });
  }
  absl::Status Remove(const MembershipId& id) {
    return Change(id, [](Membership& member) { return member.Remove(OtherOwners::kSome, absl::UnixEpoch()); });
  }

  MembershipState Read(const MembershipId& id) {
    std::optional<MembershipState> read;
    REQUIRE(world
                .Run([&](UnitOfWork& uow) -> absl::Status {
                  ASSIGN_OR_RETURN(const Membership member, uow.Of<Membership>().GetEvenDeleted(id));
                  read = member.state();
                  return absl::OkStatus();
                })
                .ok());
    return *std::move(read);
  }

  // Answers a question of the directory.
  template <class Question>
  auto Ask(Question question) {
    std::optional<decltype(question(std::declval<Directory&>()))> answer;
    REQUIRE(world
                .Run([&](UnitOfWork& uow) {
                  answer.emplace(question(uow.directory()));
                  return answer->status();
                })
                .ok());
    return **std::move(answer);
  }
};

TEMPLATE_TEST_CASE("a tenant comes back as it was founded, and as it was changed", "[contract]", FakeWorld,
                   PostgresWorld) {
  Organization<TestType> organization;
  const TenantId id = organization.world.context().tenant();
  REQUIRE(organization.Found(organization.world.context(), organization.SlugOf(id)).ok());
  TenantState read = organization.ReadTenant();
  CHECK(read.id == id);
  CHECK(read.version == 1);
  CHECK(read.name == "Acme \xE2\x9C\xA8 \"GmbH\"");
  CHECK(read.slug == organization.SlugOf(id));
  CHECK(read.base_currency.code() == "CHF");
  CHECK(read.time_zone == "Europe/Zurich");
  CHECK(read.locale == "de-CH");
  CHECK(read.fiscal_year_start_month == 1);
  CHECK(read.tier == SubscriptionTier::kFree);
  CHECK(read.status == TenantStatus::kActive);
  CHECK(read.created_by == organization.world.context().user());

  TenantChanges changes;
  changes.name = Change<std::string>::Set("Acme AG");
  changes.base_currency = Change<Currency>::Set(Currency::Parse("EUR").value());
  changes.fiscal_year_start_month = Change<int64_t>::Set(7);
  REQUIRE(organization.ChangeTenant([&](Tenant& tenant) { return tenant.Edit(changes); }).ok());
  REQUIRE(organization.ChangeTenant([](Tenant& tenant) { return tenant.Suspend(); }).ok());
  read = organization.ReadTenant();
  CHECK(read.version == 3);
  CHECK(read.name == "Acme AG");
  CHECK(read.base_currency.code() == "EUR");
  CHECK(read.fiscal_year_start_month == 7);
  CHECK(read.locale == "de-CH");
  CHECK(read.status == TenantStatus::kSuspended);
  CHECK(read.update_time > read.create_time);
}

TEMPLATE_TEST_CASE("a slug belongs to one tenant", "[contract]", FakeWorld, PostgresWorld) {
  Organization<TestType> organization;
  const RequestContext& mine = organization.world.context();
  const Slug slug = organization.SlugOf(mine.tenant());
  REQUIRE(organization.Found(mine, slug).ok());
  RequestContext theirs = mine;
  auto principal = std::make_shared<Principal>(*mine.principal);
  principal->tenant = NewId<TenantId>(organization.world.ids());
  theirs.principal = std::move(principal);
  CHECK(TakenFieldOf(organization.Found(theirs, slug)) == "slug");
}

TEMPLATE_TEST_CASE("a tenant is founded once", "[contract]", FakeWorld, PostgresWorld) {
  Organization<TestType> organization;
  const RequestContext& context = organization.world.context();
  REQUIRE(organization.Found(context, organization.SlugOf(context.tenant())).ok());
  CHECK(TakenFieldOf(organization.Found(context, Slug::Resembling("Another", "12345678"))) == "id");
}

TEMPLATE_TEST_CASE("a change of a tenant based on an old version is aborted", "[contract]", FakeWorld, PostgresWorld) {
  Organization<TestType> organization;
  const TenantId id = organization.world.context().tenant();
  REQUIRE(organization.Found(organization.world.context(), organization.SlugOf(id)).ok());
  std::optional<Tenant> old;
  const absl::Status late = organization.world.Run([&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(const Tenant mine, uow.Of<Tenant>().Get(id));
    if (!old.has_value()) {
      old = mine;
      REQUIRE(organization.ChangeTenant([](Tenant& tenant) { return tenant.Suspend(); }).ok());
    }
    TenantChanges changes;
    changes.name = Change<std::string>::Set("Late");
    RETURN_IF_ERROR(old->Edit(changes));
    return uow.Of<Tenant>().Save(*old);
  });
  CHECK(late.code() == absl::StatusCode::kAborted);
  CHECK(organization.ReadTenant().status == TenantStatus::kSuspended);
}

TEMPLATE_TEST_CASE("a member comes back as added, and as changed", "[contract]", FakeWorld, PostgresWorld) {
  Organization<TestType> organization;
  const UserId manager = organization.Read(organization.Owner()).user_id;
  NewMembership details = organization.DetailsFor(organization.Register());
  details.family_name = "O'Neill \xE2\x9C\xA8";
  details.roles = {"VIEWER", "MANAGER"};
  details.manager_id = manager;
  details.job_title = "Head of \"everything\"";
  const MembershipId id = organization.Add(details).value();
  MembershipState read = organization.Read(id);
  CHECK(read.user_id == details.user_id);
  CHECK(read.email == details.email);
  CHECK(read.given_name == "Maria");
  CHECK(read.family_name == details.family_name);
  CHECK(read.roles == std::vector<std::string>{"MANAGER", "VIEWER"});
  CHECK(read.manager_id == manager);
  CHECK(read.job_title == details.job_title);
  CHECK(read.status == MembershipStatus::kActive);
  CHECK(read.version == 1);
  CHECK(read.created_by == organization.world.context().user());

  MembershipChanges changes;
  changes.roles = Change<std::vector<std::string>>::Set({"ADMIN"});
  changes.manager_id = Change<UserId>::Clear();
  REQUIRE(organization.Change(id, [&](Membership& member) { return member.Edit(changes, OtherOwners::kSome); }).ok());
  REQUIRE(organization.Change(id, [](Membership& member) { return member.Suspend(OtherOwners::kSome); }).ok());
  read = organization.Read(id);
  CHECK(read.roles == std::vector<std::string>{"ADMIN"});
  CHECK_FALSE(read.manager_id.has_value());
  CHECK(read.job_title == details.job_title);
  CHECK(read.status == MembershipStatus::kSuspended);
  CHECK(read.version == 3);
}

TEMPLATE_TEST_CASE("a user has one membership in a tenant, removed or not", "[contract]", FakeWorld, PostgresWorld) {
  Organization<TestType> organization;
  const UserId user = organization.Register();
  const MembershipId first = organization.Add(organization.DetailsFor(user)).value();
  NewMembership again = organization.DetailsFor(user);
  again.email = EmailAddress::Parse("another@example.com").value();
  CHECK(TakenFieldOf(organization.Add(again).status()) == "user");
  REQUIRE(organization.Remove(first).ok());
  CHECK(TakenFieldOf(organization.Add(again).status()) == "user");
}

TEMPLATE_TEST_CASE("an e-mail address has one live member", "[contract]", FakeWorld, PostgresWorld) {
  Organization<TestType> organization;
  const NewMembership first = organization.DetailsFor(organization.Register());
  const MembershipId id = organization.Add(first).value();
  NewMembership second = organization.DetailsFor(organization.Register());
  second.email = first.email;
  const absl::Status taken = organization.Add(second).status();
  CHECK(TakenFieldOf(taken) == "email");
  CHECK(DetailsOf(taken).resource_type == Membership::kResource);
  REQUIRE(organization.Remove(id).ok());
  CHECK(organization.Add(second).ok());
  const absl::Status back = organization.Change(id, [&](Membership& member) { return member.Rejoin(first); });
  CHECK(TakenFieldOf(back) == "email");
}

TEMPLATE_TEST_CASE("a removed member is found by who asks for it, and can come back", "[contract]", FakeWorld,
                   PostgresWorld) {
  Organization<TestType> organization;
  const NewMembership details = organization.DetailsFor(organization.Register());
  const MembershipId id = organization.Add(details).value();
  REQUIRE(organization.Remove(id).ok());
  CHECK(organization.Read(id).delete_time.has_value());
  const auto membership_of = [&](Directory& directory) { return directory.MembershipOf(details.user_id); };
  CHECK(organization.Ask(membership_of) == id);
  const absl::Status got =
      organization.world.Run([&](UnitOfWork& uow) -> absl::Status { return uow.Of<Membership>().Get(id).status(); });
  CHECK(ReasonOf(got) == Reason::kRecordDeleted);
  REQUIRE(organization.Change(id, [&](Membership& member) { return member.Rejoin(details); }).ok());
  CHECK_FALSE(organization.Read(id).delete_time.has_value());
  CHECK(organization.Read(id).version == 3);
}

TEMPLATE_TEST_CASE("a change of a member based on an old version is aborted", "[contract]", FakeWorld, PostgresWorld) {
  Organization<TestType> organization;
  const MembershipId id = organization.Owner();
  std::optional<Membership> old;
  const absl::Status late = organization.world.Run([&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(const Membership mine, uow.Of<Membership>().Get(id));
    if (!old.has_value()) {
      old = mine;
      REQUIRE(organization.Change(id, [](Membership& member) { return member.Suspend(OtherOwners::kSome); }).ok());
    }
    RETURN_IF_ERROR(old->Remove(OtherOwners::kSome, uow.now()));
    return uow.Of<Membership>().Save(*old);
  });
  CHECK(late.code() == absl::StatusCode::kAborted);
  CHECK_FALSE(organization.Read(id).delete_time.has_value());
}

TEMPLATE_TEST_CASE("an owner who is suspended or removed is no other owner", "[contract]", FakeWorld, PostgresWorld) {
  Organization<TestType> organization;
  const MembershipId one = organization.Owner();
  REQUIRE(organization.Add(organization.DetailsFor(organization.Register())).ok());
  const auto others = [&](Directory& directory) { return directory.LockOtherOwners(one); };
  CHECK(organization.Ask(others) == OtherOwners::kNone);
  const MembershipId two = organization.Owner();
  CHECK(organization.Ask(others) == OtherOwners::kSome);
  REQUIRE(organization.Change(two, [](Membership& member) { return member.Suspend(OtherOwners::kSome); }).ok());
  CHECK(organization.Ask(others) == OtherOwners::kNone);
  REQUIRE(organization.Change(two, [](Membership& member) { return member.Reactivate(); }).ok());
  CHECK(organization.Ask(others) == OtherOwners::kSome);
  REQUIRE(organization.Remove(two).ok());
  CHECK(organization.Ask(others) == OtherOwners::kNone);
}

TEMPLATE_TEST_CASE("who reports to somebody, directly or through others, is known", "[contract]", FakeWorld,
                   PostgresWorld) {
  Organization<TestType> organization;
  std::vector<UserId> line;  // each reports to the one before
  for (int i = 0; i < 3; ++i) {
    NewMembership details = organization.DetailsFor(organization.Register());
    if (!line.empty()) details.manager_id = line.back();
    REQUIRE(organization.Add(details).ok());
    line.push_back(details.user_id);
  }
  const auto reports = [&](size_t user, size_t manager) {
    return organization.Ask([&](Directory& directory) { return directory.LockReportsTo(line[user], line[manager]); });
  };
  CHECK(reports(1, 0));
  CHECK(reports(2, 0));
  CHECK_FALSE(reports(0, 2));
  CHECK_FALSE(reports(0, 0));
}

TEMPLATE_TEST_CASE("of several users those who were removed are known", "[contract]", FakeWorld, PostgresWorld) {
  Organization<TestType> organization;
  std::vector<UserId> users;
  for (int i = 0; i < 3; ++i) {
    users.push_back(organization.Register());
    if (i == 2) continue;  // never a member
    const MembershipId id = organization.Add(organization.DetailsFor(users[i])).value();
    if (i == 1) REQUIRE(organization.Remove(id).ok());
  }
  CHECK(organization.Ask([&](Directory& directory) { return directory.RemovedAmong(users); }) ==
        std::vector<UserId>{users[1]});
}

TEMPLATE_TEST_CASE("whoever may change records of a kind may be given some, unless they are suspended", "[contract]",
                   FakeWorld, PostgresWorld) {
  Organization<TestType> organization;
  const auto member = [&](const char* role) {
    NewMembership details = organization.DetailsFor(organization.Register());
    details.roles = {role};
    return std::pair(details.user_id, organization.Add(details).value());
  };
  const auto [seller, seller_id] = member("MEMBER");
  const auto [viewer, viewer_id] = member("VIEWER");
  const auto [suspended, suspended_id] = member("MEMBER");
  REQUIRE(organization.Change(suspended_id, [](Membership& one) { return one.Suspend(OtherOwners::kSome); }).ok());
  const auto [gone, gone_id] = member("MEMBER");
  REQUIRE(organization.Remove(gone_id).ok());
  NewMembership details = organization.DetailsFor(organization.Register());
  details.roles = {"MEMBER"};
  const UserId invited = details.user_id;
  REQUIRE(organization.world
              .Run([&](UnitOfWork& uow) -> absl::Status {
                ASSIGN_OR_RETURN(Membership one,
                                 Membership::Invite(NewId<MembershipId>(organization.world.ids()), std::move(details)));
                return uow.Of<Membership>().Add(one);
              })
              .ok());
  const auto reason = [&](const UserId& user) {
    std::optional<absl::Status> answer;
    REQUIRE(organization.world
                .Run([&](UnitOfWork& uow) {
                  answer = uow.directory().CheckMayOwn(user, RecordKind::kAccount);
                  return absl::OkStatus();
                })
                .ok());
    return answer->ok() ? Reason::kUnspecified : DetailsOf(*answer).reason;
  };
  CHECK(reason(seller) == Reason::kUnspecified);
  CHECK(reason(invited) == Reason::kUnspecified);
  CHECK(reason(viewer) == Reason::kOwnerNotEligible);
  CHECK(reason(suspended) == Reason::kOwnerNotEligible);
  CHECK(reason(gone) == Reason::kRecordNotFound);
  const std::vector<UserId> all = {gone, invited, suspended, viewer, seller};
  CHECK(organization.Ask([&](Directory& directory) { return directory.AssignableAmong(all, RecordKind::kAccount); }) ==
        std::vector<UserId>{seller});
}

}  // namespace
}  // namespace pipewright::organization
