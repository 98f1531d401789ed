#include "server/composition/backend.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "application/sales/default_pipeline.h"
#include "application/shared/queries/list_checker.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/connection/server_secrets.h"
#include "infrastructure/postgres/mail/letter_queue.h"
#include "infrastructure/postgres/organization/caller_news.h"
#include "infrastructure/postgres/organization/custom_field_definition_store.h"
#include "infrastructure/postgres/write/transactor.h"
#include "infrastructure/postgres/write/unit_of_work.h"
#include "infrastructure/security/page_token_sealer.h"
#include "infrastructure/security/phone_number_library.h"
#include "infrastructure/security/system_clock.h"
#include "infrastructure/security/uuid_generator.h"
#include "server/composition/contexts.h"
#include "server/rpc/dispatcher.h"

namespace pipewright::server {
namespace {

// Members are in the order in which one needs the other.
class NoSecurityEvents final : public organization::SecurityEvents {
 public:
  void Tell(const RequestContext& /*ctx*/, const organization::SecurityEvent& /*event*/) override {}
};

// To all who keep something of callers.
class AllCallerNews final : public organization::CallerNews {
 public:
  AllCallerNews(organization::CallerNews& authenticator, integration::EventHub& streams)
      : authenticator_(authenticator), streams_(streams) {}
  // The streams ask the authenticator.
  void UserChanged(const UserId& user) override {
    authenticator_.UserChanged(user);
    streams_.CallersChanged(std::nullopt, user);
  }
  void MembersChanged(const TenantId& tenant) override {
    authenticator_.MembersChanged(tenant);
    streams_.CallersChanged(tenant, std::nullopt);
  }
  void MayHaveMissed() override {
    authenticator_.MayHaveMissed();
    streams_.CallersChanged(std::nullopt, std::nullopt);
  }

 private:
  organization::CallerNews& authenticator_;
  integration::EventHub& streams_;
};

absl::StatusOr<std::unique_ptr<organization::HumanCheck>> MakeHumanCheck(const security::CaptchaService& captcha) {
  if (captcha.verify_url.empty()) return std::make_unique<organization::NoHumanCheck>();
  return security::Captcha::Make(captcha);
}

class AssembledBackend final : public Backend {
 public:
  AssembledBackend(const BackendOptions& options, std::string page_token_key, MethodRegistry methods,
                   ContentHolders content, std::unique_ptr<organization::HumanCheck> humans, CallObserver& observer)
      : account_page_(options.mail.account_page),
        secrets_(options.secrets),
        page_tokens_(std::move(page_token_key)),
        pool_(options.database, options.pool_size + kStrangersThreads),
        job_pool_(options.database, JobConnections(options.job_workers)),
        numbers_(options.database, clock_),
        security_events_(options.security_events != nullptr ? *options.security_events : nobody_),
        humans_(std::move(humans)),
        organization_(MakeOrganization(base_, secrets_, {&default_pipeline_}, account_page_, options.sign_up, *humans_,
                                       security_events_, options.caller_age)),
        content_(std::move(content)),
        collaboration_(MakeCollaboration(base_, options.content, content_.parts())),
        methods_(std::move(methods)),
        executor_({options.pool_size, options.queue_size, TenantThreads(options)}),
        strangers_({kStrangersThreads, kStrangersQueue, 1}),
        dispatcher_({methods_, executor_, strangers_, organization_->authenticator(), ids_, observer}, options.calls),
        integration_(MakeIntegration(base_, options, methods_, command_bus_, steps_, api_.records)),
        listener_(options.database, caller_news_) {
    for (Context* const context :
         {static_cast<Context*>(organization_.get()), catalog_.get(), sales_.get(), tasks_.get(),
          static_cast<Context*>(collaboration_.get()), static_cast<Context*>(integration_.get())}) {
      context->AddServices(api_);
    }
  }

  // What a server must not start without.
  absl::Status Check() const {
    RETURN_IF_ERROR(api_.services.CheckComplete(methods_));
    RETURN_IF_ERROR(integration_->CheckSteps());
    return CheckRecords();
  }
  absl::Status SealSigningKeys() { return organization_->SealSigningKeys(); }
  absl::Status MakeMail(const MailOptions& options) {
    ASSIGN_OR_RETURN(mailer_, MakeMailer(options, clock_, ids_));
    letters_.emplace(mail::LetterRunner::Ports{letter_queue_, letter_transactor_, *mailer_, clock_, ids_, letter_log_},
                     organization_->letter_writers());
    return absl::OkStatus();
  }

