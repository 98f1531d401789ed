// ContentHash by OpenSSL.
#pragma once

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "application/collaboration/content_hash.h"

namespace pipewright::content {

class OpenSslContentHash : public collaboration::ContentHash {
 public:
  std::unique_ptr<collaboration::RunningHash> Begin() const override;
};

// In hexadecimal, in lower case.
std::string Sha256Of(absl::string_view bytes);

}  // namespace pipewright::content
