#include "infrastructure/postgres/sales/lead_table.h"

#include <vector>

#include "infrastructure/postgres/organization/business_unit_table.h"
#include "infrastructure/postgres/organization/member_layout.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/contact_table.h"
#include "infrastructure/postgres/sales/match_keys.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/sales/sales_json.h"

namespace pipewright::postgres {
namespace {

using S = sales::LeadState;

// What a lead became, in a table of its own: the foreign keys and their indexes are rows for the few leads that are
// converted, and cost the others nothing.
Links<S> Conversions() {
  return {"lead_conversions",
          "lead_id",
          {{"account_id", "uuid"}, {"contact_id", "uuid"}, {"opportunity_id", "uuid"}},
          [](const S& lead) -> std::vector<std::vector<Param>> {
            if (!lead.converted_account_id.has_value() || !lead.converted_contact_id.has_value()) return {};
            return {{lead.converted_account_id->ToString(), lead.converted_contact_id->ToString(),
                     lead.converted_opportunity_id.has_value() ? Param(lead.converted_opportunity_id->ToString())
                                                               : std::nullopt}};
          }};
}

}  // namespace

const Table<sales::Lead>& LeadTable() {
  static const auto* const table = new Table<sales::Lead>(
      Table<sales::Lead>(
          "leads",
          {
              Col("code", &S::code),
              Col("name", &S::name),
              Col("company", &S::company),
              Col("title", &S::title),
              Col("email", &S::email),
              Col("phone", &S::phone),
              Col("website", &S::website),
              Col("source", &S::source),
              Col("industry", &S::industry),
              Col("region", &S::region),
              Col("status", &S::status),
              UnlistedCol("status_reason", &S::status_reason),
              Col("score", &S::score),
              JsonCol("score_reasons", &S::score_reasons),
              MoneyCol("estimated_value", &S::estimated_value),
              UnlistedCol("description", &S::description),
              ReferringToMember("owner", Col("owner_id", &S::owner_id)),
              ReferringToUnit(Col("business_unit_id", &S::business_unit_id)),
              Col("merged_into_id", &S::merged_into_id).Referring("merged_into", LayoutOf<LeadTable>).Kept(),
              JsonCol("tags", &S::tags),
              CustomFieldsCol(&S::custom_fields),
              Col("convert_time", &S::convert_time),
              ReferringToMember("converted_by", Col("converted_by", &S::converted_by)),
              Col("converted_account_id", &S::converted_account_id)
                  .Referring("converted_account", LayoutOf<AccountTable>)
                  .Kept(),
              Col("converted_contact_id", &S::converted_contact_id)
                  .Referring("converted_contact", LayoutOf<ContactTable>)
                  .Kept(),
              Col("converted_opportunity_id", &S::converted_opportunity_id)
                  .Referring("converted_opportunity", LayoutOf<OpportunityTable>)
                  .Kept(),
          },
          OwnedBy({"owner_id"}), {Conversions()})
          .WithTags("lead_tags", "lead_id")
          .WithCustomFields("lead_custom_fields", "lead_id")
          .Beside(MatchKeys<S>("lead_match_keys", "lead_id"))
          .SearchedBy({"name", "company"}, {"code", "title", "email", "phone", "website", "description", "tags"})
          .KeptLive()
          .SortedBy({"code", "score"}));
  return *table;
}

}  // namespace pipewright::postgres
