// Errors as they leave the process: google.rpc.Status with its details.
#pragma once

#include <google/protobuf/descriptor.h>
#include <grpcpp/support/status.h>

#include <string>

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"

namespace pipewright::server {

// `status` with exactly one ErrorInfo (domain "pipewright") and what else its details hold. An error that was not made
// by domain/shared/errors.h becomes INTERNAL and keeps its text to itself.
grpc::Status ToGrpcStatus(const absl::Status& status, const std::string& request_id);
// The same as a message, for an error that is part of an answer.
google::rpc::Status ToRpcStatus(const absl::Status& status, const std::string& request_id);

// Field violations of the domain name a field of the record ("name"); in the request it stands in the resource
// ("account.name"). Adds what is missing.
absl::Status WithRequestPaths(const absl::Status& status, const google::protobuf::Descriptor& request);

}  // namespace pipewright::server
