// A change of a record as its resource's messages, and what is different in them.
#pragma once

#include <google/protobuf/message.h>

#include <memory>

#include "pipewright/integration/v1/event.pb.h"

namespace pipewright::server {

struct RecordMessages {
  std::unique_ptr<google::protobuf::Message> before;  // null: the record was created
  std::unique_ptr<google::protobuf::Message> after;
};

// Adds what is different, field by field, without the bookkeeping that every change changes. Only what the messages
// show can get in here.
void WriteChanges(const RecordMessages& record, bool with_old_values,
                  google::protobuf::RepeatedPtrField<integration::v1::FieldChange>* out);

}  // namespace pipewright::server
