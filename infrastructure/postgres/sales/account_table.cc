#include "infrastructure/postgres/sales/account_table.h"

#include "infrastructure/postgres/organization/business_unit_table.h"
#include "infrastructure/postgres/organization/member_layout.h"
#include "infrastructure/postgres/sales/match_keys.h"
#include "infrastructure/postgres/table/address_column.h"

namespace pipewright::postgres {

using S = sales::AccountState;

const Table<sales::Account>& AccountTable() {
  static const auto* const table = new Table<sales::Account>(
      Table<sales::Account>(
          "accounts",
          {
              Col("code", &S::code),
              Col("kind", &S::kind),
              Col("name", &S::name),
              UnlistedCol("description", &S::description),
              Col("industry", &S::industry),
              Col("region", &S::region),
              Col("size", &S::size),
              Col("website", &S::website),
              Col("email", &S::email),
              Col("phone", &S::phone),
              AddressCol("billing_address", &S::billing_address),
              AddressCol("shipping_address", &S::shipping_address),
              MoneyCol("annual_revenue", &S::annual_revenue),
              Col("employee_count", &S::employee_count),
              Col("status", &S::status),
              Col("rating", &S::rating),
              Col("vip", &S::vip),
              ReferringToMember("owner", Col("owner_id", &S::owner_id)),
              Col("parent_account_id", &S::parent_account_id).Referring("parent_account", LayoutOf<AccountTable>),
              ReferringToUnit(Col("business_unit_id", &S::business_unit_id)),
              Col("merged_into_id", &S::merged_into_id).Referring("merged_into", LayoutOf<AccountTable>).Kept(),
              JsonCol("tags", &S::tags),
              CustomFieldsCol(&S::custom_fields),
          },
          OwnedBy({"owner_id"}))
          .WithTags("account_tags", "account_id")
          .WithCustomFields("account_custom_fields", "account_id")
          .Beside(MatchKeys<S>("account_match_keys", "account_id"))
          .BelowAccount(&S::id)
          .SearchedBy({"name"}, {"code", "website", "email", "phone", "description", "tags"})
          .KeptLive()
          .SortedBy({"code", "name", "industry", "status", "annual_revenue", "employee_count", "create_time",
                     "update_time"}));
  return *table;
}

StatisticsColumns AccountStatisticsColumns() { return {.owner = "owner_id", .amount = "annual_revenue"}; }

}  // namespace pipewright::postgres
