#include "tests/support/infrastructure/tenant_contents.h"

#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/test_database.h"

namespace pipewright::testing {

std::string EverythingOf(const std::string& tenant_id) {
  AdminConnection database(TestDatabase::Get().owner_url());
  database.Ask("select set_config('app.tenant_id', $1, false)", {tenant_id});
  const auto tables = database.Rows(
      "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' "
      "where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace order by 1");
  if (tables.size() <= 5) throw std::runtime_error("the tenant's tables were not found");
  std::string everything;
  for (const auto& table : tables) {
    // Codes are numbered apart from the transactions that use them.
    const char* const but = table[0] == "counters" ? " and series not like '%\\_code'" : "";
    absl::StrAppend(&everything, "== ", table[0], "\n",
                    database.Ask(absl::StrCat("select string_agg(t::text, chr(10) order by t::text) from ", table[0],
                                              " t where tenant_id = $1::uuid", but),
                                 {tenant_id}),
                    "\n");
  }
  return everything;
}

int CountOf(const std::string& tenant_id, const std::string& table) {
  AdminConnection database(TestDatabase::Get().owner_url());
  database.Ask("select set_config('app.tenant_id', $1, false)", {tenant_id});
  return std::stoi(
      database.Ask(absl::StrCat("select count(*) from ", table, " where tenant_id = $1::uuid"), {tenant_id}));
}

}  // namespace pipewright::testing
