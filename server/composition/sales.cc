#include "application/application.h"
#include "infrastructure/postgres/integration/job_table.h"
#include "infrastructure/postgres/sales/account_insights.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/assignment_rule_store.h"
#include "infrastructure/postgres/sales/contact_table.h"
#include "infrastructure/postgres/sales/duplicate_pair_store.h"
#include "infrastructure/postgres/sales/exchange_rate_store.h"
#include "infrastructure/postgres/sales/lead_statistics.h"
#include "infrastructure/postgres/sales/lead_table.h"
#include "infrastructure/postgres/sales/lost_reason_store.h"
#include "infrastructure/postgres/sales/match_store.h"
#include "infrastructure/postgres/sales/merge_store.h"
#include "infrastructure/postgres/sales/opportunity_insights.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/sales/pipeline_store.h"
#include "infrastructure/postgres/sales/vendor_table.h"
#include "server/composition/contexts.h"
#include "server/sales/services.h"

namespace pipewright::server {
namespace {

class Sales final : public Context {
 public:
  explicit Sales(const Foundation& base)
      : accounts_(base, postgres::AccountTable()),
        assignment_rules_(base, postgres::AssignmentRuleTable()),
        contacts_(base, postgres::ContactTable()),
        leads_(base, postgres::LeadTable()),
        lead_statistics_(base.pool),
        pipelines_(base, postgres::PipelineTable()),
        opportunities_(base, postgres::OpportunityTable()),
        lost_reasons_(base, postgres::LostReasonTable()),
        merges_(base, postgres::MergeTable()),
        merge_parts_(base.pool),
        match_rules_(base, postgres::MatchRuleTable()),
        jobs_(base.pool, postgres::JobTable()),
        duplicate_pairs_(base.pool),
        exchange_rates_(base, postgres::ExchangeRateTable()),
        insights_(base.pool, base.kept, base.clock),
        account_insights_(base.pool),
        account_statistics_(base.pool, base.kept, postgres::AccountTable().layout(),
                            postgres::AccountStatisticsColumns()),
        opportunity_statistics_(base.pool, base.kept, postgres::OpportunityTable().layout(),
                                postgres::OpportunityStatisticsColumns()),
        vendors_(base, postgres::VendorTable()),
        application_{.account_commands = sales::AccountCommands(base.ids, base.phones),
                     .account_queries = accounts_.queries,
                     .assignment_rule_commands = sales::AssignmentRuleCommands(base.ids),
                     .assignment_rule_queries = assignment_rules_.queries,
                     .account_statistics = StatisticsQueries(account_statistics_, base.lists, base.clock),
                     .account_insights = account_insights_,
                     .contact_commands = sales::ContactCommands(base.ids, base.phones),
                     .contact_queries = contacts_.queries,
                     .lead_commands = sales::LeadCommands(base.ids, base.phones),
                     .lead_conversion = sales::LeadConversion(base.ids, base.phones),
                     .lead_queries = leads_.queries,
                     .lead_statistics = sales::LeadStatisticsQueries(leads_.reader, base.lists, lead_statistics_),
                     .pipeline_commands = sales::PipelineCommands(base.ids),
                     .pipeline_queries = pipelines_.queries,
                     .opportunity_commands = sales::OpportunityCommands(base.ids),
                     .opportunity_queries = {opportunities_.reader, base.lists, base.clock},
                     .opportunity_insights = insights_,
                     .opportunity_statistics = StatisticsQueries(opportunity_statistics_, base.lists, base.clock),
                     .vendor_commands = sales::VendorCommands(base.ids, base.phones),
                     .vendor_queries = vendors_.queries,
                     .lost_reason_commands = sales::LostReasonCommands(base.ids),
                     .lost_reason_queries = lost_reasons_.queries,
                     .merge_commands = sales::MergeCommands(base.ids),
                     .merge_queries = merges_.queries,
                     .merge_part_queries = sales::MergePartQueries(merges_.reader, merge_parts_, base.page_tokens),
                     .duplicate_queries = sales::DuplicateQueries(base.transactor, accounts_.reader, contacts_.reader,
                                                                  leads_.reader, base.phones),
                     .duplicate_search_commands = sales::DuplicateSearchCommands(base.ids),
                     .duplicate_pair_queries = sales::DuplicatePairQueries(jobs_, duplicate_pairs_, base.page_tokens),
                     .match_rule_commands = sales::MatchRuleCommands(base.ids),
                     .match_rule_queries = match_rules_.queries,
                     .exchange_rate_commands = sales::ExchangeRateCommands(base.ids),
                     .exchange_rate_queries = exchange_rates_.queries} {}

  void AddServices(Api& api) override {
    sales::AddAccountService(api, application_, accounts_.keys);
    sales::AddAssignmentRuleService(api, application_, assignment_rules_.keys);
    sales::AddContactService(api, application_, contacts_.keys);
    sales::AddLeadService(api, application_, leads_.keys);
    sales::AddPipelineService(api, application_);
    sales::AddMergeService(api, application_);
    sales::AddDuplicateService(api, application_);
    sales::AddOpportunityService(api, application_, opportunities_.keys);
    sales::AddVendorService(api, application_, vendors_.keys);
    sales::AddLostReasonService(api, application_);
    sales::AddExchangeRateService(api, application_, exchange_rates_.keys);
  }

 private:
  StoredRecord<sales::Account> accounts_;
  StoredRecord<sales::AssignmentRule> assignment_rules_;
  StoredRecord<sales::Contact> contacts_;
  StoredRecord<sales::Lead> leads_;
  postgres::PostgresLeadStatistics lead_statistics_;
  StoredRecord<sales::Pipeline> pipelines_;
  StoredRecord<sales::Opportunity> opportunities_;
  StoredRecord<sales::LostReason> lost_reasons_;
  StoredRecord<sales::Merge> merges_;
  postgres::PostgresMergePartReader merge_parts_;
  StoredRecord<sales::MatchRule> match_rules_;
  postgres::PostgresReader<integration::Job> jobs_;
  postgres::PostgresDuplicatePairReader duplicate_pairs_;
  StoredRecord<sales::ExchangeRate> exchange_rates_;
  postgres::PostgresOpportunityInsights insights_;
  postgres::PostgresAccountInsights account_insights_;
  postgres::PostgresStatistics account_statistics_;
  postgres::PostgresStatistics opportunity_statistics_;
  StoredRecord<sales::Vendor> vendors_;
  const Application::Sales application_;
};

}  // namespace

std::unique_ptr<Context> MakeSales(const Foundation& base) { return std::make_unique<Sales>(base); }

}  // namespace pipewright::server
