// The signing keys of an installation in memory, for tests of those who use or change them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/organization/signing_keys.h"

namespace pipewright {

class FakeKeyStore : public organization::SigningKeyStore {
 public:
  absl::StatusOr<std::vector<organization::SigningKey>> Load() override {
    ++loads;
    if (away) return absl::UnavailableError("away");
    if (!trouble.ok()) return trouble;
    return keys;
  }
  absl::Status Change(const Changer& change) override {
    auto changed = change(keys);
    if (changed.ok()) keys = *std::move(changed);
    return changed.status();
  }

  std::vector<organization::SigningKey> keys;
  int loads = 0;
  bool away = false;
  absl::Status trouble;  // what Load answers instead, when it isn't OK
};

// "key-1", "key-2", …, with nothing in them.
class FakeKeyFactory : public organization::SigningKeyFactory {
 public:
  absl::StatusOr<organization::SigningKey> NewKey(absl::Time now) const override {
    if (fails) return absl::InternalError("no entropy");
    organization::SigningKey key;
    key.id = absl::StrCat("key-", ++made_);
    key.create_time = now;
    return key;
  }

  bool fails = false;

 private:
  mutable int made_ = 0;
};

}  // namespace pipewright
