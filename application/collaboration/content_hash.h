// The port of the SHA-256 of contents.
#pragma once

#include <memory>
#include <string>

#include "absl/strings/string_view.h"

namespace pipewright::collaboration {

// Of one content. Not thread safe.
class RunningHash {
 public:
  virtual ~RunningHash() = default;
  virtual void Add(absl::string_view bytes) = 0;
  // In hexadecimal, in lower case; once, after the last byte.
  virtual std::string Finish() = 0;
};

// Thread safe.
class ContentHash {
 public:
  virtual ~ContentHash() = default;
  virtual std::unique_ptr<RunningHash> Begin() const = 0;
};

}  // namespace pipewright::collaboration
