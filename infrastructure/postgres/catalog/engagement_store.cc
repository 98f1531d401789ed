#include "infrastructure/postgres/catalog/engagement_store.h"

#include "infrastructure/postgres/catalog/offering_table.h"
#include "infrastructure/postgres/organization/member_layout.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {

using S = catalog::EngagementState;

const Table<catalog::Engagement>& EngagementTable() {
  static const auto* const table = new Table<catalog::Engagement>(
      Table<catalog::Engagement>(
          "engagements",
          {
              Col("account_id", &S::account_id).Referring("account", LayoutOf<AccountTable>),
              Col("offering_id", &S::offering_id).Referring("offering", LayoutOf<OfferingTable>),
              Col("status", &S::status),
              Col("start_date", &S::start_date),
              Col("end_date", &S::end_date),
              MoneyCol("value", &S::value),
              UnlistedCol("description", &S::description),
              ReferringToMember("owner", Col("owner_id", &S::owner_id)),
              Col("opportunity_id", &S::opportunity_id).Referring("opportunity", LayoutOf<OpportunityTable>),
              JsonCol("tags", &S::tags),
              CustomFieldsCol(&S::custom_fields),
          },
          OwnedBy({"owner_id"}))
          .WithTags("engagement_tags", "engagement_id")
          .WithCustomFields("engagement_custom_fields", "engagement_id")
          .SortedBy({"start_date", "end_date"}));
  return *table;
}

absl::StatusOr<std::vector<OfferingId>> PostgresEngagementRepository::OfferingsFrom(const OpportunityId& opportunity) {
  static const auto* const sql = new Sql{
      "select distinct offering_id from engagements where tenant_id = $1::uuid and opportunity_id = $2::uuid "
      "and delete_time is null",
      1};
  std::vector<OfferingId> offerings;
  RETURN_IF_ERROR(session().Read(*sql, {session().tenant(), opportunity.ToString()}, [&](Row row) {
    return Codec<OfferingId>::FromText(row[0].text, offerings.emplace_back());
  }));
  return offerings;
}

}  // namespace pipewright::postgres
