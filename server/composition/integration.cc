#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "application/catalog/engagement_commands.h"
#include "application/catalog/offering_commands.h"
#include "application/collaboration/tag_change.h"
#include "application/collaboration/tagged_records.h"
#include "application/integration/owned_records.h"
#include "application/organization/member_principal.h"
#include "application/sales/duplicate_search.h"
#include "application/sales/vendor_commands.h"
#include "infrastructure/postgres/catalog/engagement_store.h"
#include "infrastructure/postgres/catalog/offering_table.h"
#include "infrastructure/postgres/integration/event_store.h"
#include "infrastructure/postgres/integration/job_queue.h"
#include "infrastructure/postgres/integration/job_table.h"
#include "infrastructure/postgres/integration/saved_search_table.h"
#include "infrastructure/postgres/organization/caller_store.h"
#include "infrastructure/postgres/read/reader.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/contact_table.h"
#include "infrastructure/postgres/sales/lead_table.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/sales/vendor_table.h"
#include "infrastructure/postgres/tasks/task_table.h"
#include "infrastructure/postgres/write/transactor.h"
#include "server/composition/contexts.h"
#include "server/integration/events/event_service.h"
#include "server/integration/files/export_service.h"
#include "server/integration/files/import/import_service.h"
#include "server/integration/files/import/import_work.h"
#include "server/integration/jobs/job_service.h"
#include "server/integration/jobs/job_workers.h"
#include "server/integration/searches/saved_search_service.h"
#include "server/integration/transactions/transaction_service.h"
#include "server/integration/transfers/transfer_service.h"
#include "server/process/logging.h"

namespace pipewright::server {
namespace {

void LogUnreadable(const std::string& event_id) {
  LogError(absl::StrCat("Event ", event_id, " can't be read and is not delivered."));
}

// Jobs of one tenant at a time: a third of the workers, so that not even two tenants have all of them.
int TenantJobs(const BackendOptions& options) { return std::max(1, options.job_workers / 3); }

// Members are in the order in which one needs the other.
class Integration final : public IntegrationContext {
 public:
  Integration(const Foundation& base, const BackendOptions& options, const MethodRegistry& methods,
              const CommandBus& commands, const StepRegistry& steps, const ServedKinds& records)
      : base_(base),
        commands_(commands),
        event_pool_(options.database, kEventConnections),
        events_(base.pool, base.event_records, &LogUnreadable),
        feed_events_(event_pool_, base.event_records, &LogUnreadable),
        event_proto_(records),
        event_hub_(feed_events_, base.page_tokens, event_proto_, options.events),
        step_runner_(methods, steps),
        jobs_(base, postgres::JobTable()),
        job_errors_(base.pool),
        served_fields_(records),
        saved_search_runs_(saved_searches_.queries, records),
        job_transactor_(base.job_pool, base.numbers, base.clock, base.ids),
        job_callers_(base.job_pool),
        job_queue_(base.job_pool, base.clock, TenantJobs(options)),
        import_work_(records, job_queue_, job_transactor_, base.ids),
        duplicate_search_(job_transactor_),
        job_accounts_(base.job_pool, postgres::AccountTable()),
        job_contacts_(base.job_pool, postgres::ContactTable()),
        job_leads_(base.job_pool, postgres::LeadTable()),
        job_opportunities_(base.job_pool, postgres::OpportunityTable()),
        job_tasks_(base.job_pool, postgres::TaskTable()),
        job_vendors_(base.job_pool, postgres::VendorTable()),
        job_offerings_(base.job_pool, postgres::OfferingTable()),
        job_engagements_(base.job_pool, postgres::EngagementTable()),
        transfer_work_({owned_, job_transactor_, base.clock, sales::AccountCommands(base.ids, base.phones),
                        sales::ContactCommands(base.ids, base.phones), sales::LeadCommands(base.ids, base.phones),
                        sales::OpportunityCommands(base.ids), tasks::TaskCommands(base.ids)}),
        tag_work_(job_transactor_, base.clock, TaggedKinds()),
        job_runner_({job_queue_, job_transactor_, job_members_, base.clock, base.ids, job_counters_},
                    {{integration::JobKind::kImport, &import_work_},
                     {integration::JobKind::kDuplicateSearch, &duplicate_search_},
                     {integration::JobKind::kTransfer, &transfer_work_},
                     {integration::JobKind::kTagChange, &tag_work_}}),
        uploads_(base.pool, base.clock),
        file_streams_(options.file_streams),
        job_workers_(job_runner_, job_queue_, base.clock, options.job_workers) {}

  void AddServices(Api& api) override {
    integration::AddEventService(api, event_queries_, event_proto_, event_hub_);
    integration::AddJobService(api, job_commands_, jobs_.queries, job_error_queries_);
    integration::AddImportService(
        api, {api.records, commands_, job_commands_, uploads_, base_.ids, [this] { job_workers_.Wake(); }},
        file_streams_);
    integration::AddTransferService(api, transfer_commands_);
    integration::AddExportService(api, file_streams_);
    integration::AddSavedSearchService(api, saved_search_commands_, saved_searches_.queries, saved_search_runs_);
    integration::AddTransactionService(api, step_runner_);
  }

