// Values for fields of any message, by their descriptors.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

namespace pipewright::testing {

// Puts another value than `from` has into the field of `to`, a message of the same type: another text, id, number, enum
// value, truth or date; of a list one element.
void SetOther(const google::protobuf::Message& from, const google::protobuf::FieldDescriptor& field,
              google::protobuf::Message& to);

// Whether a mask may name the fields of the message in the field one by one. The parts of the values of google.type and
// google.protobuf and of a subject mean nothing alone.
bool HasParts(const google::protobuf::FieldDescriptor& field);

}  // namespace pipewright::testing
