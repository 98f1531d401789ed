#include "server/composition/backend.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "application/application.h"
#include "application/integration/job_runner.h"
#include "application/organization/member_principal.h"
#include "application/organization/session_authenticator.h"
#include "application/sales/default_pipeline.h"
#include "application/shared/commands/command_bus.h"
#include "application/shared/queries/list_checker.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/connection/server_secrets.h"
#include "infrastructure/postgres/integration/event_store.h"
#include "infrastructure/postgres/integration/job_queue.h"
#include "infrastructure/postgres/integration/job_table.h"
#include "infrastructure/postgres/organization/caller_store.h"
#include "infrastructure/postgres/organization/custom_field_definition_store.h"
#include "infrastructure/postgres/organization/membership_table.h"
#include "infrastructure/postgres/organization/signing_key_store.h"
#include "infrastructure/postgres/organization/tenant_table.h"
#include "infrastructure/postgres/read/key_lookup.h"
#include "infrastructure/postgres/read/reader.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/contact_table.h"
#include "infrastructure/postgres/sales/opportunity_insights.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/sales/pipeline_store.h"
#include "infrastructure/postgres/tasks/task_table.h"
#include "infrastructure/postgres/write/transactor.h"
#include "infrastructure/security/argon2_password_hasher.h"
#include "infrastructure/security/ed25519.h"
#include "infrastructure/security/jwt_access_tokens.h"
#include "infrastructure/security/page_token_sealer.h"
#include "infrastructure/security/phone_number_library.h"
#include "infrastructure/security/random.h"
#include "infrastructure/security/system_clock.h"
#include "infrastructure/security/uuid_v7_generator.h"
#include "server/integration/events/event_service.h"
#include "server/integration/files/export_service.h"
#include "server/integration/files/import/import_service.h"
#include "server/integration/files/import/import_work.h"
#include "server/integration/files/registered_kinds.h"
#include "server/integration/jobs/job_service.h"
#include "server/integration/jobs/job_workers.h"
#include "server/integration/transactions/step_runner.h"
#include "server/integration/transactions/transaction_service.h"
#include "server/organization/auth_service.h"
#include "server/organization/custom_field_definition_service.h"
#include "server/organization/member_service.h"
#include "server/organization/role_service.h"
#include "server/organization/tenant_service.h"
#include "server/process/logging.h"
#include "server/rpc/dispatcher.h"
#include "server/rpc/method_registry.h"
#include "server/sales/account_service.h"
#include "server/sales/contact_service.h"
#include "server/sales/opportunity_service.h"
#include "server/sales/pipeline_service.h"
#include "server/tasks/task_service.h"

namespace pipewright::server {
namespace {

void LogUnreadable(const std::string& event_id) {
  LogError(absl::StrCat("Event ", event_id, " can't be read and is not delivered."));
}

// Members are in the order in which one needs the other.
class AssembledBackend : public Backend {
 public:
  AssembledBackend(const BackendOptions& options, std::string page_token_key, MethodRegistry methods,
                   CallObserver& observer)
      : secrets_(options.secrets),
        page_tokens_(std::move(page_token_key)),
        pool_(options.database, options.pool_size),
        event_pool_(options.database, kEventConnections),
        job_pool_(options.database, JobConnections(options.job_workers)),
        methods_(std::move(methods)),
        executor_(options.pool_size, options.queue_size),
        dispatcher_(methods_, executor_, session_authenticator_, command_bus_, ids_, observer),
        event_hub_(feed_events_, page_tokens_, options.events),
        file_streams_(options.file_streams),
        job_workers_(job_runner_, job_queue_, clock_, options.job_workers) {
    custom_field_definition_service_.AddSteps(steps_);
    account_service_.AddSteps(steps_);
    contact_service_.AddSteps(steps_);
    pipeline_service_.AddSteps(steps_);
    opportunity_service_.AddSteps(steps_);
    task_service_.AddSteps(steps_);
  }

  absl::Status Check() const { return step_runner_.CheckComplete(); }

  std::vector<grpc::Service*> services() override {
    return {&auth_service_,     &tenant_service_,      &member_service_,
            &role_service_,     &account_service_,     &contact_service_,
            &pipeline_service_, &opportunity_service_, &task_service_,
            &event_service_,    &job_service_,         &import_service_,
            &export_service_,   &transaction_service_, &custom_field_definition_service_};
  }
  postgres::Pool& pool() override { return pool_; }
  absl::Status SealSigningKeys() { return signing_keys_.SealAll(); }
  Executor& executor() override { return executor_; }
  integration::EventHub& events() override { return event_hub_; }
  absl::Status KeepEvents(absl::Duration retention) override { return feed_events_.Keep(retention); }
  integration::JobRunner& job_runner() override { return job_runner_; }
  const integration::JobCounters& job_counters() override { return job_counters_; }
  void StopJobs() override { job_workers_.Stop(); }

