// Who is told of every finished call: the log and the metrics.
#pragma once

#include <grpcpp/support/status.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "application/shared/call/request_context.h"

namespace pipewright::server {

struct FinishedCall {
  absl::string_view method;
  grpc::StatusCode code = grpc::StatusCode::OK;
  absl::string_view reason;  // "STALE_ETAG"; empty when it went well
  absl::Duration duration;   // from arrival to answer, waiting included
  const RequestContext* context = nullptr;
  // With code INTERNAL: what went wrong, for the log alone.
  absl::string_view internal_message;
};

// Thread safe.
class CallObserver {
 public:
  virtual ~CallObserver() = default;
  virtual void OnFinished(const FinishedCall& call) = 0;
};

}  // namespace pipewright::server
