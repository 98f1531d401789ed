#include "tests/support/infrastructure/schema_catalog.h"

#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/test_database.h"

namespace pipewright::testing {
namespace {

// Tables of no tenant. A new one belongs here only if it holds no tenant's data.
constexpr char kGlobalTables[] =
    "('schema_migrations', 'users', 'sessions', 'spent_refresh_tokens', 'sign_in_attempts', 'platform_operators', "
    "'signing_keys', 'server_secrets', 'event_retention', 'tenant_slugs', 'letter_orders', 'account_tokens', "
    "'account_entries', 'installation_entries')";

}  // namespace

std::string TenantTables() {
  return std::string(
             "with tenant_tables as (select oid, relname::text as name from pg_class where relkind in ('r', 'p') and "
             "relnamespace = 'public'::regnamespace and relname not in ") +
         kGlobalTables + ") ";
}

std::string Offenders(const std::string& sql) {
  std::string names;
  for (const auto& row : AdminConnection(TestDatabase::Get().owner_url()).Rows(sql)) names += row.at(0) + "\n";
  return names;
}

}  // namespace pipewright::testing
