// How much memory requests may take from when they are waited for until they are answered, and who may take how much.
//
// gRPC has no bound of its own that hits the one who fills it: its ResourceQuota ends anybody's streams. So a message
// is asked for only when there is room for the largest that its method takes.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"

namespace pipewright::server {

// Thread safe. Outlives its shares.
class RequestMemory {
 public:
  struct Limits {
    size_t bytes = 0;        // in all
    size_t owner_bytes = 0;  // of one owner; at least what one request may want
    size_t waiting = 0;      // requests that may wait for room
  };

  // Memory of one request, given back at its end.
  class Share {
   public:
    Share() = default;
    Share(Share&& other) noexcept
        : memory_(std::exchange(other.memory_, nullptr)), owner_(std::move(other.owner_)), bytes_(other.bytes_) {}
    Share& operator=(Share&& other) noexcept {
      Reset();
      memory_ = std::exchange(other.memory_, nullptr);
      owner_ = std::move(other.owner_);
      bytes_ = other.bytes_;
      return *this;
    }
    ~Share() { Reset(); }

    // Whether it is of something.
    explicit operator bool() const { return memory_ != nullptr; }
    // It is known by now to need no more than that.
    void Shrink(size_t bytes);
    void Reset() { Shrink(0); }

   private:
    friend class RequestMemory;
    Share(RequestMemory& memory, std::string owner, size_t bytes)
        : memory_(&memory), owner_(std::move(owner)), bytes_(bytes) {}

    RequestMemory* memory_ = nullptr;  // null: of nothing
    std::string owner_;
    size_t bytes_ = 0;
  };
  using Granted = std::function<void(Share)>;

  explicit RequestMemory(const Limits& limits) : limits_(limits) {}

  // Calls `granted` with `bytes` of memory: now, or when others have given it back, in the thread that does. Owners
  // that wait are served in turn. False, and nothing is called, when too many wait already.
  bool Take(const std::string& owner, size_t bytes, Granted granted);

  // For metrics.
  size_t taken() const;

 private:
  struct Waiting {
    size_t bytes;
    Granted granted;
  };
  struct Owner {
    size_t taken = 0;
    std::deque<Waiting> waiting;
  };

  bool Fits(const Owner& owner, size_t bytes) const;
  void GiveBack(const std::string& owner, size_t bytes);

  const Limits limits_;
  mutable std::mutex mutex_;
  size_t taken_ = 0;
  size_t waiting_ = 0;
  absl::flat_hash_map<std::string, Owner> owners_;  // who has taken something or waits
  std::deque<std::string> turn_;                    // who waits, the next first
};

}  // namespace pipewright::server
