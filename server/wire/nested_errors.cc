#include "server/wire/nested_errors.h"

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "server/wire/status_mapping.h"

namespace pipewright::server {

absl::Status ErrorAt(absl::string_view path, const absl::Status& status, const google::protobuf::Descriptor& request) {
  if (status.ok()) return status;
  const absl::Status own = WithRequestPaths(status, request);
  ErrorDetails details = DetailsOf(own);
  if (details.reason == Reason::kUnspecified) return status;
  for (FieldViolation& violation : details.fields) {
    violation.field = violation.field.empty() ? std::string(path) : absl::StrCat(path, ".", violation.field);
  }
  details.metadata["path"] = std::string(path);
  return MakeError(own.code(), absl::StrCat(path, ": ", own.message()), details);
}

absl::Status FirstOrAllViolations(const std::vector<absl::Status>& errors) {
  ErrorDetails all;
  std::string messages;
  const absl::Status* first_violation = nullptr;
  const absl::Status* first = nullptr;
  int wrong = 0;
  for (const absl::Status& error : errors) {
    if (error.ok()) continue;
    if (first == nullptr) first = &error;
    if (error.code() != absl::StatusCode::kInvalidArgument) continue;
    ++wrong;
    const ErrorDetails details = DetailsOf(error);
    if (first_violation == nullptr) {
      first_violation = &error;
      all.reason = details.reason;
      all.metadata = details.metadata;
    } else if (all.reason != details.reason) {
      all.reason = Reason::kInvalidField;
    }
    all.fields.insert(all.fields.end(), details.fields.begin(), details.fields.end());
    absl::StrAppend(&messages, messages.empty() ? "" : "; ", error.message());
  }
  if (wrong > 1) return MakeError(absl::StatusCode::kInvalidArgument, messages, all);
  if (first_violation != nullptr) return *first_violation;
  return first == nullptr ? absl::OkStatus() : *first;
}

absl::Status CheckNested(absl::string_view path, const google::protobuf::Message& request) {
  const auto& reflection = *request.GetReflection();
  Violations violations;
  for (const char* const name : {"request_id", "validate_only"}) {
    const auto* const field = request.GetDescriptor()->FindFieldByName(name);
    if (field != nullptr && reflection.HasField(request, field)) {
      violations.Add(absl::StrCat(path, path.empty() ? "" : ".", name), "is said once, for the whole call");
    }
  }
  return violations.ToStatus();
}

}  // namespace pipewright::server
