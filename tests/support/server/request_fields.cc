#include "tests/support/server/request_fields.h"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/api/field_behavior.pb.h"

namespace pipewright::testing {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::Reflection;

bool Behaves(const FieldDescriptor& field, google::api::FieldBehavior behavior) {
  const auto& options = field.options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == behavior) return true;
  }
  return false;
}

void Walk(const Descriptor& message, FieldPath& path, std::vector<FieldPath>& leaves) {
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor* const field = message.field(i);
    const bool recursive = std::any_of(path.begin(), path.end(), [&](const FieldDescriptor* above) {
      return above->message_type() == field->message_type() && field->message_type() != nullptr;
    });
    if (recursive) continue;
    path.push_back(field);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      Walk(*field->message_type(), path, leaves);
    } else {
      leaves.push_back(path);
    }
    path.pop_back();
  }
}

// The message that the last field of the path is in.
Message& Parent(Message& request, const FieldPath& path) {
  Message* at = &request;
  for (size_t i = 0; i + 1 < path.size(); ++i) at = &ChildOf(*at, *path[i]);
  return *at;
}

}  // namespace

std::string SnakeCase(absl::string_view name) {
  std::string words;
  for (const char c : name) {
    if (absl::ascii_isupper(c) && !words.empty()) words.push_back('_');
    words.push_back(absl::ascii_tolower(c));
  }
  return words;
}

std::unique_ptr<Message> NewMessage(const Descriptor& descriptor) {
  return std::unique_ptr<Message>(MessageFactory::generated_factory()->GetPrototype(&descriptor)->New());
}

Message& ChildOf(Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  if (!field.is_repeated()) return *reflection.MutableMessage(&message, &field);
  if (reflection.FieldSize(message, &field) > 0) return *reflection.MutableRepeatedMessage(&message, &field, 0);
  return *reflection.AddMessage(&message, &field);
}

bool IsUpdate(const Descriptor& request) { return request.FindFieldByName("update_mask") != nullptr; }

std::string NameOf(const FieldPath& path) {
  std::string name;
  for (const FieldDescriptor* const field : path) {
    const absl::string_view within = field->containing_type()->full_name();
    if (within == "google.protobuf.Struct.FieldsEntry") {
      if (field->name() == "value") absl::StrAppend(&name, ".");  // of the key ""
    } else if (within == "google.protobuf.ListValue") {
      absl::StrAppend(&name, "[0]");
    } else if (within != "google.protobuf.Struct" && within != "google.protobuf.Value") {
      absl::StrAppend(&name, name.empty() ? "" : ".", field->name(), field->is_repeated() ? "[0]" : "");
    }
  }
  return name;
}

std::vector<FieldPath> LeavesOf(const Descriptor& request) {
  std::vector<FieldPath> leaves;
  FieldPath path;
  Walk(request, path, leaves);
  return leaves;
}

bool IsOutputOnly(const FieldDescriptor& field) { return Behaves(field, google::api::OUTPUT_ONLY); }

bool IsRequired(const FieldDescriptor& field) { return Behaves(field, google::api::REQUIRED); }

bool IsOneOfSeveral(const FieldDescriptor& field) {
  return field.name() == "last_name" ||
         (field.name() == "account_id" && field.containing_type()->name() == "Interaction");
}

bool IsImmutable(const FieldDescriptor& field) { return Behaves(field, google::api::IMMUTABLE); }

bool IsUpdatedId(const FieldPath& path) {
  return path.size() > 1 && path.back()->name() == "id" && IsUpdate(*path[path.size() - 2]->containing_type());
}

bool IsId(const FieldDescriptor& field) {
  const std::string& name = field.name();
  return field.type() == FieldDescriptor::TYPE_STRING && name != "request_id" &&
         (name == "id" || name == "ids" || absl::EndsWith(name, "_id") || absl::EndsWith(name, "_ids"));
}

void SetText(Message& request, const FieldPath& path, const std::string& value) {
  Message& parent = Parent(request, path);
  const FieldDescriptor* const field = path.back();
  const Reflection& reflection = *parent.GetReflection();
  if (!field->is_repeated()) {
    reflection.SetString(&parent, field, value);
  } else if (reflection.FieldSize(parent, field) > 0) {
    reflection.SetRepeatedString(&parent, field, 0, value);
  } else {
    reflection.AddString(&parent, field, value);
  }
}

void SetEnum(Message& request, const FieldPath& path, int number) {
  Message& parent = Parent(request, path);
  const FieldDescriptor* const field = path.back();
  if (field->is_repeated()) {
    parent.GetReflection()->ClearField(&parent, field);
    parent.GetReflection()->AddEnumValue(&parent, field, number);
  } else {
    parent.GetReflection()->SetEnumValue(&parent, field, number);
  }
}

void SetNumber(Message& request, const FieldPath& path, bool lowest) {
  const FieldDescriptor* const field = path.back();
  if (field->is_repeated()) return;
  Message& parent = Parent(request, path);
  const Reflection& reflection = *parent.GetReflection();
  const auto extreme = [lowest](auto zero) {
    using Limits = std::numeric_limits<decltype(zero)>;
    return lowest ? Limits::lowest() : Limits::max();
  };
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(&parent, field, extreme(int32_t{}));
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(&parent, field, extreme(int64_t{}));
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.SetUInt32(&parent, field, extreme(uint32_t{}));
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection.SetUInt64(&parent, field, extreme(uint64_t{}));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return reflection.SetDouble(&parent, field,
                                  lowest ? std::numeric_limits<double>::quiet_NaN() : extreme(double{}));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return reflection.SetFloat(&parent, field, extreme(float{}));
    default:
      return;
  }
}

}  // namespace pipewright::testing
