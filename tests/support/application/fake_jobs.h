// The job queue in memory.
#pragma once

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "application/integration/job_queue.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright {

class FakeJobs : public integration::JobStore, public integration::JobQueue {
 public:
  struct Work {
    integration::ClaimedJob job;
    absl::Time available_time;
    std::optional<absl::Time> lease_expire_time;
  };
  // What a claim finds, by job.
  std::map<integration::JobId, Work> work;
  std::vector<integration::JobError> errors;
  std::optional<integration::JobId> throws_over;  // Extend does, for this one
  absl::Status claims_unanswered;                 // when it isn't OK: what a claim that came through seems to end with

  absl::StatusOr<int64_t> LockAndCount() override { return static_cast<int64_t>(work.size()); }
  absl::Status Enqueue(const integration::JobId& job, absl::string_view spec,
                       const integration::JobCheckpoint& start) override {
    Work& added = work[job];
    added.job.lease.job = job;
    added.job.spec = std::string(spec);
    added.job.checkpoint = start;
    return absl::OkStatus();
  }
  absl::Status Checkpoint(const integration::JobLease& lease, const integration::JobCheckpoint& checkpoint,
                          const std::vector<integration::JobError>& more) override {
    RETURN_IF_ERROR(CheckHeld(lease));
    work[lease.job].job.checkpoint = checkpoint;
    work[lease.job].job.attempts = 0;
    errors.insert(errors.end(), more.begin(), more.end());
    return absl::OkStatus();
  }
  absl::Status Release(const integration::JobLease& lease, absl::Time available_time, int64_t attempts) override {
    RETURN_IF_ERROR(CheckHeld(lease));
    Work& released = work[lease.job];
    released.available_time = available_time;
    released.job.attempts = attempts;
    released.lease_expire_time.reset();
    return absl::OkStatus();
  }
  absl::Status Drop(const integration::JobLease& lease) override {
    RETURN_IF_ERROR(CheckHeld(lease));
    return Drop(lease.job);
  }
  absl::Status Drop(const integration::JobId& job) override {
    work.erase(job);
    return absl::OkStatus();
  }

  absl::StatusOr<std::optional<integration::ClaimedJob>> Claim(const Uuid& lease, absl::Time now,
                                                               absl::Time until) override {
    for (auto& [id, entry] : work) {
      if (entry.lease_expire_time.has_value() && entry.job.lease.id == lease) {
        entry.lease_expire_time = until;
        return std::optional<integration::ClaimedJob>(entry.job);
      }
    }
    for (auto& [id, entry] : work) {
      const bool leased = entry.lease_expire_time.has_value() && *entry.lease_expire_time > now;
      if (leased || entry.available_time > now) continue;
      entry.lease_expire_time = until;
      entry.job.lease.id = lease;
      ++entry.job.attempts;
      if (!claims_unanswered.ok()) return claims_unanswered;
      return std::optional<integration::ClaimedJob>(entry.job);
    }
    return std::optional<integration::ClaimedJob>();
  }
  absl::StatusOr<bool> Extend(const integration::JobLease& lease, absl::Time until) override {
    if (lease.job == throws_over) throw std::runtime_error("the driver");
    if (!CheckHeld(lease).ok()) return false;
    work[lease.job].lease_expire_time = until;
    return true;
  }

  absl::StatusOr<int64_t> CountUnfinished(const RequestContext&) override { return LockAndCount(); }

  absl::Status StoreChunk(const RequestContext&, const integration::JobId&, const integration::FileChunk&) override {
    return absl::OkStatus();
  }
  absl::Status DropChunks(const RequestContext&, const integration::JobId&) override { return absl::OkStatus(); }
  absl::StatusOr<integration::FileChunk> ReadChunk(const RequestContext&, const integration::JobId&,
                                                   int64_t offset) override {
    return integration::FileChunk{offset, ""};
  }
  absl::Status SweepChunks(absl::Time) override { return absl::OkStatus(); }

 private:
  absl::Status CheckHeld(const integration::JobLease& lease) const {
    const auto found = work.find(lease.job);
    if (found != work.end() && found->second.job.lease.id == lease.id) return absl::OkStatus();
    ErrorDetails details;
    details.reason = Reason::kConcurrentChange;
    return MakeError(absl::StatusCode::kAborted, "the lease is lost", details);
  }
};

}  // namespace pipewright
