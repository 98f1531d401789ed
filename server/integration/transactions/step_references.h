// "$name" in a step's request: the record of an earlier step.
#pragma once

#include <google/protobuf/message.h>

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"

namespace pipewright::integration {

// A text in a field that holds an id ("id", "…_id", "ids", "…_ids", but not request_id) or an etag, and that begins
// with "$".
struct StepReference {
  std::string path;        // of the field, below `request`: "contact.account_id"
  absl::string_view text;  // "$customer", "$customer.etag"
  bool etag = false;       // in a field that holds an etag
};

// The name in it; empty when it isn't written as its field wants it: "$name" for an id, "$name.etag" for an etag.
absl::string_view NameIn(const StepReference& reference);

// Puts what `resolve` gives in the place of each reference.
void ReplaceReferences(google::protobuf::Message& request,
                       absl::FunctionRef<std::string(const StepReference& reference)> resolve);

// Whether it has any.
bool HasReferences(const google::protobuf::Message& request);

}  // namespace pipewright::integration
