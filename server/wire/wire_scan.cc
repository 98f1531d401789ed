#include "server/wire/wire_scan.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/message.h>
#include <google/protobuf/wire_format_lite.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include <climits>
#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"

namespace pipewright::server {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;

// Of a text, beside its bytes: the object, and the pointer to it.
constexpr size_t kTextCost = sizeof(std::string) + sizeof(void*);
// Of a field that the type doesn't have, or not like that, and that is kept all the same: itself, as part of a list
// that grows, and for the first its list.
constexpr size_t kUnknownCost = 10 * sizeof(void*);
// Of an entry of a map: its node, a key and a value that are no messages, and its share of the table.
constexpr size_t kEntryCost = 8 * sizeof(void*) + 2 * sizeof(std::string);
constexpr size_t kNumberCost = sizeof(int64_t);
// A list grows by doubling, and the arena keeps what it grew out of.
constexpr size_t kGrowth = 2;

size_t CostOfMessage(const Descriptor& type);

size_t CostOfEntry(const Descriptor& type) {
  const FieldDescriptor& value = *type.map_value();
  return kEntryCost + (value.message_type() == nullptr ? 0 : CostOfMessage(*value.message_type()));
}

// Of an empty message. Kept by thread, since asking for it isn't cheap; the types are those of the contract, so few.
size_t CostOfMessage(const Descriptor& type) {
  static thread_local absl::flat_hash_map<const Descriptor*, size_t> costs;
  if (const auto found = costs.find(&type); found != costs.end()) return found->second;
  // An entry can't be asked: it is no message of its own in memory.
  const size_t cost = type.options().map_entry()
                          ? CostOfEntry(type)
                          : google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->SpaceUsedLong();
  return costs[&type] = sizeof(void*) + cost;
}

absl::Status Malformed(const Descriptor& type) {
  return InvalidField("request", absl::StrCat("can't be read as a ", type.full_name(), ": its bytes are malformed"));
}

class Scan {
 public:
  Scan(google::protobuf::io::ZeroCopyInputStream& bytes, const Descriptor& type, size_t max_memory)
      : in_(&bytes), type_(type), max_memory_(max_memory) {
    in_.SetTotalBytesLimit(INT_MAX);
  }

  absl::StatusOr<size_t> Run(size_t size) {
    const auto whole = in_.PushLimit(static_cast<int>(size));
    cost_ = CostOfMessage(type_);
    absl::Status status = Message(&type_, 1);
    if (status.ok() && in_.BytesUntilLimit() != 0) status = Malformed(type_);
    in_.PopLimit(whole);
    if (!status.ok()) return status;
    return cost_;
  }

 private:
  // Up to the limit, or to the end of the group that it is (`group`: its number). `type` null: of no known type.
  absl::Status Message(const Descriptor* type, int depth, uint32_t group = 0) {
    if (depth > kMaxMessageDepth) {
      return InvalidField("request",
                          absl::StrCat("has messages within messages, more than ", kMaxMessageDepth, " deep"));
    }
    for (;;) {
      const uint32_t tag = in_.ReadTag();
      if (tag == 0) {
        // Also what a tag of zero looks like, or one that is cut off.
        const bool at_end = group == 0 && in_.ConsumedEntireMessage();
        return at_end ? absl::OkStatus() : Malformed(type_);
      }
      const auto number = static_cast<int>(tag >> 3);
      if (number == 0) return Malformed(type_);
      if (WireFormatLite::GetTagWireType(tag) == WireFormatLite::WIRETYPE_END_GROUP) {
        return group == static_cast<uint32_t>(number) ? absl::OkStatus() : Malformed(type_);
      }
      const FieldDescriptor* const field = type == nullptr ? nullptr : type->FindFieldByNumber(number);
      absl::Status status = Field(field, tag, depth);
      if (status.ok() && cost_ > max_memory_) status = TooMuch();
      if (!status.ok()) return status;
    }
  }

