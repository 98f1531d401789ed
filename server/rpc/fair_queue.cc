#include "server/rpc/fair_queue.h"

#include <algorithm>

namespace pipewright::server {
namespace {

// Owners of whom nothing waits are kept while they have cost more than the others, up to so many.
constexpr size_t kMaxKept = 10'000;
// What a task is taken to cost until its owner has had some.
constexpr absl::Duration kGuess = absl::Milliseconds(1);
// How far an owner may fall behind: whoever had the threads for a while when nobody else wanted them isn't kept from
// them for as long when somebody does.
constexpr absl::Duration kMaxDebt = absl::Seconds(2);
// Tasks that take longer, on the average, are what others feel beside theirs.
constexpr absl::Duration kLong = absl::Milliseconds(20);

}  // namespace

void FairQueue::Enlist(Owner& owner) {
  if (MayRun(owner)) ready_.insert({{owner.time, owner.since}, &owner});
}

void FairQueue::Delist(Owner& owner) { ready_.erase({{owner.time, owner.since}, &owner}); }

void FairQueue::Push(const std::string& name, Task task) {
  const auto [found, is_new] = owners_.try_emplace(name);
  Owner& owner = found->second;
  if (is_new) {
    owner.name = name;
    owner.mean = kGuess;
    owner.time = now_;
  }
  const bool refusable = task.refuse != nullptr;
  if (owner.tasks.empty()) {
    waiting_.insert(&owner);
    owner.since = ++arrivals_;
    if (owner.running == 0) owner.time = std::max(owner.time, now_);
    owner.tasks.push_back(std::move(task));
    Enlist(owner);
  } else {
    owner.tasks.push_back(std::move(task));
  }
  ++size_;
  if (refusable) {
    ++owner.refusable;
    ++refusable_;
  }
  if (is_new && owners_.size() > kMaxKept) Forget();
}

bool FairQueue::InCompany(const Owner& owner, absl::Time now) const {
  return now - (owner.name == last_ ? other_time_ : last_time_) <= kCompany;
}

std::set<FairQueue::Place>::const_iterator FairQueue::Next(absl::Time now) const {
  // Passes over owners of whom something runs; of those there are no more than threads.
  return std::find_if(ready_.begin(), ready_.end(), [&](const Place& place) {
    const Owner& owner = *place.second;
    return owner.running < limits_.in_company || owner.mean < kLong || !InCompany(owner, now);
  });
}

void FairQueue::Remember(const Owner& owner, absl::Time now) {
  if (owner.name != last_) {
    last_ = owner.name;
    other_time_ = last_time_;
  }
  last_time_ = now;
}

std::optional<FairQueue::Taken> FairQueue::Take(absl::Time now) {
  const auto next = Next(now);
  if (next == ready_.end()) return std::nullopt;
  Owner& owner = *next->second;
  Remember(owner, now);
  Delist(owner);
  now_ = std::max(now_, owner.time);
  Taken taken{std::move(owner.tasks.front()), &owner, owner.mean};
  owner.tasks.pop_front();
  --size_;
  if (taken.task.refuse != nullptr) {
    --owner.refusable;
    --refusable_;
  }
  if (owner.tasks.empty()) waiting_.erase(&owner);
  ++owner.running;
  // By a guess, so that an owner isn't served again and again while nothing of theirs is done.
  owner.time += taken.estimate;
  Enlist(owner);
  return taken;
}

void FairQueue::Done(const Taken& taken, absl::Duration cost) {
  Owner& owner = *taken.owner;
  Delist(owner);
  --owner.running;
  owner.time = std::min(owner.time + cost - taken.estimate, now_ + kMaxDebt);
  owner.mean += (cost - owner.mean) / 8;
  Enlist(owner);
  if (owner.tasks.empty() && owner.running == 0 && owner.time <= now_) owners_.erase(std::string(owner.name));
}

std::optional<FairQueue::Task> FairQueue::PushOut(const std::string& name) {
  const auto own = owners_.find(name);
  const size_t would_have = 1 + (own == owners_.end() ? 0 : own->second.refusable);
  Owner* most = nullptr;
  for (Owner* const owner : waiting_) {
    if (most == nullptr || owner->refusable > most->refusable) most = owner;
  }
  if (most == nullptr || most->refusable <= would_have) return std::nullopt;
  const auto last =
      std::find_if(most->tasks.rbegin(), most->tasks.rend(), [](const Task& task) { return task.refuse != nullptr; });
  Delist(*most);
  Task task = std::move(*last);
  most->tasks.erase(std::prev(last.base()));
  --most->refusable;
  --refusable_;
  --size_;
  if (most->tasks.empty()) waiting_.erase(most);
  Enlist(*most);
  return task;
}

size_t FairQueue::Ahead(const std::string& name) const {
  const auto own = owners_.find(name);
  const size_t tasks = own == owners_.end() ? 0 : own->second.tasks.size();
  const size_t others = waiting_.size() - (tasks > 0 ? 1 : 0);
  // In each turn one of theirs and one of every other's.
  return std::min(size_, tasks + (tasks + 1) * others);
}

void FairQueue::Forget() {
  for (auto next = owners_.begin(); next != owners_.end();) {
    const auto one = next++;
    if (one->second.tasks.empty() && one->second.running == 0) owners_.erase(one);
  }
}

}  // namespace pipewright::server
