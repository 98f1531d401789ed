// grpc.health.v1.Health: what probers, load balancers and clients' health checks ask.
#pragma once

#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "grpc/health/v1/health.pb.h"
#include "server/process/guest_stream.h"

namespace pipewright::server {

struct HealthLimits {
  GuestLimits checks = {512};
  GuestLimits watches = {1024};
};

// Answers for the server as a whole, the empty service name, and for each of its services, which are well or not all
// together: Check once, with NOT_FOUND for a name it doesn't know; Watch with each change, with SERVICE_UNKNOWN for
// such a name. Begins as NOT_SERVING. Thread safe.
//
// In place of gRPC's own, which keeps Watch streams open while the server shuts down, so that one watching load
// balancer would hold every drain up to its limit, and which takes any number of streams from anybody. It outlives the
// grpc::Server that it is registered with.
class HealthService final : public GuestService {
 public:
  // `services`: the full names that it knows, besides the empty one.
  explicit HealthService(const std::vector<std::string>& services, const HealthLimits& limits = {});
  ~HealthService() override;

  // Watchers are told each change.
  void SetServing(bool serving);

  // The server stops: NOT_SERVING from now on, whatever SetServing says. Watchers are told, and their streams end with
  // UNAVAILABLE, which asks them to come again elsewhere.
  void End();
  // Waits until no stream is open, or until `deadline`: some client doesn't read.
  void WaitForWatchers(absl::Time deadline);

 private:
  class Check;
  class Watch;
  using Status = grpc::health::v1::HealthCheckResponse::ServingStatus;

  Status StatusFor(bool known) const;  // under mutex_
  void TellAll();                      // under mutex_

  const std::set<std::string> known_;
  GuestRoom checks_;
  GuestRoom watches_;
  std::mutex mutex_;
  bool serving_ = false;
  bool ended_ = false;
  std::set<Watch*> watchers_;  // those that have asked; each deletes itself when it is done
  std::condition_variable none_;
};

}  // namespace pipewright::server
