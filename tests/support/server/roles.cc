#include "tests/support/server/roles.h"

#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/test_database.h"

namespace pipewright::testing {

void AddRole(const std::string& tenant_id, const std::string& name, const std::string& grants) {
  AddRole(TestDatabase::Get().owner_url(), tenant_id, name, grants);
}

void AddRole(const std::string& owner_url, const std::string& tenant_id, const std::string& name,
             const std::string& grants) {
  AdminConnection database(owner_url);
  database.Ask("select set_config('app.tenant_id', $1, false)", {tenant_id});
  database.Ask(
      "insert into roles (tenant_id, id, version, create_time, update_time, name, description, grants) values "
      "($1::uuid, gen_random_uuid(), 1, now(), now(), $2, '', $3)",
      {tenant_id, name, grants});
}

}  // namespace pipewright::testing
