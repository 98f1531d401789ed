// How large the requests of a method may be.
#pragma once

#include <cstddef>

namespace pipewright::server {

struct RequestLimits {
  size_t bytes = 0;   // encoded
  size_t memory = 0;  // of what is read from them
};

// Of a call without credentials: an address, a password and some names.
inline constexpr RequestLimits kStrangersRequest = {size_t{8} << 10, size_t{64} << 10};
// About one record.
inline constexpr RequestLimits kOneRequest = {size_t{256} << 10, size_t{2} << 20};
// A piece of a file.
inline constexpr RequestLimits kPieceRequest = {size_t{4300} << 10, size_t{5} << 20};
// Many in one: a batch, a transaction.
inline constexpr RequestLimits kManyRequest = {size_t{8} << 20, size_t{24} << 20};

// No request is larger, whatever its method allows: gRPC refuses it.
inline constexpr size_t kLargestRequestBytes = kManyRequest.bytes;

}  // namespace pipewright::server
