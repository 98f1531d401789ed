#include "infrastructure/postgres/organization/tenant_store.h"

#include "infrastructure/postgres/organization/caller_news.h"
#include "infrastructure/postgres/organization/tenant_table.h"

namespace pipewright::postgres {

PostgresTenantRepository::PostgresTenantRepository(WriteSession& session)
    : PostgresRepository(session, TenantTable()) {}

absl::Status PostgresTenantRepository::StoreMore(const organization::Tenant& tenant,
                                                 const std::vector<organization::TenantEvent>& /*events*/) {
  // One that is another's is refused by the table: ALREADY_EXISTS, of the field slug.
  session().Write(
      "insert into tenant_slugs (slug, tenant_id) values ($1::text, $2::uuid) on conflict (tenant_id) do update set "
      "slug = excluded.slug where tenant_slugs.slug <> excluded.slug",
      {tenant.state().slug.value(), tenant.state().id.ToString()});
  // A suspended one lets nobody in, and members are known with its currency and time zone.
  TellMembersChanged(session());
  return absl::OkStatus();
}

}  // namespace pipewright::postgres
