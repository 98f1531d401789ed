// The version of a record as a client holds it. Opaque outside; here it is the version number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "domain/shared/errors.h"

namespace pipewright {

class Etag {
 public:
  explicit Etag(int64_t version) : version_(version) {}
  static absl::StatusOr<Etag> Parse(absl::string_view text) {
    int64_t version = 0;
    if (!absl::SimpleAtoi(text, &version) || version < 1) return InvalidValue("is not an etag that this API gave out");
    return Etag(version);
  }
  std::string ToString() const { return absl::StrCat(version_); }
  int64_t version() const { return version_; }

 private:
  int64_t version_;
};

}  // namespace pipewright
