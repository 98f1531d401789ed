// What tests ask of an absl::Status.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "domain/shared/errors.h"

namespace pipewright {

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <class T>
const absl::Status& StatusOf(const absl::StatusOr<T>& value) {
  return value.status();
}

// The published reason of a result that should have failed: ReasonOf(task.Start(now)) == Reason::kTaskClosed.
template <class Result>
Reason ReasonOf(const Result& result) {
  return DetailsOf(StatusOf(result)).reason;
}

// The wrong fields it names, joined by ",", in their order: "title,amount.units".
template <class Result>
std::string FieldsOf(const Result& result) {
  std::string fields;
  for (const FieldViolation& violation : DetailsOf(StatusOf(result)).fields) {
    if (!fields.empty()) fields += ",";
    fields += violation.field;
  }
  return fields;
}

}  // namespace pipewright
