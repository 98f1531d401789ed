#include "infrastructure/postgres/organization/membership_table.h"

#include "infrastructure/postgres/organization/business_unit_table.h"
#include "infrastructure/postgres/organization/member_layout.h"

namespace pipewright::postgres {

using S = organization::MembershipState;

const Table<organization::Membership>& MembershipTable() {
  static const auto* const table = new Table<organization::Membership>(
      Table<organization::Membership>("memberships",
                                      {
                                          Col("user_id", &S::user_id),
                                          Col("email", &S::email),
                                          Col("given_name", &S::given_name),
                                          Col("family_name", &S::family_name),
                                          JsonCol("roles", &S::roles),
                                          ReferringToMember("manager", Col("manager_id", &S::manager_id)),
                                          Col("job_title", &S::job_title),
                                          Col("status", &S::status),
                                          ReferringToUnit(Col("business_unit_id", &S::business_unit_id)),
                                      })
          .SortedBy({"family_name", "email", "create_time"}));
  return *table;
}

const TableLayout& MemberLayout() { return MembershipTable().layout(); }

}  // namespace pipewright::postgres
