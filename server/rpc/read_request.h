// How a request is read, whatever it came in: a call, a batch, a row of a file.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "domain/shared/status_macros.h"
#include "server/rpc/request_checks.h"

namespace pipewright::server {

// What CheckRequest says. `request` becomes its copy in `normalized` with texts in normal form where that differs.
template <class Request>
absl::Status CheckAndNormalize(const Request*& request, std::optional<Request>& normalized) {
  bool needs_normalizing = false;
  absl::Status checked = CheckRequest(*request, &needs_normalizing);
  if (needs_normalizing) {
    NormalizeTexts(normalized.emplace(*request));
    request = &*normalized;
  }
  return checked;
}

// Checks and parses (`parse`: const Request& → StatusOr<…>), and tells all that is wrong at once. `request` as above.
template <class Request, class Parse>
auto ReadRequest(const Request*& request, std::optional<Request>& normalized, Parse parse)
    -> decltype(parse(*request)) {
  const absl::Status checked = CheckAndNormalize(request, normalized);
  auto parsed = parse(*request);
  if (checked.ok()) return parsed;
  return AllViolations(checked, parsed.status(), *Request::descriptor());
}

// The same without a parser: the request itself, or its copy with texts in normal form.
template <class Request>
absl::StatusOr<const Request*> ReadRequest(const Request& request, std::optional<Request>& normalized) {
  const Request* read = &request;
  RETURN_IF_ERROR(CheckAndNormalize(read, normalized));
  return read;
}

}  // namespace pipewright::server
