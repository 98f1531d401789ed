// Errors as data: an absl::Status whose payload carries a published reason and the fields it is about.
//
// Codes equal gRPC's. The adapter turns the payload into google.rpc details; nothing else reads messages. A message
// helps a person (what, where, what to do) and never holds SQL, a stack, or another tenant's data.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "domain/shared/reason.h"

namespace pipewright {

// A request field that is wrong. `field` is the path in the request ("opportunity.amount.units").
struct FieldViolation {
  std::string field;
  std::string description;
};

// A state that forbids the call: `type` a short word in upper case, `subject` what it concerns ("opportunity/<id>").
struct PreconditionViolation {
  std::string type;
  std::string subject;
  std::string description;
};

// A limit that was reached.
struct QuotaViolation {
  std::string subject;
  std::string description;
};

struct ErrorDetails {
  Reason reason = Reason::kUnspecified;
  std::map<std::string, std::string> metadata;
  std::vector<FieldViolation> fields;
  std::vector<PreconditionViolation> preconditions;
  std::vector<QuotaViolation> quotas;
  std::string resource_type;  // "opportunity"
  std::string resource_name;  // its id
  std::optional<absl::Duration> retry_delay;
};

// Builds a status with `details` attached. `code` must not be kOk.
absl::Status MakeError(absl::StatusCode code, absl::string_view message, const ErrorDetails& details);

// The details of a status built here; a bare ErrorDetails (kUnspecified) for any other.
ErrorDetails DetailsOf(const absl::Status& status);

// kInvalidArgument about a value whose field the caller knows: value objects return it, Violations names the field.
absl::Status InvalidValue(absl::string_view description);

// kInvalidArgument / INVALID_FIELD about one field.
absl::Status InvalidField(absl::string_view field, absl::string_view description);

// kNotFound / RECORD_NOT_FOUND. The same for a missing record, another tenant's, and one out of the caller's scope.
absl::Status NotFound(absl::string_view resource_type, absl::string_view id);

// kFailedPrecondition: the record's state forbids the call.
absl::Status FailedPrecondition(Reason reason, absl::string_view subject, absl::string_view message);

// kAborted / STALE_ETAG: the record has changed since it was read; metadata "current_etag" has the present one.
absl::Status StaleEtag(absl::string_view resource_type, absl::string_view id, absl::string_view current_etag);

// kAlreadyExists about one field's value.
absl::Status AlreadyExists(absl::string_view resource_type, absl::string_view field, absl::string_view message);

// kPermissionDenied / PERMISSION_DENIED; metadata "permission".
absl::Status PermissionDenied(absl::string_view permission, absl::string_view message);

// kUnauthenticated with a reason of its own.
absl::Status Unauthenticated(Reason reason, absl::string_view message);

// kResourceExhausted: `subject` ("tenant") has `holdings` ("100 jobs that wait or run"), as many as it may have.
absl::Status QuotaExceeded(Reason reason, absl::string_view subject, absl::string_view holdings,
                           absl::string_view way_out, std::optional<absl::Duration> retry_delay);

// kUnavailable with a hint when to try again.
absl::Status Unavailable(Reason reason, absl::string_view message, absl::Duration retry_delay);

// Collects every violation of a request, so that a caller sees all of them at once.
class Violations {
 public:
  void Add(absl::string_view field, absl::string_view description);

  // Moves the value into `out`, or notes the violation under `field`. A violation that already names a path is
  // appended to `field` with a dot; one that begins with an index ("[2].title") without.
  template <class T, class Out>
  void Take(absl::string_view field, absl::StatusOr<T> value, Out* out) {
    if (value.ok()) {
      *out = *std::move(value);
    } else {
      Note(field, value.status());
    }
  }
  void Note(absl::string_view field, const absl::Status& status);

  bool empty() const { return fields_.empty(); }

  // OK when nothing was noted, else one kInvalidArgument with all of it.
  absl::Status ToStatus() const;

 private:
  std::vector<FieldViolation> fields_;
};

}  // namespace pipewright
