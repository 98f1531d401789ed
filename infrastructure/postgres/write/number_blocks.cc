#include "infrastructure/postgres/write/number_blocks.h"

#include <algorithm>
#include <iterator>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {
namespace {

// Used again within that time, a series is used much.
constexpr absl::Duration kSoon = absl::Seconds(1);
constexpr int64_t kMaxBlock = 64;
// As long as somebody else may hold a counter, or the database may take.
constexpr absl::Duration kPatience = absl::Seconds(10);
// What is kept for later, of one series and in all: beyond that numbers become gaps rather than memory.
constexpr size_t kMaxAtHand = 1'000;
constexpr size_t kMaxSeries = 10'000;
// A series that rested so long makes room.
constexpr absl::Duration kRested = absl::Minutes(10);

absl::Status OutOfTime() {
  ErrorDetails details;
  details.reason = Reason::kDeadlineExceeded;
  return MakeError(absl::StatusCode::kDeadlineExceeded, "no number for a code came before the deadline", details);
}

}  // namespace

std::shared_ptr<NumberBlocks::Series> NumberBlocks::Find(const TenantId& tenant, absl::string_view series) {
  Key key(tenant, series);
  const auto found = series_.find(key);
  if (found != series_.end()) return found->second;
  if (series_.size() >= kMaxSeries) {
    const absl::Time rested = clock_.Now() - kRested;
    std::erase_if(series_, [&](const auto& entry) { return entry.second->last_counted < rested; });
    // Whoever uses one now goes on with it, and with nobody else.
    if (series_.size() >= kMaxSeries) series_.clear();
  }
  return series_.emplace(std::move(key), std::make_shared<Series>()).first->second;
}

// A database that comes back may have forgotten what it was last told (it was promoted from a standby that lagged):
// then other servers get these numbers as well.
void NumberBlocks::ForgetAfterLoss(Series& series) const {
  const uint64_t losses = Connection::losses();
  if (series.losses == losses) return;
  series.losses = losses;
  series.at_hand.clear();
}

absl::Status NumberBlocks::Take(const TenantId& tenant, absl::string_view series, int64_t count, absl::Time deadline,
                                std::vector<int64_t>& numbers) {
  deadline = std::min(deadline, absl::Now() + kPatience);
  std::unique_lock lock(mutex_);
  const std::shared_ptr<Series> mine = Find(tenant, series);
  // Others may take while one counts, so what was enough need not be when it is my turn.
  const auto enough = [&] {
    ForgetAfterLoss(*mine);
    return static_cast<int64_t>(mine->at_hand.size()) >= count;
  };
  while (!enough()) {
    if (mine->counting) {
      if (counted_.wait_until(lock, absl::ToChronoTime(deadline)) == std::cv_status::timeout &&
          absl::Now() >= deadline) {
        return OutOfTime();
      }
      continue;
    }
    RETURN_IF_ERROR(Refill(*mine, {tenant, std::string(series)}, count, deadline, lock));
  }
  const auto end = std::next(mine->at_hand.begin(), count);
  numbers.insert(numbers.end(), mine->at_hand.begin(), end);
  mine->at_hand.erase(mine->at_hand.begin(), end);
  return absl::OkStatus();
}

absl::Status NumberBlocks::Refill(Series& series, const Key& key, int64_t count, absl::Time deadline,
                                  std::unique_lock<std::mutex>& lock) {
  const absl::Time now = clock_.Now();
  series.block = now - series.last_counted < kSoon ? std::min(series.block * 2, kMaxBlock) : 1;
  series.last_counted = now;
  const int64_t more = std::max(count - static_cast<int64_t>(series.at_hand.size()), series.block);
  series.counting = true;
  int64_t last = 0;
  absl::Status status;
  {
    const absl::Cleanup counted = [&] {
      if (!lock.owns_lock()) lock.lock();
      series.counting = false;
      counted_.notify_all();
    };
    lock.unlock();
    status = Count(key, more, deadline, last);
  }
  RETURN_IF_ERROR(status);
  for (int64_t number = last - more + 1; number <= last; ++number) series.at_hand.insert(number);
  return absl::OkStatus();
}

void NumberBlocks::GiveBack(const TenantId& tenant, absl::string_view series, const std::vector<int64_t>& numbers) {
  const std::lock_guard lock(mutex_);
  Series& mine = *Find(tenant, series);
  ForgetAfterLoss(mine);
  for (const int64_t number : numbers) {
    if (mine.at_hand.size() >= kMaxAtHand) break;
    mine.at_hand.insert(number);
  }
  counted_.notify_all();
}

absl::Status NumberBlocks::Count(const Key& key, int64_t count, absl::Time deadline, int64_t& last) {
  ASSIGN_OR_RETURN(auto lease, pool_.Acquire(std::nullopt, deadline));
  std::vector<Step> steps = lease->Begin("begin", key.first, deadline - absl::Now());
  steps.push_back({"set local synchronous_commit = on", {}, nullptr});
  steps.push_back(
      {"insert into counters (tenant_id, series, value) values ($1::uuid, $2::text, $3::bigint) "
       "on conflict (tenant_id, series) do update set value = counters.value + excluded.value returning value",
       {key.first.ToString(), key.second, absl::StrCat(count)},
       [&](Row row) { return Codec<int64_t>::FromText(row[0].text, last); }});
  steps.push_back({"commit", {}, nullptr});
  const absl::Status counted = lease->Pipeline(steps, nullptr);
  // The database's word for a statement that ran out of time.
  return absl::IsCancelled(counted) ? OutOfTime() : counted;
}

}  // namespace pipewright::postgres
