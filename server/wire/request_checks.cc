#include "server/wire/request_checks.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/reflection.h>
#include <google/protobuf/struct.pb.h>
#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "application/shared/queries/page_size.h"
#include "domain/shared/errors.h"
#include "domain/shared/uuid.h"
#include "google/api/field_behavior.pb.h"
#include "server/wire/status_mapping.h"

namespace pipewright::server {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr absl::string_view kRequestId = "request_id";

bool IsRequired(const FieldDescriptor& field) {
  const auto& options = field.options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == google::api::REQUIRED) return true;
  }
  return false;
}

bool IsPopulated(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  return field.is_repeated() ? reflection.FieldSize(message, &field) > 0 : reflection.HasField(message, &field);
}

bool IsAscii(absl::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

// In NFC, or nullptr when it can't be brought to it.
std::unique_ptr<char, decltype(&std::free)> ToNfc(absl::string_view text) {
  utf8proc_uint8_t* out = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                   &out, static_cast<utf8proc_option_t>(UTF8PROC_COMPOSE | UTF8PROC_STABLE));
  return {size < 0 ? nullptr : reinterpret_cast<char*>(out), &std::free};
}

// Whether the path is `field` itself or leads into it: "account.id" and "account[2]" are within "account".
bool IsWithin(absl::string_view path, absl::string_view field) {
  if (!absl::ConsumePrefix(&path, field)) return false;
  return path.empty() || path.front() == '.' || path.front() == '[';
}

class Checker {
 public:
  Checker(Violations& violations, bool* needs_normalizing)
      : violations_(violations), needs_normalizing_(needs_normalizing) {}

  void CheckMessage(const Message& message, const std::string& path, bool enforce_required) {
    if (const auto* const object = google::protobuf::DynamicCastToGenerated<google::protobuf::Struct>(&message)) {
      CheckObject(*object, std::string(absl::StripSuffix(path, ".")));
      return;
    }
    if (const auto* const value = google::protobuf::DynamicCastToGenerated<google::protobuf::Value>(&message)) {
      CheckValue(*value, std::string(absl::StripSuffix(path, ".")));
      return;
    }
    const auto& descriptor = *message.GetDescriptor();
    if (enforce_required) {
      for (int i = 0; i < descriptor.field_count(); ++i) {
        const FieldDescriptor& field = *descriptor.field(i);
        if (IsRequired(field) && !IsPopulated(message, field))
          violations_.Add(absl::StrCat(path, field.name()), "is required");
      }
    }
    // The mask of an update says which fields count; the id says which record.
    const auto* const mask = descriptor.FindFieldByName("update_mask");
    std::vector<const FieldDescriptor*> fields;
    message.GetReflection()->ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) CheckField(message, *field, path, enforce_required && mask == nullptr);
  }

 private:
  void CheckField(const Message& message, const FieldDescriptor& field, const std::string& path,
                  bool enforce_required) {
    const Reflection& reflection = *message.GetReflection();
    const std::string name = absl::StrCat(path, field.name());
    const int count = field.is_repeated() ? reflection.FieldSize(message, &field) : 1;
    if (field.is_repeated() && !CheckCount(name, count)) return;
    for (int i = 0; i < count; ++i) {
      const std::string element = field.is_repeated() ? absl::StrCat(name, "[", i, "]") : name;
      switch (field.cpp_type()) {
        case FieldDescriptor::CPPTYPE_MESSAGE:
          CheckMessage(field.is_repeated() ? reflection.GetRepeatedMessage(message, &field, i)
                                           : reflection.GetMessage(message, &field),
                       absl::StrCat(element, "."), enforce_required);
          break;
        case FieldDescriptor::CPPTYPE_STRING: {
          std::string scratch;
          const std::string& text = field.is_repeated()
                                        ? reflection.GetRepeatedStringReference(message, &field, i, &scratch)
                                        : reflection.GetStringReference(message, &field, &scratch);
          if (field.type() == FieldDescriptor::TYPE_BYTES) break;
          if (field.name() == kRequestId) CheckRequestId(element, text);
          CheckText(element, text);
          break;
        }
        case FieldDescriptor::CPPTYPE_ENUM: {
          const int value = field.is_repeated() ? reflection.GetRepeatedEnumValue(message, &field, i)
                                                : reflection.GetEnumValue(message, &field);
          if (field.enum_type()->FindValueByNumber(value) == nullptr) {
            violations_.Add(element, absl::StrCat("has no value ", value));
          }
          break;
        }
        case FieldDescriptor::CPPTYPE_INT32:
          if (field.name() == "page_size" && reflection.GetInt32(message, &field) < 0) {
            violations_.Add(element, "must not be negative");
          }
          break;
        default:
          break;
      }
    }
  }

  void CheckRequestId(const std::string& name, const std::string& text) {
    if (!Uuid::Parse(text).ok()) violations_.Add(name, "must be a UUID");
    if (std::any_of(text.begin(), text.end(),
                    [](char c) { return absl::ascii_isupper(static_cast<unsigned char>(c)); }))
      *needs_normalizing_ = true;
  }

  // JSON goes by its own names: an object's member is `name`.key, a list's element `name`[i].
  void CheckObject(const google::protobuf::Struct& object, const std::string& name) {
    if (!CheckCount(name, object.fields_size())) return;
    for (const auto& [key, value] : object.fields()) {
      if (CheckText(name, key)) CheckValue(value, absl::StrCat(name, ".", key));
    }
  }

  void CheckValue(const google::protobuf::Value& value, const std::string& name) {
    if (value.null_value() != google::protobuf::NULL_VALUE) {
      violations_.Add(name, absl::StrCat("has no value ", static_cast<int>(value.null_value())));
    }
    if (value.has_string_value()) CheckText(name, value.string_value());
    if (value.has_struct_value()) CheckObject(value.struct_value(), name);
    if (!value.has_list_value() || !CheckCount(name, value.list_value().values_size())) return;
    for (int i = 0; i < value.list_value().values_size(); ++i) {
      CheckValue(value.list_value().values(i), absl::StrCat(name, "[", i, "]"));
    }
  }

  bool CheckCount(const std::string& name, int count) {
    if (count <= kMaxPageSize) return true;
    violations_.Add(name, absl::StrCat("has more than ", kMaxPageSize, " elements"));
    return false;
  }

  // Whether it can be stored and shown.
  bool CheckText(const std::string& name, const std::string& text) {
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if ((byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F) {
        violations_.Add(name, byte == 0 ? "must not contain NUL" : "must not contain control characters");
        return false;
      }
    }
    if (IsAscii(text)) return true;
    const auto normal = ToNfc(text);
    if (normal == nullptr) {
      violations_.Add(name, "must be valid Unicode");
      return false;
    }
    if (absl::string_view(normal.get()) != text) *needs_normalizing_ = true;
    return true;
  }

  Violations& violations_;
  bool* needs_normalizing_;
};

