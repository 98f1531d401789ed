// The port of who looks into contents before anybody may download them.
#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "application/shared/call/request_context.h"

namespace pipewright::collaboration {

enum class ScanVerdict { kClean, kInfected };

// Thread safe.
class ContentScanner {
 public:
  virtual ~ContentScanner() = default;

  // `next` gives the content piece by piece, and an empty piece behind its end; it isn't asked for more than the
  // scanner wants to see. kUnavailable/SCANNER_UNAVAILABLE when there is no verdict in time; kCancelled and
  // kDeadlineExceeded when the call ends first.
  virtual absl::StatusOr<ScanVerdict> Scan(const RequestContext& context,
                                           absl::FunctionRef<absl::StatusOr<std::string>()> next) = 0;
};

}  // namespace pipewright::collaboration
