#include "infrastructure/postgres/sales/repositories.h"

#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/assignment_rule_store.h"
#include "infrastructure/postgres/sales/contact_store.h"
#include "infrastructure/postgres/sales/exchange_rate_store.h"
#include "infrastructure/postgres/sales/lead_table.h"
#include "infrastructure/postgres/sales/lost_reason_store.h"
#include "infrastructure/postgres/sales/match_store.h"
#include "infrastructure/postgres/sales/merge_store.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/sales/pipeline_store.h"
#include "infrastructure/postgres/sales/vendor_table.h"

namespace pipewright::postgres {

void AddSalesRepositories(RepositoryList& list) {
  list.AddHierarchy(AccountTable(), "parent_account_id", &sales::AccountState::parent_account_id);
  list.Add<PostgresAssignmentRuleRepository>();
  list.Add<PostgresContactRepository>();
  list.Add(LeadTable());
  list.Add<PostgresPipelineRepository>();
  list.Add<PostgresOpportunityRepository>();
  list.Add(VendorTable());
  list.Add<PostgresLostReasonRepository>();
  list.Add<PostgresMergeRepository>();
  list.Add<PostgresMatchRuleRepository>();
  list.Add<PostgresExchangeRateRepository>();
}

}  // namespace pipewright::postgres
