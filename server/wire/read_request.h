// How every request is read, in a call, a batch, a transaction or a row of a file: checked, its texts brought to normal
// form, parsed, and all that is wrong told at once.
#pragma once

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/wire/request_checks.h"

namespace pipewright::server {

// `parse`: const Request& → StatusOr<Command>. kInvalidArgument with every violation, of the checks and of the parser.
template <class Request, class Parse>
auto ReadRequest(Request& request, Parse parse) -> decltype(parse(std::as_const(request))) {
  const absl::Status checked = CheckAndNormalize(request);
  auto parsed = parse(std::as_const(request));
  if (checked.ok()) return parsed;
  return AllViolations(checked, parsed.status(), *Request::descriptor());
}

}  // namespace pipewright::server
