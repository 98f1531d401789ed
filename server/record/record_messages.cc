#include "server/record/record_messages.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/reflection.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace pipewright::server {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::Value;

bool IsBookkeeping(const FieldDescriptor& field) {
  const std::string& name = field.name();
  return name == "id" || name == "etag" || name == "create_time" || name == "update_time" || name == "created_by" ||
         name == "updated_by";
}

// A message in its JSON form.
Value JsonOf(const Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  Value value;
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok() ||
      !google::protobuf::util::JsonStringToMessage(json, &value).ok()) {
    value.set_null_value(google::protobuf::NULL_VALUE);
  }
  return value;
}

// Of a singular field, or of one element (index >= 0).
Value ElementOf(const Message& message, const FieldDescriptor& field, int index) {
  const Reflection& reflection = *message.GetReflection();
  const bool element = index >= 0;
  Value value;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      value.set_string_value(element ? reflection.GetRepeatedString(message, &field, index)
                                     : reflection.GetString(message, &field));
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      value.set_bool_value(element ? reflection.GetRepeatedBool(message, &field, index)
                                   : reflection.GetBool(message, &field));
      break;
    case FieldDescriptor::CPPTYPE_INT32:
      value.set_number_value(element ? reflection.GetRepeatedInt32(message, &field, index)
                                     : reflection.GetInt32(message, &field));
      break;
    case FieldDescriptor::CPPTYPE_INT64:  // a text, as in JSON: a double can't hold all of them
      value.set_string_value(absl::StrCat(element ? reflection.GetRepeatedInt64(message, &field, index)
                                                  : reflection.GetInt64(message, &field)));
      break;
    case FieldDescriptor::CPPTYPE_DOUBLE:
      value.set_number_value(element ? reflection.GetRepeatedDouble(message, &field, index)
                                     : reflection.GetDouble(message, &field));
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      value.set_string_value(
          (element ? reflection.GetRepeatedEnum(message, &field, index) : reflection.GetEnum(message, &field))->name());
      break;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return JsonOf(element ? reflection.GetRepeatedMessage(message, &field, index)
                            : reflection.GetMessage(message, &field));
    default:
      value.set_null_value(google::protobuf::NULL_VALUE);
  }
  return value;
}

Value ValueOf(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  Value value;
  if (field.is_repeated()) {
    auto* const list = value.mutable_list_value();
    const int size = reflection.FieldSize(message, &field);
    for (int i = 0; i < size; ++i) *list->add_values() = ElementOf(message, field, i);
    return value;
  }
  if (field.has_presence() && !reflection.HasField(message, &field)) {
    value.set_null_value(google::protobuf::NULL_VALUE);
    return value;
  }
  return ElementOf(message, field, -1);
}

bool IsPopulated(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  return field.is_repeated() ? reflection.FieldSize(message, &field) > 0 : reflection.HasField(message, &field);
}

bool IsSame(const Message& before, const Message& after, const FieldDescriptor& field) {
  if (IsPopulated(before, field) != IsPopulated(after, field)) return false;
  if (!IsPopulated(before, field)) return true;
  google::protobuf::util::MessageDifferencer differencer;
  return differencer.CompareWithFields(before, after, {&field}, {&field});
}

}  // namespace

void WriteChanges(const RecordMessages& record, bool with_old_values,
                  google::protobuf::RepeatedPtrField<integration::v1::FieldChange>* out) {
  const google::protobuf::Descriptor& descriptor = *record.after->GetDescriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const FieldDescriptor& field = *descriptor.field(i);
    if (IsBookkeeping(field)) continue;
    const bool same =
        record.before != nullptr ? IsSame(*record.before, *record.after, field) : !IsPopulated(*record.after, field);
    if (same) continue;
    integration::v1::FieldChange* const change = out->Add();
    change->set_field(field.name());
    if (record.before != nullptr && with_old_values) *change->mutable_old_value() = ValueOf(*record.before, field);
    *change->mutable_new_value() = ValueOf(*record.after, field);
  }
}

}  // namespace pipewright::server
