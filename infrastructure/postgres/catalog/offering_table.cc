#include "infrastructure/postgres/catalog/offering_table.h"

#include "infrastructure/postgres/organization/business_unit_table.h"

namespace pipewright::postgres {

using S = catalog::OfferingState;

const Table<catalog::Offering>& OfferingTable() {
  static const auto* const table = new Table<catalog::Offering>(
      Table<catalog::Offering>("offerings",
                               {
                                   Col("name", &S::name),
                                   Col("sku", &S::sku),
                                   UnlistedCol("description", &S::description),
                                   Col("kind", &S::kind),
                                   JsonCol("prices", &S::prices),
                                   Col("billing_period", &S::billing_period),
                                   Col("active", &S::active),
                                   ReferringToUnit(Col("business_unit_id", &S::business_unit_id)),
                                   JsonCol("tags", &S::tags),
                                   CustomFieldsCol(&S::custom_fields),
                               })
          .WithTags("offering_tags", "offering_id")
          .WithCustomFields("offering_custom_fields", "offering_id")
          .SearchedBy({"name"}, {"sku", "description", "tags"})
          .SortedBy({"name", "sku", "create_time", "update_time"}));
  return *table;
}

}  // namespace pipewright::postgres
