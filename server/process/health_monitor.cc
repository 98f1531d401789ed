#include "server/process/health_monitor.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "application/shared/call/guarded.h"
#include "server/process/guarded_work.h"
#include "server/process/logging.h"

namespace pipewright::server {
namespace {

// While the database is away it is asked more often, so that service resumes soon.
constexpr absl::Duration kIntervalInTrouble = absl::Milliseconds(250);

}  // namespace

HealthMonitor::HealthMonitor(std::function<absl::Status()> probe, std::function<void(bool)> on_change,
                             absl::Duration interval)
    : probe_(std::move(probe)), on_change_(std::move(on_change)), interval_(interval) {
  thread_ = std::thread([this] { Watch(); });
}

HealthMonitor::~HealthMonitor() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void HealthMonitor::NoteTrouble() {
  {
    const std::lock_guard lock(mutex_);
    trouble_ = true;
  }
  wake_.notify_all();
}

void HealthMonitor::Watch() {
  std::optional<bool> told;
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    trouble_ = false;
    lock.unlock();
    const absl::Status answer = Guarded(probe_);
    if (told != answer.ok()) {
      if (!answer.ok()) {
        LogError(absl::StrCat("The database is away; calls are refused until it is back. ", answer.message()));
      } else if (told.has_value()) {
        LogInfo("The database is back.");
      }
      if (RunGuarded("telling the health", [&] { on_change_(answer.ok()); })) told = answer.ok();
    }
    lock.lock();
    const absl::Duration wait = answer.ok() ? interval_ : kIntervalInTrouble;
    // In trouble already: news of more trouble changes nothing.
    wake_.wait_for(lock, absl::ToChronoMilliseconds(wait), [&] { return stopping_ || (trouble_ && answer.ok()); });
  }
}

}  // namespace pipewright::server
