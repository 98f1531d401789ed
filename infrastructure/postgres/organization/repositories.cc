#include "infrastructure/postgres/organization/repositories.h"

#include "infrastructure/postgres/organization/business_unit_table.h"
#include "infrastructure/postgres/organization/code_series_table.h"
#include "infrastructure/postgres/organization/custom_field_definition_store.h"
#include "infrastructure/postgres/organization/membership_store.h"
#include "infrastructure/postgres/organization/tenant_store.h"

namespace pipewright::postgres {

void AddOrganizationRepositories(RepositoryList& list) {
  list.Add<PostgresTenantRepository>();
  list.Add<PostgresMembershipRepository>();
  list.Add<PostgresCustomFieldDefinitionRepository>();
  list.AddHierarchy(BusinessUnitTable(), "parent_business_unit_id",
                    &organization::BusinessUnitState::parent_business_unit_id);
  list.Add(CodeSeriesTable());
}

}  // namespace pipewright::postgres
