#include "server/process/kept_out.h"

#include <algorithm>

namespace pipewright::server {

bool KeptOut::Add(const std::string& address, absl::Time now) {
  if (Has(address, now)) return false;
  auto found = kept_.find(address);
  if (found != kept_.end() && now - found->second.until >= kForgiven) {
    kept_.erase(found);
    found = kept_.end();
  }
  if (found == kept_.end()) {
    MakeRoom(now);
    kept_.emplace(address, Kept{now + kFirst, kFirst});
  } else {
    const absl::Duration lasts = std::min(2 * found->second.lasts, kLongest);
    found->second = {now + lasts, lasts};
  }
  return true;
}

bool KeptOut::Has(const std::string& address, absl::Time now) const {
  const auto found = kept_.find(address);
  return found != kept_.end() && now < found->second.until;
}

void KeptOut::MakeRoom(absl::Time now) {
  if (kept_.size() < kMost) return;
  std::erase_if(kept_, [&](const auto& one) { return now - one.second.until >= kForgiven; });
  if (kept_.size() < kMost) return;
  kept_.erase(std::min_element(kept_.begin(), kept_.end(),
                               [](const auto& a, const auto& b) { return a.second.until < b.second.until; }));
}

}  // namespace pipewright::server
