// The one way by which a command is carried out: permission, idempotency, transaction, handler, stored answer.
#pragma once

#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/shared/call/request_context.h"
#include "application/unit_of_work.h"
#include "domain/shared/uuid.h"

namespace pipewright {

// kPermissionDenied unless the caller's grants reach at least some records for what the method declares.
absl::Status CheckPermission(const RequestContext& context);

// What a mutation says about itself besides its command.
struct CommandOptions {
  std::optional<Uuid> request_id;  // of the client: a retry gets the first answer
  std::string fingerprint;         // SHA-256 of the request; only with request_id
  bool validate_only = false;
};

// Thread safe.
class CommandBus {
 public:
  explicit CommandBus(Transactor& transactor) : transactor_(transactor) {}

  // Runs `handle` in a unit of work; it answers with the encoded response (which may be empty when there is no
  // request_id). Returns the stored answer when this request was carried out before, else nullopt: then `handle` has
  // just run; an attempt that is overtaken by another of the same request gets that one's answer too.
  // kInvalidArgument/REQUEST_ID_REUSED when the request_id belongs to another request.
  absl::StatusOr<std::optional<std::string>> Run(
      const RequestContext& context, const CommandOptions& options,
      absl::FunctionRef<absl::StatusOr<std::string>(UnitOfWork&)> handle) const;

 private:
  Transactor& transactor_;
};

}  // namespace pipewright
