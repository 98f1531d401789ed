#include "infrastructure/postgres/sales/vendor_table.h"

#include "infrastructure/postgres/organization/member_layout.h"
#include "infrastructure/postgres/table/address_column.h"

namespace pipewright::postgres {

using S = sales::VendorState;

const Table<sales::Vendor>& VendorTable() {
  static const auto* const table = new Table<sales::Vendor>(
      Table<sales::Vendor>("vendors",
                           {
                               Col("code", &S::code),
                               Col("name", &S::name),
                               Col("company", &S::company),
                               Col("industry", &S::industry),
                               Col("rating", &S::rating),
                               ReferringToMember("owner", Col("owner_id", &S::owner_id)),
                               Col("email", &S::email),
                               Col("phone", &S::phone),
                               Col("website", &S::website),
                               AddressCol("address", &S::address),
                               UnlistedCol("description", &S::description),
                               Col("status", &S::status),
                               JsonCol("tags", &S::tags),
                               CustomFieldsCol(&S::custom_fields),
                           },
                           OwnedBy({"owner_id"}))
          .WithTags("vendor_tags", "vendor_id")
          .WithCustomFields("vendor_custom_fields", "vendor_id")
          .SearchedBy({"name", "company"}, {"code", "email", "phone", "website", "description", "tags"})
          .SortedBy({"code", "name", "rating"}));
  return *table;
}

}  // namespace pipewright::postgres
