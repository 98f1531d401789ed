#include "server/process/health_service.h"

#include <optional>

#include "server/rpc/byte_messages.h"
#include "server/rpc/request_limits.h"
#include "server/wire/status_mapping.h"

namespace pipewright::server {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

class HealthService::Check final : public GuestStream {
 public:
  Check(HealthService& service, grpc::CallbackServerContext* call)
      : GuestStream(service.checks_, call), service_(service) {}

 private:
  void Take(const grpc::ByteBuffer& bytes) override {
    HealthCheckRequest request;
    if (const auto read = Decode(bytes, kStrangersRequest, request); !read.ok()) {
      return End(ToGrpcStatus(read.status(), ""));
    }
    if (!service_.known_.contains(request.service())) {
      return End(grpc::Status(grpc::StatusCode::NOT_FOUND,
                              "no service of that name; leave it empty to ask for the server as a whole"));
    }
    HealthCheckResponse answer;
    {
      const std::lock_guard lock(service_.mutex_);
      answer.set_status(service_.StatusFor(true));
    }
    SendLast(answer);
  }
  void Sent(bool /*ok*/) override {}

  HealthService& service_;
};

// The service's mutex guards everything here.
class HealthService::Watch final : public GuestStream {
 public:
  Watch(HealthService& service, grpc::CallbackServerContext* call)
      : GuestStream(service.watches_, call), service_(service) {}

  // Under the mutex: sends what isn't told yet; after that an ended service's stream ends.
  void Advance() {
    if (sending_) return;
    const Status status = service_.StatusFor(known_);
    if (told_ != status) {
      told_ = status;
      sending_ = true;
      HealthCheckResponse answer;
      answer.set_status(status);
      Send(answer);
    } else if (service_.ended_) {
      End(grpc::Status(grpc::StatusCode::UNAVAILABLE, "the server stops"));
    }
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
  void Take(const grpc::ByteBuffer& bytes) override {
    HealthCheckRequest request;
    if (const auto read = Decode(bytes, kStrangersRequest, request); !read.ok()) {
      return End(ToGrpcStatus(read.status(), ""));
    }
    const std::lock_guard lock(service_.mutex_);
    known_ = service_.known_.contains(request.service());
    service_.watchers_.insert(this);
    Advance();
  }

  void Sent(bool ok) override {
    const std::lock_guard lock(service_.mutex_);
    sending_ = false;
    if (!ok) return End(grpc::Status::CANCELLED);
    Advance();
  }

  HealthService& service_;
  bool known_ = false;
  std::optional<Status> told_;
  bool sending_ = false;
};

HealthService::HealthService(const std::vector<std::string>& services, const HealthLimits& limits)
    : known_([&services] {
        std::set<std::string> known(services.begin(), services.end());
        known.insert("");
        return known;
      }()),
      checks_(limits.checks),
      watches_(limits.watches) {
  Add("/grpc.health.v1.Health/Check",
      [this](grpc::CallbackServerContext* call) { return (new Check(*this, call))->Start(); });
  Add("/grpc.health.v1.Health/Watch",
      [this](grpc::CallbackServerContext* call) { return (new Watch(*this, call))->Start(); });
}

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
  for (Watch* const watch : watchers_) watch->Advance();
}

}  // namespace pipewright::server
