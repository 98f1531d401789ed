#include "application/application.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/contact_table.h"
#include "infrastructure/postgres/sales/lost_reason_store.h"
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
        lost_reasons_(base, postgres::LostReasonTable()),
        insights_(base.pool, base.clock),
        application_{.account_commands = sales::AccountCommands(base.ids, base.phones),
                     .account_queries = accounts_.queries,
                     .contact_commands = sales::ContactCommands(base.ids, base.phones),
                     .contact_queries = contacts_.queries,
                     .pipeline_commands = sales::PipelineCommands(base.ids),
                     .pipeline_queries = pipelines_.queries,
                     .opportunity_commands = sales::OpportunityCommands(base.ids),
                     .opportunity_queries = {opportunities_.reader, base.lists, base.clock},
                     .opportunity_insights = insights_,
                     .lost_reason_commands = sales::LostReasonCommands(base.ids),
                     .lost_reason_queries = lost_reasons_.queries} {}

  void AddServices(Api& api) override {
    sales::AddAccountService(api, application_, accounts_.keys);
    sales::AddContactService(api, application_, contacts_.keys);
    sales::AddPipelineService(api, application_);
    sales::AddOpportunityService(api, application_, opportunities_.keys);
    sales::AddLostReasonService(api, application_);
  }

 private:
  StoredRecord<sales::Account> accounts_;
  StoredRecord<sales::Contact> contacts_;
  StoredRecord<sales::Pipeline> pipelines_;
  StoredRecord<sales::Opportunity> opportunities_;
  StoredRecord<sales::LostReason> lost_reasons_;
  postgres::PostgresOpportunityInsights insights_;
  const Application::Sales application_;
};

}  // namespace

std::unique_ptr<Context> MakeSales(const Foundation& base) { return std::make_unique<Sales>(base); }

}  // namespace pipewright::server
