#include "application/application.h"
#include "infrastructure/postgres/integration/job_table.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/contact_table.h"
#include "infrastructure/postgres/sales/duplicate_pair_store.h"
#include "infrastructure/postgres/sales/match_store.h"
#include "infrastructure/postgres/sales/merge_store.h"
#include "infrastructure/postgres/sales/opportunity_insights.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/sales/pipeline_store.h"
#include "server/composition/contexts.h"
#include "server/sales/services.h"

namespace pipewright::server {
namespace {

class Sales final : public Context {
 public:
  explicit Sales(const Foundation& base)
      : accounts_(base, postgres::AccountTable()),
        contacts_(base, postgres::ContactTable()),
        pipelines_(base, postgres::PipelineTable()),
        opportunities_(base, postgres::OpportunityTable()),
        merges_(base, postgres::MergeTable()),
        merge_parts_(base.pool),
        match_rules_(base, postgres::MatchRuleTable()),
        jobs_(base.pool, postgres::JobTable()),
        duplicate_pairs_(base.pool),
        insights_(base.pool, base.clock),
        application_{.account_commands = sales::AccountCommands(base.ids, base.phones),
                     .account_queries = accounts_.queries,
                     .contact_commands = sales::ContactCommands(base.ids, base.phones),
                     .contact_queries = contacts_.queries,
                     .pipeline_commands = sales::PipelineCommands(base.ids),
                     .pipeline_queries = pipelines_.queries,
                     .opportunity_commands = sales::OpportunityCommands(base.ids),
                     .opportunity_queries = opportunities_.queries,
                     .opportunity_insights = insights_,
                     .merge_commands = sales::MergeCommands(base.ids),
                     .merge_queries = merges_.queries,
                     .merge_part_queries = sales::MergePartQueries(merges_.reader, merge_parts_, base.page_tokens),
                     .duplicate_queries =
                         sales::DuplicateQueries(base.transactor, accounts_.reader, contacts_.reader, base.phones),
                     .duplicate_search_commands = sales::DuplicateSearchCommands(base.ids),
                     .duplicate_pair_queries = sales::DuplicatePairQueries(jobs_, duplicate_pairs_, base.page_tokens),
                     .match_rule_commands = sales::MatchRuleCommands(base.ids),
                     .match_rule_queries = match_rules_.queries} {}

  void AddServices(Api& api) override {
    sales::AddAccountService(api, application_, accounts_.keys);
    sales::AddContactService(api, application_, contacts_.keys);
    sales::AddPipelineService(api, application_);
    sales::AddMergeService(api, application_);
    sales::AddDuplicateService(api, application_);
    sales::AddOpportunityService(api, application_, opportunities_.keys);
  }

 private:
  StoredRecord<sales::Account> accounts_;
  StoredRecord<sales::Contact> contacts_;
  StoredRecord<sales::Pipeline> pipelines_;
  StoredRecord<sales::Opportunity> opportunities_;
  StoredRecord<sales::Merge> merges_;
  postgres::PostgresMergePartReader merge_parts_;
  StoredRecord<sales::MatchRule> match_rules_;
  postgres::PostgresReader<integration::Job> jobs_;
  postgres::PostgresDuplicatePairReader duplicate_pairs_;
  postgres::PostgresOpportunityInsights insights_;
  const Application::Sales application_;
};

}  // namespace

std::unique_ptr<Context> MakeSales(const Foundation& base) { return std::make_unique<Sales>(base); }

}  // namespace pipewright::server
