// Values that are no messages: texts, enums, bools and whole numbers, and lists of texts and enums.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace pipewright::integration {

// Whether cells are read and written for fields of that type.
bool IsScalarCell(const google::protobuf::FieldDescriptor& field);

// Sets the field, or appends what the text lists; cells.h has the forms. kInvalidArgument (no field named).
absl::Status ReadScalars(absl::string_view text, const google::protobuf::FieldDescriptor& field,
                         google::protobuf::Message& parent);
// The inverse. Empty for an enum's zero.
std::string ScalarsText(const google::protobuf::FieldDescriptor& field, const google::protobuf::Message& parent);

}  // namespace pipewright::integration
