// How often an address may call what anybody may call: signing up and in, and refreshing.
#pragma once

#include <cstddef>
#include <mutex>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace pipewright::server {

struct AddressRateLimits {
  // Calls of an address (of IPv6: of a /64 network), as many at once as in a minute; of its wider network eight times
  // as many. 0: any number.
  int per_minute = 0;
  // Addresses that are known at once; beyond that, those who are new share one allowance.
  size_t addresses = 20'000;
};

// Thread safe.
class AddressRates {
 public:
  explicit AddressRates(const AddressRateLimits& limits) : limits_(limits) {}

  // Counts a call and returns zero, or how long it is until another one is allowed. An address of no network, as of
  // this process, is never refused.
  absl::Duration Take(absl::string_view address, absl::Time now);

 private:
  struct Bucket {
    absl::Time full;  // when it is as if nobody had called
  };
  // By the name of who shares it; nothing is taken from it yet.
  Bucket& Of(const std::string& network, absl::Time now);
  // How long until `rate` calls a minute allow one more.
  static absl::Duration Wait(const Bucket& bucket, int rate, absl::Time now);
  static void Count(Bucket& bucket, int rate, absl::Time now);

  const AddressRateLimits limits_;
  std::mutex mutex_;
  absl::flat_hash_map<std::string, Bucket> buckets_;
  Bucket shared_{absl::InfinitePast()};
  absl::Time next_sweep_ = absl::InfinitePast();  // of those that are full again
};

}  // namespace pipewright::server
