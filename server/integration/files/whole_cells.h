// Values that are messages but one cell: amounts, dates, times, values of any kind, and lists of messages.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace pipewright::integration {

// Whether the field's value is kept in one cell. Fields that are no messages are.
bool IsWhole(const google::protobuf::FieldDescriptor& field);
// Whether it is one google.type.Money.
bool IsMoney(const google::protobuf::FieldDescriptor& field);

// Of a Money, Date, Timestamp, protobuf.Value or Struct; cells.h has their forms. kInvalidArgument (no field named).
absl::Status ReadWhole(absl::string_view text, google::protobuf::Message* value);
std::string WholeText(const google::protobuf::Message& value);

// Of a list of messages: JSON, as the record's own JSON form has it.
absl::Status ReadList(absl::string_view text, const google::protobuf::FieldDescriptor& field,
                      google::protobuf::Message& parent);
std::string ListText(const google::protobuf::FieldDescriptor& field, const google::protobuf::Message& parent);

}  // namespace pipewright::integration
