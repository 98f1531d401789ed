// The contexts that a server consists of. Each stands in a file of its own, the one list of what it is made of.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "application/organization/caller_cache.h"
#include "application/organization/tenant_starter.h"
#include "application/shared/call/authenticator.h"
#include "application/shared/commands/command_bus.h"
#include "application/shared/mail/letter_runner.h"
#include "server/composition/backend.h"
#include "server/composition/content.h"
#include "server/composition/foundation.h"
#include "server/rpc/method_registry.h"
#include "server/rpc/steps.h"

namespace pipewright::server {

class OrganizationContext : public Context {
 public:
  virtual Authenticator& authenticator() = 0;
  // Of the authenticator: what it keeps of callers.
  virtual organization::CallerNews& caller_news() = 0;
  // Once the database's secret key is known.
  virtual absl::Status SealSigningKeys() = 0;
  // Who writes the letters about accounts.
  virtual std::map<mail::LetterKind, const mail::LetterWriter*> letter_writers() const = 0;
};
// `starters`: what a new tenant begins with. `account_page`: where letters send people; empty: nowhere.
// `sign_up`: who may, and `humans` tells people from programs then. `security_events` are told what happens to
// accounts. `caller_age`: how long what is known about callers is used without a question.
std::unique_ptr<OrganizationContext> MakeOrganization(const Foundation& base, const security::SecretBox& secrets,
                                                      std::vector<const organization::TenantStarter*> starters,
                                                      const std::string& account_page,
                                                      organization::SignUpPolicy sign_up,
                                                      const organization::HumanCheck& humans,
                                                      organization::SecurityEvents& security_events,
                                                      absl::Duration caller_age);

std::unique_ptr<Context> MakeCatalog(const Foundation& base);
std::unique_ptr<Context> MakeSales(const Foundation& base);
std::unique_ptr<Context> MakeTasks(const Foundation& base);

class CollaborationContext : public Context {
 public:
  virtual collaboration::ContentSweep& content_sweep() = 0;
};
// What `parts` names outlives it.
std::unique_ptr<CollaborationContext> MakeCollaboration(const Foundation& base, const ContentOptions& content,
                                                        const ContentParts& parts);

class IntegrationContext : public Context {
 public:
  // When all services are there: a mutation that a transaction may have as a step and that nobody serves.
  virtual absl::Status CheckSteps() const = 0;
  virtual integration::EventHub& events() = 0;
  virtual absl::Status KeepEvents(absl::Duration retention) = 0;
  virtual integration::JobRunner& job_runner() = 0;
  virtual const integration::JobCounters& job_counters() = 0;
  virtual void StopJobs() = 0;
};
// `records` and `steps` may be filled later, before the first call.
std::unique_ptr<IntegrationContext> MakeIntegration(const Foundation& base, const BackendOptions& options,
                                                    const MethodRegistry& methods, const CommandBus& commands,
                                                    const StepRegistry& steps, const ServedKinds& records);

}  // namespace pipewright::server
