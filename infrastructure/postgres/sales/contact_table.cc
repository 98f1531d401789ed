#include "infrastructure/postgres/sales/contact_table.h"

#include "infrastructure/postgres/organization/member_layout.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/match_keys.h"
#include "infrastructure/postgres/sales/sales_json.h"
#include "infrastructure/postgres/table/address_column.h"

namespace pipewright::postgres {

using S = sales::ContactState;

const Table<sales::Contact>& ContactTable() {
  static const auto* const table = new Table<sales::Contact>(
      Table<sales::Contact>(
          "contacts",
          {
              Col("account_id", &S::account_id).Referring("account", LayoutOf<AccountTable>),
              Col("first_name", &S::first_name),
              Col("last_name", &S::last_name),
              Col("email", &S::email),
              Col("phone", &S::phone),
              Col("mobile", &S::mobile),
              Col("title", &S::title),
              Col("department", &S::department),
              Col("status", &S::status),
              Col("source", &S::source),
              Col("score", &S::score),
              JsonCol("social_profiles", &S::social_profiles),
              JsonCol("preferences", &S::preferences),
              Col("reports_to_id", &S::reports_to_id).Referring("reports_to", LayoutOf<ContactTable>),
              Col("primary_contact", &S::primary_contact),
              AddressCol("address", &S::address),
              ReferringToMember("owner", Col("owner_id", &S::owner_id)),
              Col("merged_into_id", &S::merged_into_id).Referring("merged_into", LayoutOf<ContactTable>).Kept(),
              JsonCol("tags", &S::tags),
              CustomFieldsCol(&S::custom_fields),
          },
          OwnedBy({"owner_id"}))
          .WithTags("contact_tags", "contact_id")
          .WithCustomFields("contact_custom_fields", "contact_id")
          .Beside(MatchKeys<S>("contact_match_keys", "contact_id"))
          .BelowAccount(&S::account_id)
          .SearchedBy({"first_name", "last_name"}, {"email", "phone", "mobile", "title", "department", "tags"})
          .KeptLive()
          .SortedBy({"last_name", "email", "status", "score", "create_time", "update_time"}));
  return *table;
}

}  // namespace pipewright::postgres
