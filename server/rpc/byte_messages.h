// Messages out of the bytes that gRPC carries, and into them.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/support/byte_buffer.h>

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/rpc/request_limits.h"

namespace pipewright::server {

// kInvalidArgument naming "request" when there are more of them than `limits` allows.
absl::Status CheckSize(size_t bytes, const RequestLimits& limits);

// Reads `bytes` into an empty message; the memory that this takes, at most. kInvalidArgument naming "request" when they
// are too many or ask for too much memory (wire_scan.h), when they are malformed, or when a text in them isn't UTF-8.
absl::StatusOr<size_t> Decode(const grpc::ByteBuffer& bytes, const RequestLimits& limits,
                              google::protobuf::Message& message);

grpc::ByteBuffer Encode(const google::protobuf::Message& message);
// The same of a message that is encoded already.
grpc::ByteBuffer BytesOf(const std::string& encoded);

}  // namespace pipewright::server