void NormalizeTexts(Message& message) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const bool text = field->type() == FieldDescriptor::TYPE_STRING;
    if (!text && field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (!text) {
        NormalizeTexts(field->is_repeated() ? *reflection.MutableRepeatedMessage(&message, field, i)
                                            : *reflection.MutableMessage(&message, field));
        continue;
      }
      // The same id in upper case is the same.
      if (field->name() == kRequestId) {
        reflection.SetString(&message, field, absl::AsciiStrToLower(reflection.GetString(message, field)));
        continue;
      }
      const std::string value =
          field->is_repeated() ? reflection.GetRepeatedString(message, field, i) : reflection.GetString(message, field);
      const auto normal = ToNfc(value);
      if (normal == nullptr) continue;
      if (field->is_repeated()) {
        reflection.SetRepeatedString(&message, field, i, normal.get());
      } else {
        reflection.SetString(&message, field, normal.get());
      }
    }
  }
}

}  // namespace

absl::Status CheckRequest(const Message& request, bool* needs_normalizing) {
  *needs_normalizing = false;
  Violations violations;
  Checker(violations, needs_normalizing).CheckMessage(request, "", true);
  return violations.ToStatus();
}

absl::Status AllViolations(const absl::Status& checked, const absl::Status& parsed,
                           const google::protobuf::Descriptor& request) {
  if (checked.ok()) return parsed;
  const std::vector<FieldViolation> known = DetailsOf(checked).fields;
  const ErrorDetails more = DetailsOf(WithRequestPaths(parsed, request));
  if (more.reason != Reason::kInvalidField) return checked;
  Violations all;
  for (const FieldViolation& violation : known) all.Add(violation.field, violation.description);
  for (const FieldViolation& violation : more.fields) {
    const bool told = std::any_of(known.begin(), known.end(),
                                  [&](const FieldViolation& one) { return IsWithin(violation.field, one.field); });
    if (!told) all.Add(violation.field, violation.description);
  }
  return all.ToStatus();
}

absl::Status CheckAndNormalize(Message& request) {
  bool needs_normalizing = false;
  absl::Status checked = CheckRequest(request, &needs_normalizing);
  if (needs_normalizing) NormalizeTexts(request);
  return checked;
}

}  // namespace pipewright::server
