// Numbers for the codes of records, taken from the tenants' counters some at a time and apart from the transactions
// that use them: so creations of one tenant don't wait for each other's commits.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "application/shared/call/ports.h"
#include "domain/shared/id.h"
#include "infrastructure/postgres/connection/pool.h"

namespace pipewright::postgres {

// Thread safe. One for all transactors of a process. No number is given twice, by any process: a block is counted in
// the database, durably, before a number of it is given. Numbers at hand are lost, as gaps, when the process ends; so a
// block is a single number while a series is used now and then, and grows while it is used much.
class NumberBlocks {
 public:
  // Has connections of its own, so that whoever holds one of the calls' never waits here for another of them.
  NumberBlocks(ConnectionOptions options, const Clock& clock)
      : pool_(std::move(options), kConnections), clock_(clock) {}

  // Appends `count` numbers of the series, in ascending order: first those that were given back. kDeadlineExceeded or
  // kUnavailable, with nothing taken. Ten seconds at most, since the caller holds a transaction open.
  absl::Status Take(const TenantId& tenant, absl::string_view series, int64_t count, absl::Time deadline,
                    std::vector<int64_t>& numbers);
  // Of Take, and certain not to be stored.
  void GiveBack(const TenantId& tenant, absl::string_view series, const std::vector<int64_t>& numbers);

 private:
  static constexpr int kConnections = 2;

  struct Series {
    std::set<int64_t> at_hand;
    uint64_t losses = 0;  // Connection::losses() when they were counted
    int64_t block = 1;
    absl::Time last_counted = absl::InfinitePast();
    bool counting = false;  // by one caller, for all who wait
  };
  using Key = std::pair<TenantId, std::string>;

  std::shared_ptr<Series> Find(const TenantId& tenant, absl::string_view series);
  void ForgetAfterLoss(Series& series) const;
  absl::Status Refill(Series& series, const Key& key, int64_t count, absl::Time deadline,
                      std::unique_lock<std::mutex>& lock);
  absl::Status Count(const Key& key, int64_t count, absl::Time deadline, int64_t& last);

  Pool pool_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable counted_;
  std::map<Key, std::shared_ptr<Series>> series_;
};

}  // namespace pipewright::postgres
