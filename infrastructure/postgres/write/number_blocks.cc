#include "infrastructure/postgres/write/number_blocks.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {
namespace {

// Used again within that time, a series is used much.
constexpr absl::Duration kSoon = absl::Seconds(1);
constexpr int64_t kMaxBlock = 64;
// What is kept for later, of one series and in all: beyond that numbers become gaps rather than memory.
constexpr size_t kMaxAtHand = 10'000;
constexpr size_t kMaxSeries = 10'000;

}  // namespace

std::shared_ptr<NumberBlocks::Series> NumberBlocks::Find(const TenantId& tenant, absl::string_view series) {
  Key key(tenant, series);
  const auto found = series_.find(key);
  if (found != series_.end()) return found->second;
  if (series_.size() >= kMaxSeries) series_.clear();
  return series_.emplace(std::move(key), std::make_shared<Series>()).first->second;
}

absl::Status NumberBlocks::Take(const TenantId& tenant, absl::string_view series, int64_t count, absl::Time deadline,
                                std::vector<int64_t>& numbers) {
  std::unique_lock lock(mutex_);
  const std::shared_ptr<Series> mine = Find(tenant, series);
  const auto enough = [&] { return static_cast<int64_t>(mine->at_hand.size()) >= count; };
  const auto my_turn = [&] { return enough() || !mine->counting; };
  if (!counted_.wait_until(lock, absl::ToChronoTime(std::min(deadline, absl::Now() + absl::Hours(1))), my_turn)) {
    ErrorDetails details;
    details.reason = Reason::kDeadlineExceeded;
    return MakeError(absl::StatusCode::kDeadlineExceeded, "no number for a code came before the deadline", details);
  }
  if (!enough()) {
    const absl::Time now = clock_.Now();
    mine->block = now - mine->last_counted < kSoon ? std::min(mine->block * 2, kMaxBlock) : 1;
    mine->last_counted = now;
    const int64_t more = std::max(count - static_cast<int64_t>(mine->at_hand.size()), mine->block);
    mine->counting = true;
    lock.unlock();
    int64_t last = 0;
    const absl::Status status = Count({tenant, std::string(series)}, more, deadline, last);
    lock.lock();
    mine->counting = false;
    counted_.notify_all();
    RETURN_IF_ERROR(status);
    for (int64_t number = last - more + 1; number <= last; ++number) mine->at_hand.insert(number);
  }
  const auto end = std::next(mine->at_hand.begin(), count);
  numbers.insert(numbers.end(), mine->at_hand.begin(), end);
  mine->at_hand.erase(mine->at_hand.begin(), end);
  return absl::OkStatus();
}

void NumberBlocks::GiveBack(const TenantId& tenant, absl::string_view series, const std::vector<int64_t>& numbers) {
  const std::lock_guard lock(mutex_);
  std::set<int64_t>& at_hand = Find(tenant, series)->at_hand;
  for (const int64_t number : numbers) {
    if (at_hand.size() >= kMaxAtHand) break;
    at_hand.insert(number);
  }
  counted_.notify_all();
}

absl::Status NumberBlocks::Count(const Key& key, int64_t count, absl::Time deadline, int64_t& last) {
  ASSIGN_OR_RETURN(auto lease, pool_.Acquire(std::nullopt, deadline));
  const int64_t timeout = std::clamp<int64_t>(absl::ToInt64Milliseconds(deadline - absl::Now()), 1, 3'600'000);
  const std::string tenant = key.first.ToString();
  // The commit needn't wait for the disk: the log is written in order, so the commit of a record that uses one of the
  // numbers doesn't reach the disk without this one before it.
  return lease->Pipeline(
      {{"begin", {}, nullptr},
       {"select set_config('app.tenant_id', $1, true), set_config('statement_timeout', $2, true), "
        "set_config('synchronous_commit', 'off', true)",
        {tenant, absl::StrCat(timeout)},
        nullptr},
       {"insert into counters (tenant_id, series, value) values ($1::uuid, $2::text, $3::bigint) "
        "on conflict (tenant_id, series) do update set value = counters.value + excluded.value returning value",
        {tenant, key.second, absl::StrCat(count)},
        [&](Row row) { return Codec<int64_t>::FromText(row[0].text, last); }},
       {"commit", {}, nullptr}},
      nullptr);
}

}  // namespace pipewright::postgres
