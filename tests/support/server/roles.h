// Roles of a tenant's own, which no method makes yet.
#pragma once

#include <string>

#include "tests/support/server/test_server.h"

namespace pipewright::testing {

// `grants`: as they are stored, "account:read=ALL;job:*=OWN". In the database of TestServer::Get.
void AddRole(const std::string& tenant_id, const std::string& name, const std::string& grants);
// In another database, by the URL of its owner.
void AddRole(const std::string& owner_url, const std::string& tenant_id, const std::string& name,
             const std::string& grants);

}  // namespace pipewright::testing
