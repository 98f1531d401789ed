// What reading a message would cost, told from its bytes before anything is made of them.
//
// A few bytes can ask for a thousand times as much memory: "0a 02 0a 00" is an element with an empty message in it. So
// a message is walked once, along its descriptor, and what its parts would take is added up.
#pragma once

#include <google/protobuf/descriptor.h>
#include <grpcpp/support/byte_buffer.h>

#include <cstddef>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace pipewright::server {

// How deep messages may lie in one another: far more than any of ours, and less than the parser's own limit.
inline constexpr int kMaxMessageDepth = 32;

// The bytes of memory that reading `bytes` as a message of `type` takes, an estimate on the safe side; in time that
// grows with the number of bytes alone. kInvalidArgument naming "request": TOO_LARGE when it is more than `max_memory`,
// or INVALID_FIELD when the bytes are malformed or nested deeper than kMaxMessageDepth. Texts aren't looked into.
// Thread safe.
absl::StatusOr<size_t> CostOfReading(const grpc::ByteBuffer& bytes, const google::protobuf::Descriptor& type,
                                     size_t max_memory);

}  // namespace pipewright::server
