// A 128-bit universally unique identifier (RFC 9562), held as 16 bytes.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace pipewright {

class Uuid {
 public:
  // The nil UUID; never the id of a record.
  constexpr Uuid() = default;
  constexpr explicit Uuid(std::array<uint8_t, 16> bytes) : bytes_(bytes) {}

  // Reads the 36-character form, either case. kInvalidArgument otherwise.
  static absl::StatusOr<Uuid> Parse(absl::string_view text);

  // A version 7 UUID (RFC 9562, 5.7): 48 bits of milliseconds since the epoch, then 74 of `random`'s 80 bits, so that
  // ids sort by the time they were made. `random` must come from a cryptographic source.
  static Uuid Version7(absl::Time time, const std::array<uint8_t, 10>& random);

  // A version 4 UUID (RFC 9562, 5.4): 122 of `random`'s 128 bits, and nothing else, so that it tells nothing. `random`
  // must come from a cryptographic source.
  static Uuid Version4(const std::array<uint8_t, 16>& random);

  // The 36-character lower-case form.
  std::string ToString() const;

  const std::array<uint8_t, 16>& bytes() const { return bytes_; }
  bool is_nil() const { return *this == Uuid(); }

  friend auto operator<=>(const Uuid&, const Uuid&) = default;  // NOLINT(modernize-use-nullptr): a defect of the check

  template <typename H>
  friend H AbslHashValue(H h, const Uuid& id) {
    return H::combine(std::move(h), id.bytes_);
  }

 private:
  std::array<uint8_t, 16> bytes_{};
};

}  // namespace pipewright
