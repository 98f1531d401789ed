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
#include "domain/shared/code_format.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/uuid.h"

namespace pipewright {

// A mutation's answer, kept so that a retry with the same request_id gets it again.
struct StoredAnswer {
  std::string fingerprint;  // SHA-256 of the request
  std::string bytes;        // the answer as the adapter encoded it
};

// The number of a code, and how the tenant writes the codes of the kind when it chose that (CodeSeries).
struct CodeNumber {
  int64_t value = 0;
  std::optional<CodeFormat> format;
};

// What became of an attempt.
struct AttemptOutcome {
  absl::Status status;
  // The error is the database's, about something that this attempt wrote; otherwise it is one that the work returned.
  bool by_database = false;
};

class UnitOfWorkBase {
 public:
  virtual ~UnitOfWorkBase() = default;

  virtual const RequestContext& context() const = 0;
  // The time of this unit of work: one moment for all that it stores.
  virtual absl::Time now() const = 0;
  // Whether nothing of it is kept, however it ends.
  virtual bool validating() const = 0;

  // The next number of a series of this tenant, from 1; gaps only where a unit of work, or an attempt in it, failed.
  // Whoever else asks for one of the series waits until this unit of work has ended.
  virtual absl::StatusOr<int64_t> NextNumber(absl::string_view series) = 0;

  // Sees to it that `count` numbers of a series are at hand for NextNumber. Costs no round trip of its own: it goes
  // with the next read, whose errors may be this one's.
  virtual absl::Status ReserveNumbers(absl::string_view series, int64_t count) = 0;

  // The next number for a code of that kind of record, from 1 in this tenant. Nobody waits for this unit of work
  // because of it: who asks meanwhile gets a later number. Those of a unit of work that failed are given again.
  virtual absl::StatusOr<CodeNumber> NextCodeNumber(RecordKind kind) = 0;
  // As ReserveNumbers.
  virtual absl::Status ReserveCodeNumbers(RecordKind kind, int64_t count) = 0;

  // How the writes of an attempt go to the database.
  enum class Writes {
    kInOrder,  // as if one after the other
    // Rows of a kind together and in any order, which takes far fewer statements. An error doesn't tell which row was
    // refused. Rows that depend on their order (one record takes a unique value that another gives up) may be refused
    // though they would pass in order, so whoever uses this must be able to try again with kInOrder.
    kSetWise,
  };

  // Runs `work` and sends what it wrote to the database at once, so that a refusal is known now. On an error everything
  // that it wrote or reserved is undone, and the unit of work goes on as before it. Returns an error only when the unit
  // of work can't go on at all (the database is away, the call was cancelled, the transaction must be begun anew).
  // Attempts are not nested.
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
