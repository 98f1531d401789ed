// Whose turn it is: owners (tenants, addresses) are served by what they have cost so far, not by who came first.
//
// Start-time fair queueing: each owner has a time of their own that grows by the cost of what is done for them, and the
// next is the one whose time is least. Who comes anew, or again, begins where the others are, so nobody saves up a
// claim; who has cost more than the others waits until they have caught up, even after a pause, or have had two
// seconds.
//
// What runs can't be taken back, and works beside what others want. So an owner whose tasks take long has fewer of them
// at once while somebody else is there, also in the moments in which those others want nothing.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/container/node_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace pipewright::server {

// Not thread safe.
class FairQueue {
  struct Owner;

 public:
  struct Task {
    std::function<void()> run;
    std::function<void()> refuse;  // null: a step of something that was admitted before, never refused
  };
  struct Taken {
    Task task;
    Owner* owner;  // for Done
    absl::Duration estimate;
  };

  // How long an owner who was served is taken to be there still: a person's client pauses between its calls.
  static constexpr absl::Duration kCompany = absl::Seconds(1);

  // At most so many tasks of one owner are taken and not done: `alone` of them, and `in_company` of those that take
  // long while another owner had one taken within kCompany.
  struct Limits {
    int alone = 1;
    int in_company = 1;
  };
  explicit FairQueue(Limits limits) : limits_(limits) {}

  void Push(const std::string& owner, Task task);
  // The next task of those whose owner may have one more done; none when there is none.
  std::optional<Taken> Take(absl::Time now);
  // What a taken task has cost. Its owner may then have another one done.
  void Done(const Taken& taken, absl::Duration cost);

  // Makes room for a task of `owner` by giving up the last that may be refused of the owner who has most of those, if
  // that is more than `owner` would have. None: there is nobody who takes more of the queue.
  std::optional<Task> PushOut(const std::string& owner);

  size_t size() const { return size_; }
  size_t refusable() const { return refusable_; }
  // How many tasks may be taken before one that `owner` pushes now.
  size_t Ahead(const std::string& owner) const;

 private:
  struct Owner {
    std::string name;
    std::deque<Task> tasks;
    size_t refusable = 0;  // of them
    int running = 0;
    absl::Duration time;  // what they have cost, from where they began
    absl::Duration mean;  // of a task, smoothed
    uint64_t since = 0;   // orders those of equal time
  };
  using Place = std::pair<std::pair<absl::Duration, uint64_t>, Owner*>;

  bool MayRun(const Owner& owner) const { return !owner.tasks.empty() && owner.running < limits_.alone; }
  // The first of ready_ who isn't kept from it by company.
  std::set<Place>::const_iterator Next(absl::Time now) const;
  bool InCompany(const Owner& owner, absl::Time now) const;
  void Remember(const Owner& owner, absl::Time now);
  void Enlist(Owner& owner);
  void Delist(Owner& owner);
  void Forget();

  const Limits limits_;
  absl::node_hash_map<std::string, Owner> owners_;
  std::set<Place> ready_;  // owners who may have a task taken, the next first
  absl::Duration now_;     // the time of the owner who was last served
  uint64_t arrivals_ = 0;
  size_t size_ = 0;
  size_t refusable_ = 0;
  absl::flat_hash_set<Owner*> waiting_;  // owners who have tasks
  // Who was served last and when, and when somebody else was.
  std::string last_;
  absl::Time last_time_ = absl::InfinitePast();
  absl::Time other_time_ = absl::InfinitePast();
};

}  // namespace pipewright::server
