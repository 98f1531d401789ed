#include "server/rpc/byte_messages.h"

#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/proto_buffer_writer.h>
#include <grpcpp/support/slice.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "server/wire/wire_scan.h"

namespace pipewright::server {
namespace {

// Small answers are the rule and lie in one slice; large ones in pieces of this size.
constexpr int kPieceBytes = 1 << 20;

}  // namespace

absl::Status CheckSize(size_t bytes, const RequestLimits& limits) {
  if (bytes <= limits.bytes) return absl::OkStatus();
  ErrorDetails details;
  details.reason = Reason::kTooLarge;
  details.fields.push_back({"request", absl::StrCat("has ", bytes, " bytes; this method takes ", limits.bytes)});
  return MakeError(absl::StatusCode::kInvalidArgument,
                   absl::StrCat("request ", details.fields[0].description, ": send less at once"), details);
}

absl::StatusOr<size_t> Decode(const grpc::ByteBuffer& bytes, const RequestLimits& limits,
                              google::protobuf::Message& message) {
  RETURN_IF_ERROR(CheckSize(bytes.Length(), limits));
  ASSIGN_OR_RETURN(const size_t cost, CostOfReading(bytes, *message.GetDescriptor(), limits.memory));
  grpc::ByteBuffer read = bytes;  // the reader wants it mutable; both share the bytes
  grpc::ProtoBufferReader reader(&read);
  if (reader.status().ok() && message.ParseFromZeroCopyStream(&reader)) return cost;
  return InvalidField("request", absl::StrCat("can't be read as a ", message.GetDescriptor()->full_name(),
                                              ": its bytes are malformed, or a text in it isn't UTF-8"));
}

grpc::ByteBuffer Encode(const google::protobuf::Message& message) {
  grpc::ByteBuffer bytes;
  const size_t size = message.ByteSizeLong();  // also keeps the sizes of the parts, for what follows
  if (size <= kPieceBytes) {
    grpc::Slice slice(size);
    message.SerializeWithCachedSizesToArray(const_cast<uint8_t*>(slice.begin()));
    grpc::ByteBuffer whole(&slice, 1);
    bytes.Swap(&whole);
    return bytes;
  }
  {
    grpc::ProtoBufferWriter writer(&bytes, kPieceBytes, static_cast<int>(size));
    message.SerializeToZeroCopyStream(&writer);
  }
  return bytes;
}

grpc::ByteBuffer BytesOf(const std::string& encoded) {
  grpc::Slice slice(encoded);
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace pipewright::server
