#include "server/composition/serve.h"

#include <signal.h>

#include <atomic>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/shared/reason.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/connection/connection.h"
#include "infrastructure/postgres/connection/database_error.h"
#include "infrastructure/postgres/connection/notices.h"
#include "infrastructure/postgres/connection/server_secrets.h"
#include "infrastructure/security/system_clock.h"
#include "infrastructure/security/uuid_generator.h"
#include "server/composition/answer_sweep.h"
#include "server/composition/backend.h"
#include "server/composition/database.h"
#include "server/composition/key_fill.h"
#include "server/process/freed_memory.h"
#include "server/process/grpc_server.h"
#include "server/process/health_monitor.h"
#include "server/process/logging.h"
#include "server/process/metrics.h"
#include "server/process/periodic.h"
#include "server/process/security_log.h"

namespace pipewright::server {
namespace {

constexpr absl::Duration kKeepEventsInterval = absl::Hours(1);
constexpr absl::Duration kContentSweepInterval = absl::Hours(1);
constexpr absl::Duration kGiveBackInterval = absl::Seconds(2);
constexpr absl::Duration kProbeInterval = absl::Seconds(2);
constexpr absl::Duration kSweepInterval = absl::Minutes(10);
constexpr absl::Duration kLetterInterval = absl::Seconds(1);

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

// Tells everybody who wants to know of a call.
class Observers : public CallObserver {
 public:
  explicit Observers(Metrics& metrics) : metrics_(metrics) {}

  void OnFinished(const FinishedCall& call) override {
    log_.OnFinished(call);
    metrics_.OnFinished(call);
    if (call.code == grpc::StatusCode::UNAVAILABLE && (call.reason == ReasonName(Reason::kDatabaseUnavailable) ||
                                                       call.reason == ReasonName(Reason::kDatabaseConnectionLost))) {
      if (HealthMonitor* const monitor = monitor_.load(); monitor != nullptr) monitor->NoteTrouble();
    }
  }

  void set_monitor(HealthMonitor* monitor) { monitor_.store(monitor); }

