#include "infrastructure/postgres/organization/tenant_table.h"

namespace pipewright::postgres {

using S = organization::TenantState;

const Table<organization::Tenant>& TenantTable() {
  static const auto* const table =
      new Table<organization::Tenant>("tenants", {
                                                     Col("name", &S::name),
                                                     Col("slug", &S::slug),
                                                     Col("base_currency", &S::base_currency),
                                                     Col("time_zone", &S::time_zone),
                                                     Col("locale", &S::locale),
                                                     Col("fiscal_year_start_month", &S::fiscal_year_start_month),
                                                     Col("tier", &S::tier),
                                                     Col("status", &S::status),
                                                 });
  return *table;
}

}  // namespace pipewright::postgres
