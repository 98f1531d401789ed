// Slugs are unique among all tenants, in a table of no tenant.
#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "domain/organization/tenant.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/worlds.h"

namespace pipewright::organization {
namespace {

using testing::AdminConnection;
using testing::PostgresWorld;

struct Migrated : testing::EmptyDatabase {
  Migrated() { testing::MigrateDatabase(owner_url()); }
};

struct Tenants {
  // The status of another tenant's founding.
  absl::Status Found(const std::string& slug) {
    auto principal = std::make_shared<Principal>(*world.context().principal);
    principal->tenant = last = NewId<TenantId>(world.ids());
    context = world.context();
    context.principal = std::move(principal);
    return world.RunAs(context, [&](UnitOfWork& uow) -> absl::Status {
      ASSIGN_OR_RETURN(Tenant tenant, Tenant::Found(last, {"Acme", Slug::Parse(slug).value(), {}, "", ""}));
      return uow.Of<Tenant>().Add(tenant);
    });
  }
  // The tenant founded last gets another slug.
  absl::Status Rename(const std::string& slug) {
    return world.RunAs(context, [&](UnitOfWork& uow) -> absl::Status {
      ASSIGN_OR_RETURN(Tenant tenant, uow.Of<Tenant>().Get(last));
      TenantChanges changes;
      changes.slug = Change<Slug>::Set(Slug::Parse(slug).value());
      RETURN_IF_ERROR(tenant.Edit(changes));
      return uow.Of<Tenant>().Save(tenant);
    });
  }
  std::string Slugs() {
    return AdminConnection(database.owner_url())
        .Ask(
            "select string_agg(s.slug || case when t.slug = s.slug then '' else '!' end, ' ' order by s.slug) from "
            "tenant_slugs s full join tenants t on t.id = s.tenant_id");
  }

  Migrated database;
  PostgresWorld world{database.app_url(), database.owner_url()};
  TenantId last;
  RequestContext context;
};

TEST_CASE("a slug that a tenant gave up is free for another") {
  Tenants tenants;
  REQUIRE(tenants.Found("one").ok());
  REQUIRE(tenants.Rename("two").ok());
  REQUIRE(tenants.Found("one").ok());
  CHECK(tenants.Rename("two").code() == absl::StatusCode::kAlreadyExists);
  CHECK(tenants.Slugs() == "one two");
}

TEST_CASE("the slugs of tenants that were there are kept when they get a table of their own") {
  Tenants tenants;
  REQUIRE(tenants.Found("one").ok());
  REQUIRE(tenants.Found("two").ok());
  testing::MigrateAgain(tenants.database.owner_url(), "_ready_to_distribute",
                        "drop table tenant_slugs; create unique index tenants_slug_key on tenants (slug); alter table "
                        "memberships add constraint memberships_user_id_fkey foreign key (user_id) references users "
                        "(id); ");
  CHECK(tenants.Slugs() == "one two");
  CHECK(tenants.Found("two").code() == absl::StatusCode::kAlreadyExists);
  CHECK(tenants.Found("three").ok());
}

}  // namespace
}  // namespace pipewright::organization
