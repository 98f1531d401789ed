#include "server/process/health_service.h"

#include <optional>

namespace pipewright::server {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

// One Watch stream. gRPC runs its reactions on threads of its own; the service's mutex guards everything here.
class HealthService::Watcher final : public grpc::ServerWriteReactor<HealthCheckResponse> {
 public:
  Watcher(HealthService& service, bool known) : service_(service), known_(known) {}

  // Under the mutex: writes what isn't told yet; after that an ended service's stream ends.
  void Advance() {
    if (writing_ || finished_) return;
    const Status status = service_.StatusFor(known_);
    if (told_ != status) {
      told_ = status;
      writing_ = true;
      message_.set_status(status);
      StartWrite(&message_);
    } else if (service_.ended_) {
      FinishOnce(grpc::Status(grpc::StatusCode::UNAVAILABLE, "the server stops"));
    }
  }

  void OnWriteDone(bool ok) override {
    const std::lock_guard lock(service_.mutex_);
    writing_ = false;
    if (!ok) FinishOnce(grpc::Status::CANCELLED);
    Advance();
  }

  void OnCancel() override {
    const std::lock_guard lock(service_.mutex_);
    FinishOnce(grpc::Status::CANCELLED);
  }

  void OnDone() override {
    {
      const std::lock_guard lock(service_.mutex_);
      service_.watchers_.erase(this);
      if (service_.watchers_.empty()) service_.none_.notify_all();
    }
    delete this;
  }

 private:
  void FinishOnce(const grpc::Status& status) {
    if (finished_) return;
    finished_ = true;
    Finish(status);
  }

  HealthService& service_;
  const bool known_;
  HealthCheckResponse message_;  // gRPC reads it until OnWriteDone
  std::optional<Status> told_;
  bool writing_ = false;
  bool finished_ = false;
};

HealthService::HealthService(const std::vector<std::string>& services)
    : known_([&services] {
        std::set<std::string> known(services.begin(), services.end());
        known.insert("");
        return known;
      }()) {}

HealthService::~HealthService() = default;

void HealthService::SetServing(bool serving) {
  const std::lock_guard lock(mutex_);
  serving_ = serving;
  TellAll();
}

void HealthService::End() {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  TellAll();
}

void HealthService::WaitForWatchers(absl::Time deadline) {
  std::unique_lock lock(mutex_);
  none_.wait_until(lock, absl::ToChronoTime(deadline), [this] { return watchers_.empty(); });
}

HealthService::Status HealthService::StatusFor(bool known) const {
  if (!known) return HealthCheckResponse::SERVICE_UNKNOWN;
  return serving_ && !ended_ ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING;
}

void HealthService::TellAll() {
  for (Watcher* const watcher : watchers_) watcher->Advance();
}

grpc::ServerUnaryReactor* HealthService::Check(grpc::CallbackServerContext* call, const HealthCheckRequest* request,
                                               HealthCheckResponse* response) {
  grpc::ServerUnaryReactor* const reactor = call->DefaultReactor();
  if (!known_.contains(request->service())) {
    reactor->Finish(grpc::Status(grpc::StatusCode::NOT_FOUND,
                                 "no service of that name; leave it empty to ask for the server as a whole"));
    return reactor;
  }
  {
    const std::lock_guard lock(mutex_);
    response->set_status(StatusFor(true));
  }
  reactor->Finish(grpc::Status::OK);
  return reactor;
}

grpc::ServerWriteReactor<HealthCheckResponse>* HealthService::Watch(grpc::CallbackServerContext* /*call*/,
                                                                    const HealthCheckRequest* request) {
  auto* const watcher = new Watcher(*this, known_.contains(request->service()));
  const std::lock_guard lock(mutex_);
  watchers_.insert(watcher);
  watcher->Advance();
  return watcher;
}

}  // namespace pipewright::server
