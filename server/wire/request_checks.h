// What is checked of every request before it is looked at: the same for all methods, from the descriptors.
#pragma once

#include <google/protobuf/message.h>

#include "absl/status/status.h"

namespace pipewright::server {

// kInvalidArgument with every violation: a REQUIRED field is missing (of a resource in an update: its id alone is
// required, the mask decides about the rest), an enum has an unknown value, a text holds NUL or another control
// character but tab and line breaks, page_size is negative, request_id is no UUID, a list of ids is too long.
// `*needs_normalizing` tells whether some text is not in NFC.
absl::Status CheckRequest(const google::protobuf::Message& request, bool* needs_normalizing);

// What is wrong with a request, as one answer: `checked` is CheckRequest's, `parsed` that of the method's own parser. A
// field that the first has something to say about is not told a second time. Both may be OK.
absl::Status AllViolations(const absl::Status& checked, const absl::Status& parsed,
                           const google::protobuf::Descriptor& request);

// CheckRequest, and then every text is in Unicode's normal form C, so that equal texts are equal bytes.
absl::Status CheckAndNormalize(google::protobuf::Message& request);

}  // namespace pipewright::server
