// The few XML documents that an S3-compatible store is sent and answers with. They are of the store that the operator
// chose; even so what is read of them is bounded, and nothing else is.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace pipewright::content {

// The body that completes a multipart upload: of the parts' tags, in order.
std::string CompleteUploadXml(absl::Span<const std::string> tags);

// The text of the first element of that name, however deep: "UploadId". Empty when there is none.
std::string XmlText(absl::string_view xml, absl::string_view element);

// What stands inside each element of that name, which don't lie in each other.
std::vector<absl::string_view> XmlElements(absl::string_view xml, absl::string_view element);

}  // namespace pipewright::content
