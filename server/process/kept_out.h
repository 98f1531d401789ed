// Addresses from which nobody is let in for a while, a longer one each time.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>

#include "absl/time/time.h"

namespace pipewright::server {

// Not thread safe. Times are of a clock that nobody sets.
class KeptOut {
 public:
  // The first time; twice as long each further time, until it has behaved for kForgiven behind the last.
  static constexpr absl::Duration kFirst = absl::Seconds(10);
  static constexpr absl::Duration kLongest = absl::Minutes(5);
  static constexpr absl::Duration kForgiven = absl::Minutes(10);
  // Of more addresses than that, those whose time ends first are let in again.
  static constexpr size_t kMost = 10'000;

  // Keeps the address out from now on, unless it is already: then false.
  bool Add(const std::string& address, absl::Time now);
  bool Has(const std::string& address, absl::Time now) const;
  size_t size() const { return kept_.size(); }

 private:
  struct Kept {
    absl::Time until;
    absl::Duration lasts;
  };

  void MakeRoom(absl::Time now);

  std::unordered_map<std::string, Kept> kept_;
};

}  // namespace pipewright::server
