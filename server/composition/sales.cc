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
#include "infrastructure/postgres/sales/stage_history.h"
#include "infrastructure/postgres/sales/vendor_table.h"
#include "server/composition/contexts.h"
#include "server/sales/account_service.h"
#include "server/sales/assignment_rule_service.h"
#include "server/sales/contact_service.h"
#include "server/sales/duplicate_service.h"
#include "server/sales/exchange_rate_service.h"
#include "server/sales/lead_service.h"
#include "server/sales/lost_reason_service.h"
#include "server/sales/merge_service.h"
#include "server/sales/opportunity_service.h"
#include "server/sales/pipeline_service.h"
#include "server/sales/vendor_service.h"

namespace pipewright::server {
namespace {

// A kind of record is its table, its commands and its service. Members are in the order in which one needs the other.
class Sales final : public Context {
 public:
  explicit Sales(const Foundation& base) : base_(base) {}

  void AddServices(Api& api) override {
    sales::AddAccountService(api, account_commands_, accounts_.queries, accounts_.keys, account_statistics_,
                             account_insights_);
    sales::AddAssignmentRuleService(api, assignment_rule_commands_, assignment_rules_.queries, assignment_rules_.keys);
    sales::AddContactService(api, contact_commands_, contacts_.queries, contacts_.keys);
    sales::AddLeadService(api, lead_commands_, leads_.queries, leads_.keys, lead_conversion_, lead_statistics_);
    sales::AddPipelineService(api, pipeline_commands_, pipelines_.queries, opportunity_insights_);
    sales::AddMergeService(api, merge_commands_, merges_.queries, merge_part_queries_);
    sales::AddDuplicateService(api, match_rule_commands_, match_rules_.queries, duplicate_queries_,
                               duplicate_search_commands_, duplicate_pair_queries_);
    sales::AddOpportunityService(api, opportunity_commands_, opportunity_queries_, opportunities_.keys,
                                 stage_history_queries_, opportunity_statistics_);
    sales::AddVendorService(api, vendor_commands_, vendors_.queries, vendors_.keys);
    sales::AddLostReasonService(api, lost_reason_commands_, lost_reasons_.queries);
    sales::AddExchangeRateService(api, exchange_rate_commands_, exchange_rates_.queries, exchange_rates_.keys);
  }

 private:
  const Foundation base_;

  StoredRecord<sales::Account> accounts_{base_, postgres::AccountTable()};
  const sales::AccountCommands account_commands_{base_.ids, base_.phones};
  postgres::PostgresStatistics counted_accounts_{base_.pool, base_.kept, postgres::AccountTable().layout(),
                                                 postgres::AccountStatisticsColumns()};
  const StatisticsQueries account_statistics_{counted_accounts_, base_.lists, base_.clock};
  postgres::PostgresAccountInsights account_insights_{base_.pool};

  StoredRecord<sales::AssignmentRule> assignment_rules_{base_, postgres::AssignmentRuleTable()};
  const sales::AssignmentRuleCommands assignment_rule_commands_{base_.ids};

  StoredRecord<sales::Contact> contacts_{base_, postgres::ContactTable()};
  const sales::ContactCommands contact_commands_{base_.ids, base_.phones};

  StoredRecord<sales::Lead> leads_{base_, postgres::LeadTable()};
  const sales::LeadCommands lead_commands_{base_.ids, base_.phones};
  const sales::LeadConversion lead_conversion_{base_.ids, base_.phones};
  postgres::PostgresLeadStatistics counted_leads_{base_.pool};
  const sales::LeadStatisticsQueries lead_statistics_{leads_.reader, base_.lists, counted_leads_};

  StoredRecord<sales::Pipeline> pipelines_{base_, postgres::PipelineTable()};
  const sales::PipelineCommands pipeline_commands_{base_.ids};

  StoredRecord<sales::Opportunity> opportunities_{base_, postgres::OpportunityTable()};
  const sales::OpportunityCommands opportunity_commands_{base_.ids};
  const ViewQueries<sales::Opportunity> opportunity_queries_{opportunities_.reader, base_.lists, base_.clock};
  postgres::PostgresOpportunityInsights opportunity_insights_{base_.pool, base_.kept, base_.clock};
  postgres::PostgresStageHistory stage_history_{base_.pool};
  const sales::StageHistoryQueries stage_history_queries_{stage_history_, base_.page_tokens, base_.clock};
  postgres::PostgresStatistics counted_opportunities_{base_.pool, base_.kept, postgres::OpportunityTable().layout(),
                                                      postgres::OpportunityStatisticsColumns()};
  const StatisticsQueries opportunity_statistics_{counted_opportunities_, base_.lists, base_.clock};

  StoredRecord<sales::Vendor> vendors_{base_, postgres::VendorTable()};
  const sales::VendorCommands vendor_commands_{base_.ids, base_.phones};

  StoredRecord<sales::LostReason> lost_reasons_{base_, postgres::LostReasonTable()};
  const sales::LostReasonCommands lost_reason_commands_{base_.ids};

  StoredRecord<sales::ExchangeRate> exchange_rates_{base_, postgres::ExchangeRateTable()};
  const sales::ExchangeRateCommands exchange_rate_commands_{base_.ids};

  StoredRecord<sales::Merge> merges_{base_, postgres::MergeTable()};
  const sales::MergeCommands merge_commands_{base_.ids};
  postgres::PostgresMergePartReader merge_parts_{base_.pool};
  const sales::MergePartQueries merge_part_queries_{merges_.reader, merge_parts_, base_.page_tokens};

  StoredRecord<sales::MatchRule> match_rules_{base_, postgres::MatchRuleTable()};
  const sales::MatchRuleCommands match_rule_commands_{base_.ids};
  const sales::DuplicateQueries duplicate_queries_{base_.transactor, accounts_.reader, contacts_.reader, leads_.reader,
                                                   base_.phones};
  const sales::DuplicateSearchCommands duplicate_search_commands_{base_.ids};
  postgres::PostgresReader<integration::Job> jobs_{base_.pool, postgres::JobTable()};
  postgres::PostgresDuplicatePairReader duplicate_pairs_{base_.pool};
  const sales::DuplicatePairQueries duplicate_pair_queries_{jobs_, duplicate_pairs_, base_.page_tokens};
};

}  // namespace

std::unique_ptr<Context> MakeSales(const Foundation& base) { return std::make_unique<Sales>(base); }

}  // namespace pipewright::server
