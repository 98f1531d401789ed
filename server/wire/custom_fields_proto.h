// Custom fields on the wire: texts, numbers, booleans and lists of texts; dates ("2026-01-31") and ids are texts.
#pragma once

#include <google/protobuf/struct.pb.h>

#include "domain/shared/custom_fields.h"

namespace pipewright::server {

RawCustomFieldValue FromProto(const google::protobuf::Value& value);

void Write(const CustomFieldValue& value, google::protobuf::Value* out);
void Write(const CustomFields& fields, google::protobuf::Struct* out);

}  // namespace pipewright::server