  absl::Status CheckSteps() const override { return step_runner_.CheckComplete(); }
  integration::EventHub& events() override { return event_hub_; }
  absl::Status KeepEvents(absl::Duration retention) override { return feed_events_.Keep(retention); }
  integration::JobRunner& job_runner() override { return job_runner_; }
  const integration::JobCounters& job_counters() override { return job_counters_; }
  void StopJobs() override { job_workers_.Stop(); }

 private:
  template <class Update, class A, class Commands, class... Which>
  static std::unique_ptr<const collaboration::TaggedRecords> Tagged(Reader<A>& reader, Commands commands,
                                                                    Which... which) {
    return std::make_unique<collaboration::TaggedRecordsOf<A, Commands, Update>>(reader, std::move(commands),
                                                                                 std::move(which)...);
  }
  collaboration::TagWork::Kinds TaggedKinds() {
    IdGenerator& ids = base_.ids;
    collaboration::TagWork::Kinds kinds;
    kinds[RecordKind::kAccount] =
        Tagged<sales::UpdateAccount>(job_accounts_, sales::AccountCommands(ids, base_.phones));
    kinds[RecordKind::kContact] =
        Tagged<sales::UpdateContact>(job_contacts_, sales::ContactCommands(ids, base_.phones));
    kinds[RecordKind::kLead] = Tagged<sales::UpdateLead>(job_leads_, sales::LeadCommands(ids, base_.phones),
                                                         &integration::IsNotConverted, integration::NotConverted());
    kinds[RecordKind::kOpportunity] =
        Tagged<sales::UpdateOpportunity>(job_opportunities_, sales::OpportunityCommands(ids));
    kinds[RecordKind::kVendor] = Tagged<sales::UpdateVendor>(job_vendors_, sales::VendorCommands(ids, base_.phones));
    kinds[RecordKind::kOffering] = Tagged<catalog::UpdateOffering>(job_offerings_, catalog::OfferingCommands(ids));
    kinds[RecordKind::kEngagement] =
        Tagged<catalog::UpdateEngagement>(job_engagements_, catalog::EngagementCommands(ids));
    return kinds;
  }

  const Foundation base_;
  const CommandBus& commands_;

  // Streams of events and their table are looked after beside the calls, so they wait for none of them.
  static constexpr int kEventConnections = 2;
  postgres::Pool event_pool_;
  postgres::PostgresEventStore events_;
  postgres::PostgresEventStore feed_events_;
  const integration::EventQueries event_queries_{events_, base_.page_tokens};
  integration::EventProto event_proto_;
  integration::EventHub event_hub_;
  integration::StepRunner step_runner_;

  StoredRecord<integration::Job> jobs_;
  postgres::PostgresJobErrors job_errors_;
  const integration::JobCommands job_commands_{};
  const integration::JobErrorQueries job_error_queries_{jobs_.reader, job_errors_, base_.page_tokens};
  const integration::TransferCommands transfer_commands_{job_commands_, base_.ids};

  StoredRecord<integration::SavedSearch> saved_searches_{base_, postgres::SavedSearchTable()};
  const integration::ServedFields served_fields_;
  const integration::SavedSearchCommands saved_search_commands_{base_.ids, served_fields_};
  const integration::SavedSearchRuns saved_search_runs_;

  // What jobs are worked at with: connections of their own, so that they don't wait for calls, nor calls for them.
  postgres::PostgresTransactor job_transactor_;
  postgres::PostgresCallerStore job_callers_;
  organization::MemberPrincipals job_members_{job_callers_};
  postgres::PostgresJobQueue job_queue_;
  integration::ImportWork import_work_;
  sales::DuplicateSearchWork duplicate_search_;
  postgres::PostgresReader<sales::Account> job_accounts_;
  postgres::PostgresReader<sales::Contact> job_contacts_;
  postgres::PostgresReader<sales::Lead> job_leads_;
  postgres::PostgresReader<sales::Opportunity> job_opportunities_;
  postgres::PostgresReader<tasks::Task> job_tasks_;
  postgres::PostgresReader<sales::Vendor> job_vendors_;
  postgres::PostgresReader<catalog::Offering> job_offerings_;
  postgres::PostgresReader<catalog::Engagement> job_engagements_;
  integration::ReadOwnedRecords owned_{job_accounts_, job_contacts_, job_leads_, job_opportunities_, job_tasks_};
  integration::TransferWork transfer_work_;
  collaboration::TagWork tag_work_;
  integration::JobCounters job_counters_;
  integration::JobRunner job_runner_;
  postgres::PostgresJobQueue uploads_;  // stored by the calls' connections
  integration::FileStreams file_streams_;
  integration::JobWorkers job_workers_;
};

}  // namespace

std::unique_ptr<IntegrationContext> MakeIntegration(const Foundation& base, const BackendOptions& options,
                                                    const MethodRegistry& methods, const CommandBus& commands,
                                                    const StepRegistry& steps, const ServedKinds& records) {
  return std::make_unique<Integration>(base, options, methods, commands, steps, records);
}

}  // namespace pipewright::server
