#include "infrastructure/postgres/organization/business_unit_table.h"

#include "infrastructure/postgres/organization/member_layout.h"

namespace pipewright::postgres {

using S = organization::BusinessUnitState;

const Table<organization::BusinessUnit>& BusinessUnitTable() {
  static const auto* const table = new Table<organization::BusinessUnit>(
      Table<organization::BusinessUnit>("business_units",
                                        {
                                            Col("name", &S::name),
                                            UnlistedCol("description", &S::description),
                                            ReferringToMember("lead", Col("lead_user_id", &S::lead_user_id)),
                                            Col("parent_business_unit_id", &S::parent_business_unit_id)
                                                .Referring("parent_business_unit", LayoutOf<BusinessUnitTable>),
                                            Col("active", &S::active),
                                        })
          .SortedBy({"name", "create_time", "update_time"})
          .KeptLive());
  return *table;
}

}  // namespace pipewright::postgres