  std::vector<grpc::Service*> services() override { return api_.services.all(); }
  postgres::Pool& pool() override { return pool_; }
  const postgres::KeptRows& kept() override { return kept_; }
  Executor& executor() override { return executor_; }
  Executor& strangers() override { return strangers_; }
  const RequestLanes& lanes() override { return dispatcher_.lanes(); }
  OpenCalls& open_calls() override { return dispatcher_.open_calls(); }
  integration::EventHub& events() override { return integration_->events(); }
  bool hears_changes() const override { return listener_.listening(); }
  absl::Status KeepEvents(absl::Duration retention) override { return integration_->KeepEvents(retention); }
  collaboration::ContentSweep& content_sweep() override { return collaboration_->content_sweep(); }
  mail::LetterRunner& letters() override { return *letters_; }
  const LetterLog& letter_log() override { return letter_log_; }
  integration::JobRunner& job_runner() override { return integration_->job_runner(); }
  const integration::JobCounters& job_counters() override { return integration_->job_counters(); }
  void StopJobs() override { integration_->StopJobs(); }

 private:
  // A kind of record whose events are read must have messages for them, and the other way round, and a repository.
  absl::Status CheckRecords() const {
    for (const RecordKindRow& row : kRecordKinds) {
      if (row.kind != RecordKind::kUser && !postgres::AllRepositories().Has(ResourceOf(row.kind))) {
        return absl::InternalError(absl::StrCat("no repository of ", ResourceOf(row.kind), " is listed"));
      }
    }
    const std::vector<std::string> stored = event_records_.names();
    const std::vector<absl::string_view> shown = api_.records.Names();
    for (const std::string& name : stored) {
      if (!postgres::AllRepositories().Has(name)) {
        return absl::InternalError(absl::StrCat("no repository of ", name, " is listed"));
      }
      if (api_.records.Find(name) == nullptr) {
        return absl::InternalError(absl::StrCat("events of ", name, " are stored and no service shows such records"));
      }
    }
    for (const absl::string_view name : shown) {
      if (std::find(stored.begin(), stored.end(), name) == stored.end()) {
        return absl::InternalError(absl::StrCat("no table is registered for the records of the service of ", name));
      }
    }
    return absl::OkStatus();
  }

  const std::string account_page_;
  security::SystemClock clock_;
  security::UuidGenerator ids_{clock_};
  security::PhoneNumberLibrary phones_;
  const security::SecretBox secrets_;
  HmacPageTokenSealer page_tokens_;
  postgres::Pool pool_;
  postgres::Pool job_pool_;
  postgres::KeptRows kept_{clock_};
  postgres::NumberBlocks numbers_;
  postgres::PostgresTransactor transactor_{pool_, numbers_, clock_, ids_};
  postgres::PostgresCustomFieldDefinitions custom_fields_{pool_};
  ListChecker lists_{clock_, page_tokens_, &custom_fields_, &phones_};
  postgres::EventRecords event_records_;
  const Foundation base_{clock_, ids_,     phones_,     page_tokens_, pool_,         job_pool_,
                         kept_,  numbers_, transactor_, lists_,       event_records_};

  sales::DefaultPipeline default_pipeline_{ids_};
  NoSecurityEvents nobody_;
  organization::SecurityEvents& security_events_;
  const std::unique_ptr<organization::HumanCheck> humans_;
  const std::unique_ptr<OrganizationContext> organization_;
  const std::unique_ptr<Context> catalog_ = MakeCatalog(base_);
  const std::unique_ptr<Context> sales_ = MakeSales(base_);
  const std::unique_ptr<Context> tasks_ = MakeTasks(base_);
  const ContentHolders content_;
  const std::unique_ptr<CollaborationContext> collaboration_;

  CommandBus command_bus_{transactor_};
  MethodRegistry methods_;
  Executor executor_;
  Executor strangers_;
  Dispatcher dispatcher_;
  StepRegistry steps_;
  Api api_{Services({dispatcher_, command_bus_, steps_}), {}};
  const std::unique_ptr<IntegrationContext> integration_;

  postgres::PostgresTransactor letter_transactor_{job_pool_, numbers_, clock_, ids_};
  postgres::PostgresLetterQueue letter_queue_{job_pool_, clock_};
  LetterLog letter_log_;
  std::unique_ptr<mail::Mailer> mailer_;
  std::optional<mail::LetterRunner> letters_;

  AllCallerNews caller_news_{organization_->caller_news(), integration_->events()};
  postgres::CallerNewsListener listener_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Backend>> Backend::Create(const BackendOptions& options, CallObserver& observer) {
  ASSIGN_OR_RETURN(MethodRegistry methods, MethodRegistry::Build());
  ASSIGN_OR_RETURN(std::string page_token_key, postgres::SharedServerSecret(options.database, "page_tokens"));
  ASSIGN_OR_RETURN(ContentHolders content, ContentHolders::Make(options.content));
  ASSIGN_OR_RETURN(std::unique_ptr<organization::HumanCheck> humans, MakeHumanCheck(options.captcha));
  auto backend = std::make_unique<AssembledBackend>(options, std::move(page_token_key), std::move(methods),
                                                    std::move(content), std::move(humans), observer);
  RETURN_IF_ERROR(backend->Check());
  RETURN_IF_ERROR(backend->SealSigningKeys());
  RETURN_IF_ERROR(backend->MakeMail(options.mail));
  return backend;
}

}  // namespace pipewright::server
