// What a unit of work offers besides its repositories.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "application/shared/request_context.h"
#include "domain/shared/uuid.h"

namespace pipewright {

// A mutation's answer, kept so that a retry with the same request_id gets it again.
struct StoredAnswer {
  std::string fingerprint;  // SHA-256 of the request
  std::string bytes;        // the answer as the adapter encoded it
};

class UnitOfWorkBase {
 public:
  virtual ~UnitOfWorkBase() = default;

  virtual const RequestContext& context() const = 0;
  // The time of this unit of work: one moment for all that it stores.
  virtual absl::Time now() const = 0;

  // The next number of a series of this tenant, from 1; gaps only where a unit of work was rolled back.
  virtual absl::StatusOr<int64_t> NextNumber(absl::string_view series) = 0;

  // The stored answer of the caller's earlier call of this method with `request_id`, if there is one.
  virtual absl::StatusOr<std::optional<StoredAnswer>> FindAnswer(const Uuid& request_id) = 0;
  virtual absl::Status StoreAnswer(const Uuid& request_id, const StoredAnswer& answer) = 0;
};

}  // namespace pipewright
