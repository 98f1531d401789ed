#include "tests/support/server/field_values.h"

#include <string>

#include "absl/strings/match.h"
#include "tests/support/server/request_fields.h"
#include "tests/support/server/standard_world.h"

namespace pipewright::testing {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

std::string OtherText(const FieldDescriptor& field, std::string text) {
  if (IsId(field)) return UnknownId();
  if (field.name() == "region_code") return text == "CH" ? "AT" : "CH";
  if (text.empty()) return "other";
  text[0] = text[0] == 'a' ? 'b' : 'a';
  return text;
}

int OtherNumber(const FieldDescriptor& field, int number) {
  const google::protobuf::EnumDescriptor& values = *field.enum_type();
  return values.value(1)->number() == number ? values.value(2)->number() : values.value(1)->number();
}

}  // namespace

void SetOther(const Message& from, const FieldDescriptor& field, Message& to) {
  const Reflection& reflection = *from.GetReflection();
  const bool first = field.is_repeated();
  const bool any = first && reflection.FieldSize(from, &field) > 0;
  const FieldPath path = {&field};
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return SetText(to, path,
                     OtherText(field, any     ? reflection.GetRepeatedString(from, &field, 0)
                                      : first ? std::string()
                                              : reflection.GetString(from, &field)));
    case FieldDescriptor::CPPTYPE_ENUM:
      return SetEnum(to, path,
                     OtherNumber(field, any     ? reflection.GetRepeatedEnumValue(from, &field, 0)
                                        : first ? 0
                                                : reflection.GetEnumValue(from, &field)));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(&to, &field, !reflection.GetBool(from, &field));
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(&to, &field, reflection.GetInt32(from, &field) + 1);
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(&to, &field, reflection.GetInt64(from, &field) + 1);
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      // A date, or a time.
      Message& value = ChildOf(to, field);
      const google::protobuf::Descriptor& parts = *value.GetDescriptor();
      if (const auto* const seconds = parts.FindFieldByName("seconds")) {
        return value.GetReflection()->SetInt64(&value, seconds, 1'000'000'000);
      }
      for (const auto& [part, number] : {std::pair("year", 2003), std::pair("month", 4), std::pair("day", 5)}) {
        value.GetReflection()->SetInt32(&value, parts.FindFieldByName(part), number);
      }
      return;
    }
    default:
      return;
  }
}

bool HasParts(const FieldDescriptor& field) {
  if (field.is_repeated() || field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return false;
  const std::string& name = field.message_type()->full_name();
  return !absl::StartsWith(name, "google.") && name != "pipewright.shared.v1.Subject";
}

}  // namespace pipewright::testing
