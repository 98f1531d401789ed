// The port that finds records by a field that they are known by.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "application/shared/call/request_context.h"

namespace pipewright {

struct FoundKey {
  std::string value;  // as stored
  std::string id;
  int64_t version = 0;
};

// Of one kind of record. Thread safe.
class KeyLookup {
 public:
  virtual ~KeyLookup() = default;
  // The live records that the caller may read and whose `field` is one of `values`, in no order; by "id" deleted ones
  // too. kInvalidArgument when the field can't be looked up, or a value isn't of its type.
  virtual absl::StatusOr<std::vector<FoundKey>> Find(const RequestContext& context, absl::string_view field,
                                                     const std::vector<std::string>& values) const = 0;
};

}  // namespace pipewright
