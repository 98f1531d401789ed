#include "server/rpc/request_memory.h"

#include <vector>

namespace pipewright::server {

void RequestMemory::Share::Shrink(size_t bytes) {
  if (memory_ == nullptr || bytes >= bytes_) return;
  RequestMemory& memory = *memory_;
  if (bytes == 0) memory_ = nullptr;
  const size_t back = bytes_ - bytes;
  bytes_ = bytes;
  memory.GiveBack(owner_, back);
}

bool RequestMemory::Fits(const Owner& owner, size_t bytes) const {
  return taken_ + bytes <= limits_.bytes && owner.taken + bytes <= limits_.owner_bytes;
}

bool RequestMemory::Take(const std::string& owner, size_t bytes, Granted granted) {
  {
    const std::lock_guard lock(mutex_);
    Owner& known = owners_[owner];
    if (!known.waiting.empty() || !Fits(known, bytes)) {
      if (waiting_ >= limits_.waiting) {
        if (known.taken == 0 && known.waiting.empty()) owners_.erase(owner);
        return false;
      }
      if (known.waiting.empty()) turn_.push_back(owner);
      known.waiting.push_back({bytes, std::move(granted)});
      ++waiting_;
      return true;
    }
    known.taken += bytes;
    taken_ += bytes;
  }
  granted(Share(*this, owner, bytes));
  return true;
}

void RequestMemory::GiveBack(const std::string& owner, size_t bytes) {
  std::vector<std::pair<Share, Granted>> served;
  {
    const std::lock_guard lock(mutex_);
    taken_ -= bytes;
    const auto giver = owners_.find(owner);
    giver->second.taken -= bytes;
    if (giver->second.taken == 0 && giver->second.waiting.empty()) owners_.erase(giver);
    // Each owner's first, as long as somebody's fits. Who must wait for their own share holds nobody up, but who waits
    // for the memory of all is not overtaken: else small requests would keep a large one out for ever.
    for (size_t looked = 0, all = turn_.size(); looked < all; ++looked) {
      const std::string name = turn_.front();
      Owner& next = owners_[name];
      const Waiting& first = next.waiting.front();
      if (taken_ + first.bytes > limits_.bytes) break;
      turn_.pop_front();
      if (!Fits(next, first.bytes)) {
        turn_.push_back(name);
        continue;
      }
      next.taken += first.bytes;
      taken_ += first.bytes;
      --waiting_;
      served.emplace_back(Share(*this, name, first.bytes), std::move(next.waiting.front().granted));
      next.waiting.pop_front();
      if (!next.waiting.empty()) turn_.push_back(name);
      looked = 0;  // there may be room for one more of anybody
      all = turn_.size() + 1;
    }
  }
  for (auto& [share, granted] : served) granted(std::move(share));
}

size_t RequestMemory::taken() const {
  const std::lock_guard lock(mutex_);
  return taken_;
}

}  // namespace pipewright::server
