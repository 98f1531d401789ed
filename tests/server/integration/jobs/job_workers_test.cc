#include "server/integration/jobs/job_workers.h"

#include <catch2/catch.hpp>
#include <future>
#include <optional>
#include <stdexcept>

#include "tests/support/application/fake_unit_of_work.h"

namespace pipewright::integration {
namespace {

// Nobody's job is ever worked at here.
class NoMembers : public organization::CallerStore {
 public:
  absl::StatusOr<std::optional<organization::CallerRecord>> Load(const UserId&, const organization::SessionId&,
                                                                 const std::optional<TenantId>&,
                                                                 const RequestContext&) override {
    return std::nullopt;
  }
  absl::StatusOr<std::vector<UserId>> ReportsOf(const UserId&, const TenantId&, const RequestContext&) override {
    return std::vector<UserId>();
  }
};

class NoObserver : public JobObserver {
 public:
  void OnAttempt(const JobAttempt&) override {}
};

// Throws when it is first asked for a job.
class ThrowingQueue : public FakeJobs {
 public:
  absl::StatusOr<std::optional<ClaimedJob>> Claim(const Uuid&, absl::Time, absl::Time) override {
    ++claims_;
    if (claims_ == 1) {
      first_.set_value();
      throw std::runtime_error("a test's");
    }
    if (claims_ == 2) second_.set_value();
    return std::optional<ClaimedJob>();
  }
  std::future<void> first() { return first_.get_future(); }
  std::future<void> second() { return second_.get_future(); }

 private:
  int claims_ = 0;
  std::promise<void> first_;
  std::promise<void> second_;
};

TEST_CASE("a worker whose work throws looks for the next job when it is woken", "[job]") {
  ThrowingQueue queue;
  FakeUnitOfWork uow;
  FakeTransactor transactor{uow};
  NoMembers store;
  organization::MemberPrincipals members{store};
  FakeIds ids;
  NoObserver observer;
  JobRunner runner{{queue, transactor, members, uow.clock, ids, observer}, {}};
  JobWorkers workers(runner, queue, uow.clock, 1);
  queue.first().wait();
  workers.Wake();
  queue.second().wait();
}

}  // namespace
}  // namespace pipewright::integration
