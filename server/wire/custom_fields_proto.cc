#include "server/wire/custom_fields_proto.h"

#include <string>
#include <utility>
#include <vector>

namespace pipewright::server {
namespace {

using google::protobuf::Value;

RawCustomFieldValue FromList(const google::protobuf::ListValue& list) {
  std::vector<std::string> texts;
  texts.reserve(static_cast<size_t>(list.values_size()));
  for (const Value& element : list.values()) {
    if (element.kind_case() != Value::kStringValue) return OtherValue();
    texts.push_back(element.string_value());
  }
  return texts;
}

struct Writer {
  Value* out;

  void operator()(std::monostate) const { out->set_null_value(google::protobuf::NULL_VALUE); }
  void operator()(const std::string& text) const { out->set_string_value(text); }
  void operator()(double number) const { out->set_number_value(number); }
  void operator()(bool value) const { out->set_bool_value(value); }
  void operator()(const std::vector<std::string>& texts) const {
    for (const std::string& text : texts) out->mutable_list_value()->add_values()->set_string_value(text);
  }
  void operator()(OtherValue) const {}
};

}  // namespace

RawCustomFieldValue FromProto(const Value& value) {
  switch (value.kind_case()) {
    case Value::kStringValue:
      return value.string_value();
    case Value::kNumberValue:
      return value.number_value();
    case Value::kBoolValue:
      return value.bool_value();
    case Value::kListValue:
      return FromList(value.list_value());
    case Value::kStructValue:
      return OtherValue();
    default:
      return std::monostate();
  }
}

void Write(const CustomFieldValue& value, Value* out) { std::visit(Writer{out}, RawOf(value)); }

void Write(const CustomFields& fields, google::protobuf::Struct* out) {
  for (const auto& [key, value] : fields) Write(value, &(*out->mutable_fields())[key]);
}

}  // namespace pipewright::server
