#include "server/rpc/address_rates.h"

#include <algorithm>

#include "server/rpc/address.h"

namespace pipewright::server {
namespace {

constexpr int kNeighbours = 8;
constexpr absl::Duration kSweepInterval = absl::Seconds(1);

}  // namespace

AddressRates::Bucket& AddressRates::Of(const std::string& network, absl::Time now) {
  if (const auto found = buckets_.find(network); found != buckets_.end()) return found->second;
  if (buckets_.size() >= limits_.addresses) {
    if (now < next_sweep_) return shared_;
    next_sweep_ = now + kSweepInterval;
    absl::erase_if(buckets_, [now](const auto& entry) { return entry.second.full <= now; });
    if (buckets_.size() >= limits_.addresses) return shared_;
  }
  return buckets_[network] = {absl::InfinitePast()};
}

// A bucket is a moment: each call puts it off by its share of a minute, and it may not lie more than a minute ahead.
absl::Duration AddressRates::Wait(const Bucket& bucket, int rate, absl::Time now) {
  const absl::Time after = std::max(bucket.full, now) + absl::Minutes(1) / rate;
  return std::max(absl::ZeroDuration(), after - (now + absl::Minutes(1)));
}

void AddressRates::Count(Bucket& bucket, int rate, absl::Time now) {
  bucket.full = std::max(bucket.full, now) + absl::Minutes(1) / rate;
}

absl::Duration AddressRates::Take(absl::string_view address, absl::Time now) {
  if (limits_.per_minute <= 0) return absl::ZeroDuration();
  const std::string own = NetworkOf(address);
  if (own.empty()) return absl::ZeroDuration();
  const std::lock_guard lock(mutex_);
  const int wide_rate = kNeighbours * limits_.per_minute;
  // The second may make the map anew.
  const absl::Duration own_wait = Wait(Of(own, now), limits_.per_minute, now);
  Bucket& wide = Of(NetworkOf(address, /*wide=*/true), now);
  const absl::Duration wait = std::max(own_wait, Wait(wide, wide_rate, now));
  if (wait > absl::ZeroDuration()) return wait;
  Count(wide, wide_rate, now);
  Count(Of(own, now), limits_.per_minute, now);
  return absl::ZeroDuration();
}

}  // namespace pipewright::server
