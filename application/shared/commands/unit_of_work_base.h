// What a unit of work offers besides its repositories.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "application/shared/call/request_context.h"
#include "domain/shared/uuid.h"

namespace pipewright {

// A mutation's answer, kept so that a retry with the same request_id gets it again.
struct StoredAnswer {
  std::string fingerprint;  // SHA-256 of the request
  std::string bytes;        // the answer as the adapter encoded it
};

// What became of an attempt.
struct AttemptOutcome {
  absl::Status status;
  // The database refused something that was written, by this attempt's last call or an earlier one of it; else the
  // error is that of the work itself.
  bool by_database = false;
};

class UnitOfWorkBase {
 public:
  virtual ~UnitOfWorkBase() = default;

  virtual const RequestContext& context() const = 0;
  // The time of this unit of work: one moment for all that it stores.
  virtual absl::Time now() const = 0;

  // The next number of a series of this tenant, from 1; gaps only where a unit of work, or an attempt in it, failed.
  virtual absl::StatusOr<int64_t> NextNumber(absl::string_view series) = 0;

  // Takes the next `count` numbers of a series at once, for NextNumber to give.
  virtual absl::Status ReserveNumbers(absl::string_view series, int64_t count) = 0;

  // How the writes of an attempt go to the database.
  enum class Writes {
    kInOrder,  // as if one after the other
    // Rows of a kind together, in whatever order among themselves: far fewer statements. An error doesn't tell which of
    // them was refused, and what depends on their order (a unique value that passes from one record to another) may
    // be refused that would pass in order; so whoever asks for it can fall back to kInOrder.
    kSetWise,
  };

  // Runs `work` and stores what it wrote, so that what the database refuses shows now; on an error everything that it
  // wrote or reserved is undone, and the unit of work goes on as before. Returns an error only when it can't go on (the
  // database is away, the call was cancelled, the transaction has to be begun anew): then that is its result. Attempts
  // are not nested.
  virtual absl::Status Attempt(Writes writes, absl::FunctionRef<absl::Status()> work, AttemptOutcome& outcome) = 0;

  // How many rows were written so far; tells whether something was.
  virtual int64_t writes() const = 0;

  // Runs `work` as a call of another method, with its permission: a step of a composite call. `context` is of the same
  // caller and tenant.
  virtual absl::Status RunAs(const RequestContext& context, absl::FunctionRef<absl::Status()> work) = 0;

  // The stored answer of the caller's earlier call of this method with `request_id`, if there is one.
  virtual absl::StatusOr<std::optional<StoredAnswer>> FindAnswer(const Uuid& request_id) = 0;
  virtual absl::Status StoreAnswer(const Uuid& request_id, const StoredAnswer& answer) = 0;
};

}  // namespace pipewright
