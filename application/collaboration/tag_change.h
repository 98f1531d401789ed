// Renaming, merging and removing tags, as a job.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/integration/job_commands.h"
#include "application/integration/job_runner.h"
#include "application/integration/record_sweep.h"
#include "application/shared/call/ports.h"
#include "application/shared/call/request_context.h"
#include "application/unit_of_work.h"
#include "domain/integration/job.h"
#include "domain/shared/record_kind.h"

namespace pipewright::collaboration {

struct ChangeTags {
  static constexpr size_t kMaxTags = 50;

  std::vector<std::string> tags;  // that are to go
  std::string new_tag;            // what takes their place
  bool remove = false;            // nothing does
  std::vector<RecordKind> kinds;  // of those that have KindRole::kTagged; none: all
};

// Asks for a change of tags. Thread safe.
class TagCommands {
 public:
  // Both outlive it.
  TagCommands(const integration::JobCommands& jobs, IdGenerator& ids) : jobs_(jobs), ids_(ids) {}

  // The job. kInvalidArgument names what is wrong; kPermissionDenied as CheckSweepRights; the errors of EnqueueJob.
  absl::StatusOr<integration::Job> Handle(const RequestContext& ctx, const ChangeTags& cmd, UnitOfWork& uow) const;

 private:
  const integration::JobCommands& jobs_;
  IdGenerator& ids_;
};

// The records of one kind that have tags. Thread safe.
class TaggedRecords {
 public:
  virtual ~TaggedRecords() = default;

  // The ids of live records that have one of `tags`, behind `after` and in their order; at most `limit`.
  virtual absl::StatusOr<std::vector<Uuid>> Next(const RequestContext& ctx, const std::vector<std::string>& tags,
                                                 const Uuid& after, int limit) const = 0;
  virtual absl::StatusOr<int64_t> Count(const RequestContext& ctx, const std::vector<std::string>& tags) const = 0;
  // Carries the change out on one of them as its own update would; false when it has none of the tags any more, or
  // takes no change any more: it is deleted, or a converted lead.
  virtual absl::StatusOr<bool> ChangeOne(const RequestContext& ctx, const Uuid& id, const ChangeTags& change,
                                         UnitOfWork& uow) const = 0;
};

// The work: a RecordSweep. Thread safe.
class TagWork final : public integration::JobHandler {
 public:
  using Kinds = std::map<RecordKind, std::unique_ptr<const TaggedRecords>>;

  // `kinds`: all that have KindRole::kTagged. The others outlive it.
  TagWork(Transactor& transactor, const Clock& clock, Kinds kinds)
      : sweep_(transactor, clock), kinds_(std::move(kinds)) {}

  absl::StatusOr<bool> Run(integration::JobRun& run) override;

 private:
  const integration::RecordSweep sweep_;
  const Kinds kinds_;
};

}  // namespace pipewright::collaboration