 private:
  security::SystemClock clock_;
  security::UuidV7Generator ids_{clock_};
  security::PhoneNumberLibrary phones_;
  const security::SecretBox secrets_;
  HmacPageTokenSealer page_tokens_;

  postgres::Pool pool_;
  postgres::PostgresTransactor transactor_{pool_, clock_, ids_};
  postgres::PostgresCustomFieldDefinitions custom_fields_{pool_};
  ListChecker lists_{clock_, page_tokens_, &custom_fields_};
  postgres::PostgresReader<sales::Account> account_reader_{pool_, postgres::AccountTable()};
  postgres::PostgresReader<sales::Contact> contact_reader_{pool_, postgres::ContactTable()};
  postgres::PostgresReader<sales::Pipeline> pipeline_reader_{pool_, postgres::PipelineTable()};
  postgres::PostgresReader<sales::Opportunity> opportunity_reader_{pool_, postgres::OpportunityTable()};
  postgres::PostgresOpportunityInsights opportunity_insights_{pool_, clock_};
  postgres::PostgresReader<tasks::Task> task_reader_{pool_, postgres::TaskTable()};

  // Streams of events and their table are looked after beside the calls, so they wait for none of them.
  static constexpr int kEventConnections = 2;
  postgres::Pool event_pool_;
  postgres::PostgresEventStore events_{pool_, &LogUnreadable};
  postgres::PostgresEventStore feed_events_{event_pool_, &LogUnreadable};
  postgres::PostgresReader<integration::Job> job_reader_{pool_, postgres::JobTable()};
  postgres::PostgresJobErrors job_errors_{pool_};

  // Who signs in and how.
  security::Argon2PasswordHasher passwords_;
  security::RandomSecretTokens refresh_tokens_{"pwr_"};
  security::Ed25519KeyFactory key_factory_;
  postgres::PostgresSigningKeyStore signing_keys_{pool_, secrets_};
  security::JwtAccessTokens access_tokens_{signing_keys_, key_factory_};
  postgres::PostgresCallerStore callers_{pool_};
  organization::SessionAuthenticator session_authenticator_{access_tokens_, callers_, clock_};
  sales::DefaultPipeline default_pipeline_{ids_};
  organization::TenantFounder founder_{ids_, {&default_pipeline_}};
  postgres::PostgresReader<organization::Tenant> tenant_reader_{pool_, postgres::TenantTable()};
  postgres::PostgresReader<organization::CustomFieldDefinition> custom_field_reader_{
      pool_, postgres::CustomFieldDefinitionTable()};
  postgres::PostgresReader<organization::Membership> member_reader_{pool_, postgres::MembershipTable()};

  Application application_{
      .organization = {.auth = organization::AuthCommands({.transactor = transactor_,
                                                           .passwords = passwords_,
                                                           .tokens = refresh_tokens_,
                                                           .access_tokens = access_tokens_,
                                                           .founder = founder_,
                                                           .callers = session_authenticator_,
                                                           .ids = ids_,
                                                           .clock = clock_}),
                       .tenant_commands = organization::TenantCommands(session_authenticator_),
                       .tenant_queries = RecordQueries<organization::Tenant>(tenant_reader_, lists_),
                       .tenant_administration =
                           organization::TenantAdministration(transactor_, session_authenticator_, page_tokens_),
                       .member_commands = organization::MemberCommands(passwords_, session_authenticator_, ids_),
                       .member_queries = RecordQueries<organization::Membership>(member_reader_, lists_),
                       .role_queries = organization::RoleQueries(transactor_),
                       .custom_field_commands = organization::CustomFieldCommands(ids_),
                       .custom_field_queries =
                           RecordQueries<organization::CustomFieldDefinition>(custom_field_reader_, lists_)},
      .sales = {.account_commands = sales::AccountCommands(ids_, phones_),
                .account_queries = RecordQueries<sales::Account>(account_reader_, lists_),
                .contact_commands = sales::ContactCommands(ids_, phones_),
                .contact_queries = RecordQueries<sales::Contact>(contact_reader_, lists_),
                .pipeline_commands = sales::PipelineCommands(ids_),
                .pipeline_queries = RecordQueries<sales::Pipeline>(pipeline_reader_, lists_),
                .opportunity_commands = sales::OpportunityCommands(ids_),
                .opportunity_queries = RecordQueries<sales::Opportunity>(opportunity_reader_, lists_),
                .opportunity_insights = opportunity_insights_},
      .tasks = {.task_commands = tasks::TaskCommands(ids_),
                .task_queries = tasks::TaskQueries(task_reader_, lists_, clock_)},
      .integration = {.event_queries = integration::EventQueries(events_, page_tokens_),
                      .job_commands = integration::JobCommands(),
                      .job_queries = RecordQueries<integration::Job>(job_reader_, lists_),
                      .job_errors = integration::JobErrorQueries(job_reader_, job_errors_, page_tokens_)},
  };

