// The installation's signing keys, at hand for whoever signs and checks tokens.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "application/organization/signing_keys.h"

namespace pipewright::security {

// Keys come from the store, are kept for a while, and are read anew when a token names an unknown one; so a rotation
// needs no restart. Thread safe.
class SigningKeyring {
 public:
  // Told of a key in the store that isn't the installation's (SigningKeyStore), at most once a minute.
  using OnRefused = std::function<void(const absl::Status&)>;

  // Both must outlive this. The first token of an installation makes its keys.
  SigningKeyring(organization::SigningKeyStore& store, const organization::SigningKeyFactory& factory,
                 OnRefused on_refused = nullptr)
      : store_(store), factory_(factory), on_refused_(std::move(on_refused)) {}

  // A token of this type (RFC 7515, "typ"), which keeps it from being taken for another. kUnavailable when there is no
  // key to sign with.
  absl::StatusOr<std::string> Sign(absl::string_view type, absl::string_view payload, absl::Time now) const;

  // The payload of a token of this type that one of the keys signed; nullopt: it is none.
  std::optional<std::string> Verify(absl::string_view type, absl::string_view token, absl::Time now) const;

 private:
  using Keys = std::shared_ptr<const std::vector<organization::SigningKey>>;

  // The keys as they were at most `max_age` ago. Old ones when the store is away.
  Keys KeysNotOlderThan(absl::Duration max_age, absl::Time now) const;

  organization::SigningKeyStore& store_;
  const organization::SigningKeyFactory& factory_;
  const OnRefused on_refused_;
  mutable std::mutex mutex_;
  mutable Keys keys_ = std::make_shared<std::vector<organization::SigningKey>>();
  mutable absl::Time load_time_ = absl::InfinitePast();
  mutable absl::Time told_time_ = absl::InfinitePast();
};

}  // namespace pipewright::security
