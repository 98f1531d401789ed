// Encryption of what must not be read from a copy of the database: AES-256-GCM (NIST SP 800-38D) by OpenSSL.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace pipewright::security {

// The keys of an installation. Immutable, so thread safe.
class SecretBox {
 public:
  static constexpr size_t kKeySize = 32;

  // Without keys: seals nothing, and opens only what was never sealed.
  SecretBox() = default;
  // `keys`: kKeySize random bytes each. The first seals; the others only open, until everything is sealed anew.
  explicit SecretBox(std::vector<std::string> keys) : keys_(std::move(keys)) {}

  // Reads the keys from a file, one a line as 64 hex digits; empty lines and those that begin with # don't count.
  // kInvalidArgument in one line that names the file and never shows what is in it: there is no such file, others than
  // its group may read it, or a line is no key.
  static absl::StatusOr<SecretBox> FromFile(const std::string& path);

  // The same; without the file it is made first, with a new key. Of two processes that make it at once both get the
  // same.
  static absl::StatusOr<SecretBox> FromOwnFile(const std::string& path);

  bool empty() const { return keys_.empty(); }

  // `secret`, readable only with the key and for the same `purpose` ("signing_keys/<id>"). Two seals differ. kInternal
  // when OpenSSL fails.
  absl::StatusOr<std::string> Seal(absl::string_view secret, absl::string_view purpose) const;

  // The secret; also one that was stored before there was a key, which is not sealed. kFailedPrecondition when none of
  // the keys opens it, or it was changed.
  absl::StatusOr<std::string> Open(absl::string_view stored, absl::string_view purpose) const;

  // Whether `stored` was sealed, by whatever key.
  static bool IsSealed(absl::string_view stored);

  // Whether `stored` is as Seal would leave it: sealed by the first key, or by none when there is none.
  bool IsCurrent(absl::string_view stored) const;

 private:
  std::vector<std::string> keys_;
};

}  // namespace pipewright::security
