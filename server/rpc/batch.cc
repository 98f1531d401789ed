#include "server/rpc/batch.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "domain/shared/errors.h"

namespace pipewright::server {

bool IsAboutMoreThan(absl::string_view prefix, const absl::Status& status) {
  const std::vector<FieldViolation> fields = DetailsOf(status).fields;
  return std::any_of(fields.begin(), fields.end(),
                     [&](const FieldViolation& violation) { return !absl::StartsWith(violation.field, prefix); });
}

absl::Status CheckRow(const google::protobuf::Message& request, bool passed, const absl::Status& parsed) {
  bool needs_normalizing = false;
  const absl::Status checked = passed ? absl::OkStatus() : CheckRequest(request, &needs_normalizing);
  absl::Status own = AllViolations(checked, parsed, *request.GetDescriptor());
  const absl::Status nested = CheckNested("", request);
  if (nested.ok()) return own;
  Violations all;
  all.Note("", nested);
  all.Note("", own);
  return all.ToStatus();
}

}  // namespace pipewright::server
