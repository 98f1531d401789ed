// What a connection has seen committed and what nobody takes back, so that it need not be asked again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_set.h"

namespace pipewright::postgres {

// Facts by their hashes, of 64 bits: whoever asks must bear to be told once in an age that something stands which
// doesn't. It forgets all when it is full. Not thread safe.
class StandingFacts {
 public:
  bool Has(uint64_t fact) const { return facts_.contains(fact); }
  void Add(const std::vector<uint64_t>& facts) {
    if (facts_.size() + facts.size() > kMost) facts_.clear();
    facts_.insert(facts.begin(), facts.end());
  }

 private:
  static constexpr size_t kMost = size_t{1} << 16;  // about 1 MiB

  absl::flat_hash_set<uint64_t> facts_;
};

}  // namespace pipewright::postgres
