// Errors of a request that is part of another one: a row of a batch, a step of a transaction.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace pipewright::server {

// `status` of the request of type `request` at `path` ("requests[3]") as the whole call's: the fields that it names and
// its message begin with the path, and the metadata has it as "path". Errors that aren't the request's own stay as they
// are (the database is away).
absl::Status ErrorAt(absl::string_view path, const absl::Status& status, const google::protobuf::Descriptor& request);

// Several such errors, each already with its path, as one: all field violations together when there are any, else the
// first error. OK when there are none.
absl::Status FirstOrAllViolations(const std::vector<absl::Status>& errors);

// Violations for a request_id or validate_only of a request within another one: only the whole call has them.
absl::Status CheckNested(absl::string_view path, const google::protobuf::Message& request);

}  // namespace pipewright::server