  // What jobs are worked at with: connections of their own, so that they don't wait for calls, nor calls for them.
  postgres::Pool job_pool_;
  postgres::PostgresTransactor job_transactor_{job_pool_, clock_, ids_};
  postgres::PostgresCallerStore job_callers_{job_pool_};
  organization::MemberPrincipals job_members_{job_callers_};
  postgres::PostgresJobQueue job_queue_{job_pool_, clock_};
  postgres::PostgresKeyLookup account_keys_{job_pool_, postgres::AccountTable().layout()};
  postgres::PostgresKeyLookup contact_keys_{job_pool_, postgres::ContactTable().layout()};
  postgres::PostgresKeyLookup opportunity_keys_{job_pool_, postgres::OpportunityTable().layout()};
  postgres::PostgresKeyLookup task_keys_{job_pool_, postgres::TaskTable().layout()};
  postgres::PostgresKeyLookup custom_field_keys_{job_pool_, postgres::CustomFieldDefinitionTable().layout()};
  integration::RecordKinds record_kinds_ = integration::RegisteredKinds(
      application_, {account_keys_, contact_keys_, opportunity_keys_, task_keys_, custom_field_keys_});
  integration::ImportWork import_work_{record_kinds_, job_queue_, job_transactor_, ids_};
  integration::JobCounters job_counters_;
  integration::JobRunner job_runner_{{job_queue_, job_transactor_, job_members_, clock_, ids_, job_counters_},
                                     {{integration::JobKind::kImport, &import_work_}}};
  // Uploads are stored by the calls' connections.
  postgres::PostgresJobQueue uploads_{pool_, clock_};

  CommandBus command_bus_{transactor_};
  MethodRegistry methods_;
  Executor executor_;
  Dispatcher dispatcher_;
  StepRegistry steps_;
  integration::StepRunner step_runner_{methods_, steps_};
  integration::EventHub event_hub_;
  integration::FileStreams file_streams_;

  organization::AuthService auth_service_{dispatcher_, application_.organization};
  organization::TenantService tenant_service_{dispatcher_, application_.organization};
  organization::MemberService member_service_{dispatcher_, application_.organization};
  organization::RoleService role_service_{dispatcher_, application_.organization};
  organization::CustomFieldDefinitionService custom_field_definition_service_{dispatcher_, application_.organization};
  sales::AccountService account_service_{dispatcher_, application_.sales};
  sales::ContactService contact_service_{dispatcher_, application_.sales};
  sales::PipelineService pipeline_service_{dispatcher_, application_.sales};
  sales::OpportunityService opportunity_service_{dispatcher_, application_.sales};
  tasks::TaskService task_service_{dispatcher_, application_.tasks};
  integration::TransactionService transaction_service_{dispatcher_, step_runner_};
  integration::EventService event_service_{dispatcher_, application_.integration, event_hub_};
  integration::JobService job_service_{dispatcher_, application_.integration};
  integration::ImportService import_service_{dispatcher_,
                                             {record_kinds_, command_bus_, application_.integration.job_commands,
                                              uploads_, ids_, [this] { job_workers_.Wake(); }},
                                             file_streams_};
  integration::ExportService export_service_{dispatcher_, record_kinds_, file_streams_};

  integration::JobWorkers job_workers_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Backend>> Backend::Create(const BackendOptions& options, CallObserver& observer) {
  ASSIGN_OR_RETURN(MethodRegistry methods, MethodRegistry::Build());
  ASSIGN_OR_RETURN(std::string page_token_key, postgres::SharedServerSecret(options.database, "page_tokens"));
  auto backend = std::make_unique<AssembledBackend>(options, std::move(page_token_key), std::move(methods), observer);
  RETURN_IF_ERROR(backend->Check());
  RETURN_IF_ERROR(backend->SealSigningKeys());
  return backend;
}

}  // namespace pipewright::server
