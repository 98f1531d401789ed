// All parts of a server, put together: the one list of what is made of what. The process (main), the in-process tests
// and the benchmark differ only in what they give to it.
#pragma once

#include <grpcpp/impl/service_type.h>

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "application/integration/job_runner.h"
#include "application/organization/security_events.h"
#include "application/organization/session_authenticator.h"
#include "application/organization/sign_up_door.h"
#include "application/shared/call/ports.h"
#include "application/shared/mail/letter_runner.h"
#include "infrastructure/postgres/connection/connection.h"
#include "infrastructure/postgres/connection/pool.h"
#include "infrastructure/postgres/read/kept_rows.h"
#include "infrastructure/security/captcha.h"
#include "infrastructure/security/secret_box.h"
#include "server/composition/content.h"
#include "server/composition/mail.h"
#include "server/integration/events/event_hub.h"
#include "server/integration/files/file_streams.h"
#include "server/integration/jobs/job_counters.h"
#include "server/process/letter_log.h"
#include "server/rpc/call_observer.h"
#include "server/rpc/dispatcher.h"
#include "server/rpc/open_calls.h"

namespace pipewright::server {

struct BackendOptions {
  postgres::ConnectionOptions database;
  int pool_size = 8;        // connections, and as many threads that use them
  int queue_size = 256;     // calls that may wait for a thread
  int tenant_percent = 50;  // of the threads, that one tenant may have at once
  DispatcherOptions calls;
  security::SecretBox secrets;  // what is kept sealed in the database; an empty one seals nothing
  integration::EventHubOptions events;
  integration::FileStreamLimits file_streams;
  ContentOptions content;
  MailOptions mail;
  organization::SignUpPolicy sign_up = organization::SignUpPolicy::kOpen;
  security::CaptchaService captcha;  // without a URL everybody is taken for a person
  int job_workers = 0;               // jobs that are worked at at once, each with a connection besides
  organization::SecurityEvents* security_events = nullptr;  // told what happens to accounts; outlives the backend
  // How long what is known about callers is used, where no change was heard of.
  absl::Duration caller_age = organization::SessionAuthenticator::kMaxAge;
};

// Thread safe. Destroy it after the gRPC server that uses its services.
class Backend {
 public:
  // `observer` outlives it. An error says which method declares too little; then nothing may be served.
  static absl::StatusOr<std::unique_ptr<Backend>> Create(const BackendOptions& options, CallObserver& observer);
  virtual ~Backend() = default;

  // To register with a grpc::ServerBuilder; owned by this.
  virtual std::vector<grpc::Service*> services() = 0;
  virtual postgres::Pool& pool() = 0;
  virtual const postgres::KeptRows& kept() = 0;
  virtual Executor& executor() = 0;
  // Of calls without credentials, and of those that hash a member's password.
  virtual Executor& strangers() = 0;
  virtual const RequestLanes& lanes() = 0;
  // For the end of the process.
  virtual OpenCalls& open_calls() = 0;
  virtual integration::EventHub& events() = 0;
  // Whether other servers' changes of sessions and rights are heard of at once.
  virtual bool hears_changes() const = 0;
  // Makes room for the events to come and drops those older than `retention`. To be called every hour or so.
  virtual absl::Status KeepEvents(absl::Duration retention) = 0;

  // Of one thread at a time.
  virtual collaboration::ContentSweep& content_sweep() = 0;

  // Sends what was ordered. Of one thread at a time.
  virtual mail::LetterRunner& letters() = 0;
  virtual const LetterLog& letter_log() = 0;

  virtual integration::JobRunner& job_runner() = 0;
  virtual const integration::JobCounters& job_counters() = 0;
  // Jobs that run go back to the queue at their next checkpoint; for the end of the process.
  virtual void StopJobs() = 0;
  // Threads that one tenant may have at once.
  static int TenantThreads(const BackendOptions& options) {
    return (options.pool_size * options.tenant_percent + 99) / 100;
  }
  // Connections that such a server wants in all.
  static int Connections(const BackendOptions& options) {
    return options.pool_size + kStrangersThreads + JobConnections(options.job_workers) + kNewsConnections;
  }

 protected:
  // Calls without credentials, or that hash a member's password, which run at once, each with a connection.
  static constexpr int kStrangersThreads = 2;
  static constexpr int kStrangersQueue = 128;
  // On which it is heard what other servers change.
  static constexpr int kNewsConnections = 1;
  // For the jobs' workers, and for letters.
  static int JobConnections(int job_workers) { return job_workers + 3; }
};

}  // namespace pipewright::server
