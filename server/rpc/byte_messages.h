// Messages out of the bytes that gRPC carries, and into them.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/support/byte_buffer.h>

#include <cstddef>
#include <string>

#include "absl/status/status.h"

namespace pipewright::server {

// Reads `bytes` into an empty message. kInvalidArgument naming "request" when there are more than `max_bytes`, when
// they are malformed, or when a text in them isn't UTF-8.
absl::Status Decode(const grpc::ByteBuffer& bytes, size_t max_bytes, google::protobuf::Message& message);

grpc::ByteBuffer Encode(const google::protobuf::Message& message);
// The same of a message that is encoded already.
grpc::ByteBuffer BytesOf(const std::string& encoded);

}  // namespace pipewright::server