 private:
  CallLog log_;
  Metrics& metrics_;
  std::atomic<HealthMonitor*> monitor_ = nullptr;
};

std::vector<std::shared_ptr<void>> RegisterGauges(Metrics& metrics, Backend& backend, const AnswerSweep& sweep) {
  postgres::Pool& pool = backend.pool();
  Executor& executor = backend.executor();
  Executor& strangers = backend.strangers();
  const RequestLanes& lanes = backend.lanes();
  integration::EventHub& events = backend.events();
  const integration::JobRunner& runner = backend.job_runner();
  const integration::JobCounters& jobs = backend.job_counters();
  const postgres::KeptRows& kept = backend.kept();
  return {
      metrics.AddGauge("pipewright_pool_connections", "Database connections there may be.",
                       [&pool] { return pool.size(); }),
      metrics.AddGauge("pipewright_pool_connections_in_use", "Database connections that calls hold now.",
                       [&pool] { return pool.in_use(); }),
      metrics.AddGauge("pipewright_hears_changes",
                       "1 while it is heard at once which sessions and rights other servers change.",
                       [&backend] { return backend.hears_changes() ? 1 : 0; }),
      metrics.AddGauge("pipewright_kept_answers_bytes", "Memory of answers that hold until something changes.",
                       [&kept] { return static_cast<double>(kept.bytes()); }),
      metrics.AddCounter("pipewright_kept_answers_used_total", "Costly questions that were answered from memory.",
                         [&kept] { return static_cast<double>(kept.hits()); }),
      metrics.AddCounter("pipewright_kept_answers_read_total", "Costly questions that the database had to answer.",
                         [&kept] { return static_cast<double>(kept.misses()); }),
      metrics.AddGauge("pipewright_executor_threads", "Calls that may run at once.",
                       [&executor] { return executor.threads(); }),
      metrics.AddGauge("pipewright_executor_busy", "Calls that run now.", [&executor] { return executor.busy(); }),
      metrics.AddGauge("pipewright_executor_queued", "Calls that wait for a thread.",
                       [&executor] { return executor.queued(); }),
      metrics.AddGauge("pipewright_public_calls_queued",
                       "Calls without credentials, or with a password, that wait for a thread.",
                       [&strangers] { return strangers.queued(); }),
      metrics.AddGauge("pipewright_request_memory_bytes", "Memory that requests may take until they are read.",
                       [&lanes] { return static_cast<double>(lanes.taken()); }),
      metrics.AddGauge("pipewright_event_watchers", "Open event streams.", [&events] { return events.watchers(); }),
      metrics.AddGauge("pipewright_event_lag_seconds",
                       "How old the newest event was when it was last handed to streams; 0 when there was none.",
                       [&events] { return absl::ToDoubleSeconds(events.lag()); }),
      metrics.AddGauge("pipewright_event_kept_bytes", "Memory of the last events, kept for the streams.",
                       [&events] { return static_cast<double>(events.kept_bytes()); }),
      metrics.AddCounter("pipewright_events_sent_total", "Events sent, each time to each stream.",
                         [&events] { return static_cast<double>(events.events_sent()); }),
      metrics.AddCounter("pipewright_event_messages_sent_total", "Messages sent on event streams.",
                         [&events] { return static_cast<double>(events.messages_sent()); }),
      metrics.AddGauge("pipewright_jobs_running", "Jobs that are worked at now.",
                       [&runner] { return runner.running(); }),
      metrics.AddCounter("pipewright_jobs_succeeded_total", "Jobs done to their end.",
                         [&jobs] { return static_cast<double>(jobs.succeeded()); }),
      metrics.AddCounter("pipewright_jobs_failed_total", "Jobs given up.",
                         [&jobs] { return static_cast<double>(jobs.failed()); }),
      metrics.AddCounter("pipewright_jobs_requeued_total", "Jobs given back to be tried again.",
                         [&jobs] { return static_cast<double>(jobs.requeued()); }),
      metrics.AddCounter("pipewright_job_rows_total", "Rows done by jobs.",
                         [&jobs] { return static_cast<double>(jobs.rows()); }),
      metrics.AddCounter("pipewright_statements_total", "SQL statements run.",
                         [] { return static_cast<double>(postgres::Connection::statements_run()); }),
      metrics.AddCounter("pipewright_expired_answers_deleted_total", "Stored answers that no retry could get any more.",
                         [&sweep] { return static_cast<double>(sweep.purged()); }),
  };
}

std::vector<std::shared_ptr<void>> RegisterSecurityCounters(Metrics& metrics, const SecurityLog& log) {
  using Kind = organization::SecurityEventKind;
  const auto counter = [&](const char* name, const char* help, Kind kind) {
    return metrics.AddCounter(name, help, [&log, kind] { return static_cast<double>(log.count(kind)); });
  };
  return {
      counter("pipewright_sign_ups_total", "Tenants that were founded by signing up.", Kind::kSignedUp),
      counter("pipewright_sign_ins_total", "Sign-ins.", Kind::kSignedIn),
      counter("pipewright_sign_ins_failed_total", "Sign-ins and sign-ups that were refused.", Kind::kSignInFailed),
      counter("pipewright_refreshes_failed_total", "Refresh tokens that weren't valid.", Kind::kRefreshFailed),
      counter("pipewright_refresh_tokens_reused_total", "Spent refresh tokens that were used again: copies.",
              Kind::kRefreshTokenReused),
      counter("pipewright_passwords_changed_total", "Changed passwords.", Kind::kPasswordChanged),
      counter("pipewright_password_changes_failed_total", "Changes of passwords that were refused.",
              Kind::kPasswordChangeFailed),
      counter("pipewright_sessions_ended_total", "Sessions that their owners ended.", Kind::kSessionEnded),
      counter("pipewright_signing_keys_refused_total", "Looks at a stored signing key that no server has made.",
              Kind::kSigningKeyRefused),
  };
}

// A folder of the server's own, unless one was chosen.
std::string FolderOf(const Configuration& configuration, const std::string& chosen, absl::string_view name) {
  if (!chosen.empty()) return chosen;
  const std::string& data_dir = configuration.database.data_dir;
  return absl::StrCat(data_dir.empty() ? postgres::DefaultDataDir() : data_dir, "/", name);
}

MailOptions MailOptionsOf(const Configuration& configuration) {
  const MailConfiguration& chosen = configuration.serve.mail;
  MailOptions options;
  options.smtp.address = chosen.smtp_server;
  if (chosen.smtp_security == "tls") options.smtp.security = mail::SmtpSecurity::kTls;
  if (chosen.smtp_security == "none") options.smtp.security = mail::SmtpSecurity::kNone;
  options.smtp.user = chosen.smtp_user;
  options.smtp.password = chosen.smtp_password;
  options.smtp.ca_file = chosen.smtp_ca;
  options.folder = FolderOf(configuration, chosen.folder, "mail");
  options.from = chosen.from;
  options.account_page = chosen.account_page;
  return options;
}

// One letter; true when another may be due. A database that is away is for another time.
bool SendLetter(mail::LetterRunner& letters) {
  const absl::StatusOr<bool> done = letters.RunNext();
  if (!done.ok()) LogDebug(absl::StrCat("Letters wait for now: ", done.status().message()));
  return done.ok() && *done;
}

std::vector<std::shared_ptr<void>> RegisterMailMetrics(Metrics& metrics, Backend& backend) {
  const mail::LetterRunner& runner = backend.letters();
  const LetterLog& log = backend.letter_log();
  return {
      metrics.AddGauge("pipewright_letters_waiting", "Letters that wait to be sent, by this server or another.",
                       [&runner] { return static_cast<double>(runner.waiting()); }),
      metrics.AddCounter("pipewright_letters_sent_total", "Letters handed over.",
                         [&log] { return static_cast<double>(log.sent()); }),
      metrics.AddCounter("pipewright_letters_requeued_total", "Attempts that failed, to be made again.",
                         [&log] { return static_cast<double>(log.requeued()); }),
      metrics.AddCounter("pipewright_letters_given_up_total", "Letters that are never sent.",
                         [&log] { return static_cast<double>(log.given_up()); }),
  };
}

ContentOptions ContentOptionsOf(const Configuration& configuration) {
  const ContentConfiguration& chosen = configuration.serve.content;
  ContentOptions options;
  options.folder = FolderOf(configuration, chosen.folder, "content");
  options.s3.url = chosen.s3_endpoint;
  options.s3.credentials = {chosen.s3_access_key_id, chosen.s3_secret_access_key, chosen.s3_region};
  options.s3_bucket = chosen.s3_bucket;
  options.scanner = chosen.scanner;
  options.max_attachment_bytes = chosen.max_attachment_bytes;
  options.streams = {chosen.max_streams, chosen.max_streams_per_tenant};
  return options;
}

// All but the database.
BackendOptions OptionsOf(const Configuration& configuration) {
  const ServeConfiguration& serve = configuration.serve;
  BackendOptions options;
  options.pool_size = serve.pool_size;
  options.queue_size = serve.queue_size;
  options.tenant_percent = serve.tenant_percent;
  options.calls.public_calls.per_minute = serve.public_calls_per_minute;
  options.calls.trusted_proxies = *TrustedProxies::Parse(serve.trusted_proxies);  // CheckConfiguration
  options.calls.max_call = serve.max_call;
  options.file_streams = {serve.max_file_streams, serve.max_file_streams_per_tenant};
  options.events.max_watchers = serve.max_watchers;
  options.events.max_watchers_per_tenant = serve.max_watchers_per_tenant;
  options.job_workers = serve.job_workers;
  options.content = ContentOptionsOf(configuration);
  options.mail = MailOptionsOf(configuration);
  options.sign_up = serve.sign_up;
  options.captcha.verify_url = serve.captcha.verify_url;
  options.captcha.secret = serve.captcha.secret;
  options.captcha.ca_file = serve.captcha.ca;
  return options;
}

// One slice; true when there is more. A database or a store that is away is for another time.
bool SweepContent(collaboration::ContentSweep& sweep) {
  const auto slice = sweep.Run();
  if (!slice.ok()) {
    LogDebug(absl::StrCat("Contents that nobody refers to stay for now: ", slice.status().message()));
    return false;
  }
  const collaboration::SweptContent& swept = slice->swept;
  if (swept.stale_uploads + swept.unused_contents + swept.orphans > 0) {
    LogInfo(absl::StrCat("Removed the contents of ", swept.stale_uploads, " uploads that broke off, ",
                         swept.unused_contents, " that no attachment had, and ", swept.orphans,
                         " that nobody knew of."));
  }
  return slice->more;
}

void LogMigration(const Database& database) {
  for (const std::string& name : database.migrated().applied) {
    LogInfo(absl::StrCat("Applied migration ", name, "."));
  }
  LogInfo(absl::StrCat("Database: ", database.description(), ", schema version ", database.migrated().version, "."));
}

}  // namespace

void BlockStopSignals() {
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

absl::Status Serve(const Configuration& configuration) {
  const ServeConfiguration& serve = configuration.serve;
  postgres::SetUnexpectedErrorLog([](const std::string& line) { LogError(line); });
  postgres::SetNoticeLog([](const std::string& line) { LogInfo(absl::StrCat("PostgreSQL: ", line)); });
  LogInfo(absl::StrCat("Up to ", RaiseFileLimit(), " files and connections may be open at once (ulimit -n)."));
  BackendOptions options = OptionsOf(configuration);
  ASSIGN_OR_RETURN(const Database database, Database::Open(configuration.database, Backend::Connections(options)));
  LogMigration(database);

  // Each outlives what is made after it.
  const std::unique_ptr<Metrics> metrics = Metrics::Create();
  Observers observers(*metrics);
  options.database = database.connection();
  options.secrets = database.secrets();
  ASSIGN_OR_RETURN(std::string account_key, postgres::SharedServerSecret(database.connection(), "account_hashes"));
  SecurityLog security_log(std::move(account_key));
  options.security_events = &security_log;
  const auto security_counters = RegisterSecurityCounters(*metrics, security_log);
  ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, Backend::Create(options, observers));
  AnswerSweep sweep(backend->pool());
  const auto gauges = RegisterGauges(*metrics, *backend, sweep);
  const auto mail_metrics = RegisterMailMetrics(*metrics, *backend);
  ASSIGN_OR_RETURN(const std::unique_ptr<GrpcServer> grpc, GrpcServer::Start(serve.grpc, backend->services()));
  const std::vector<std::shared_ptr<void>> connection_gauges = {
      metrics->AddGauge("pipewright_connections", "Connections of clients.",
                        [&grpc] { return static_cast<double>(grpc->connections()); }),
      metrics->AddCounter("pipewright_connections_refused_total", "Connections that weren't let in.",
                          [&grpc] { return static_cast<double>(grpc->connections_refused()); }),
      metrics->AddCounter("pipewright_connections_cut_off_total", "Connections that had reset too many calls.",
                          [&grpc] { return static_cast<double>(grpc->connections_cut_off()); }),
  };
  if (!serve.metrics_listen.empty()) RETURN_IF_ERROR(metrics->Serve(serve.metrics_listen));

  DatabaseProbe probe(database.connection().url);
  auto monitor = std::make_unique<HealthMonitor>([&probe] { return probe(); },
                                                 [&grpc](bool serving) { grpc->SetServing(serving); }, kProbeInterval);
  observers.set_monitor(monitor.get());
  const Periodic sweeping(
      "the sweep of expired answers", [&sweep] { return sweep(); }, kSweepInterval);
  security::SystemClock clock;
  security::UuidGenerator ids(clock);
  KeyFill key_fill(backend->pool(), ids);
  const Periodic filling(
      "the keys of older records", [&key_fill] { return key_fill(); }, kSweepInterval);
  const Periodic content_sweeping(
      "the sweep of contents", [&backend] { return SweepContent(backend->content_sweep()); }, kContentSweepInterval);
  const Periodic keeping(
      "the care of the events' partitions",
      [&] {
        // There is room for weeks, so another time will do.
        if (const absl::Status kept = backend->KeepEvents(serve.event_retention); !kept.ok()) {
          LogWarning(absl::StrCat("The partitions of the events were not looked after: ", kept.message()));
        }
        return false;
      },
      kKeepEventsInterval);
  const Periodic giving_back("the giving back of freed memory", &GiveBackFreedMemory, kGiveBackInterval);
  const Periodic mailing(
      "the sending of letters", [&backend] { return SendLetter(backend->letters()); }, kLetterInterval);
  if (options.mail.smtp.address.empty()) {
    LogInfo(absl::StrCat("Letters are kept as files in ", options.mail.folder,
                         " and reach nobody: give --mail-smtp-server to send them."));
  } else {
    LogInfo(absl::StrCat("Letters are sent by ", options.mail.smtp.address, "."));
  }
  LogInfo(absl::StrCat("Serving gRPC on ", serve.grpc.listen, serve.grpc.tls.certificate.empty() ? "" : " with TLS",
                       ", port ", grpc->port(),
                       serve.metrics_listen.empty() ? "" : absl::StrCat("; metrics on ", serve.metrics_listen), "."));

  const sigset_t signals = StopSignals();
  int signal = 0;
  sigwait(&signals, &signal);

  LogInfo("Stopping: running calls may finish.");
  // Streams never end by themselves.
  backend->events().Drain();
  backend->StopJobs();
  backend->letters().Stop();
  grpc->Drain(serve.grace_period, backend->open_calls());
  observers.set_monitor(nullptr);
  monitor.reset();
  LogInfo("Stopped.");
  return absl::OkStatus();
}

}  // namespace pipewright::server