  absl::Status Field(const FieldDescriptor* field, uint32_t tag, int depth) {
    switch (WireFormatLite::GetTagWireType(tag)) {
      case WireFormatLite::WIRETYPE_VARINT: {
        uint64_t value = 0;
        return Number(field, tag, in_.ReadVarint64(&value));
      }
      case WireFormatLite::WIRETYPE_FIXED64: {
        uint64_t value = 0;
        return Number(field, tag, in_.ReadLittleEndian64(&value));
      }
      case WireFormatLite::WIRETYPE_FIXED32: {
        uint32_t value = 0;
        return Number(field, tag, in_.ReadLittleEndian32(&value));
      }
      case WireFormatLite::WIRETYPE_START_GROUP:
        // None of ours has groups, so it is kept as unknown, with all that is in it.
        cost_ += kUnknownCost + kTextCost;
        return Message(nullptr, depth + 1, tag >> 3);
      case WireFormatLite::WIRETYPE_LENGTH_DELIMITED:
        return Delimited(field, depth);
      default:
        return Malformed(type_);
    }
  }

  // Of which each number is in a piece of its own, or all are in one.
  static bool IsNumbers(const FieldDescriptor* field) {
    return field != nullptr && field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE &&
           field->cpp_type() != FieldDescriptor::CPPTYPE_STRING;
  }

  absl::Status Number(const FieldDescriptor* field, uint32_t tag, bool read) {
    if (!IsNumbers(field) || WireFormatLite::WireTypeForFieldType(static_cast<WireFormatLite::FieldType>(
                                 field->type())) != WireFormatLite::GetTagWireType(tag)) {
      cost_ += kUnknownCost;
    } else if (field->is_repeated()) {
      cost_ += kNumberCost * kGrowth;
    }
    return read ? absl::OkStatus() : Malformed(type_);
  }

  absl::Status Delimited(const FieldDescriptor* field, int depth) {
    uint32_t size = 0;
    if (!in_.ReadVarint32(&size) || size > static_cast<uint32_t>(in_.BytesUntilLimit())) return Malformed(type_);
    if (field != nullptr && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      cost_ += CostOfMessage(*field->message_type());
      if (field->is_repeated()) cost_ += sizeof(void*) * kGrowth;
      const auto outer = in_.PushLimit(static_cast<int>(size));
      const absl::Status status = Message(field->message_type(), depth + 1);
      in_.PopLimit(outer);
      return status;
    }
    if (IsNumbers(field) && field->is_repeated()) {
      cost_ += size * kNumberCost * kGrowth;  // at most one per byte
    } else {
      cost_ += kTextCost + size + (field == nullptr || IsNumbers(field) ? kUnknownCost : sizeof(void*) * kGrowth);
    }
    return in_.Skip(static_cast<int>(size)) ? absl::OkStatus() : Malformed(type_);
  }

  absl::Status TooMuch() const {
    ErrorDetails details;
    details.reason = Reason::kTooLarge;
    details.fields.push_back({"request", absl::StrCat("has so many parts that reading it would take more than ",
                                                      max_memory_, " bytes of memory")});
    return MakeError(absl::StatusCode::kInvalidArgument,
                     absl::StrCat("request ", details.fields[0].description, ": send less at once"), details);
  }

  google::protobuf::io::CodedInputStream in_;
  const Descriptor& type_;
  const size_t max_memory_;
  size_t cost_ = 0;
};

}  // namespace

absl::StatusOr<size_t> CostOfReading(const grpc::ByteBuffer& bytes, const Descriptor& type, size_t max_memory) {
  grpc::ByteBuffer read = bytes;  // the reader wants it mutable; both share the bytes
  grpc::ProtoBufferReader reader(&read);
  if (!reader.status().ok()) return Malformed(type);
  return Scan(reader, type, max_memory).Run(bytes.Length());
}

}  // namespace pipewright::server
