// The records of events as their resources' messages, and the difference of two of them.
#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <vector>

#include "application/integration/event.h"
#include "pipewright/integration/v1/event.pb.h"

namespace pipewright::integration {

struct RecordMessages {
  std::unique_ptr<google::protobuf::Message> before;  // null: the record was created
  std::unique_ptr<google::protobuf::Message> after;
};

// As the records' Get gives them at `time`.
RecordMessages MessagesOf(const AnyRecordChange& change, absl::Time time);

// The resources' messages that an event may hold.
const std::vector<const google::protobuf::Descriptor*>& RecordDescriptors();

// Adds what is different, field by field, without the bookkeeping that every change changes. Only what the messages
// show can get in here.
void WriteChanges(const RecordMessages& record, bool with_old_values,
                  google::protobuf::RepeatedPtrField<v1::FieldChange>* out);

}  // namespace pipewright::integration
