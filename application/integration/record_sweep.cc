#include "application/integration/record_sweep.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "application/shared/commands/set_wise.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::integration {
namespace {

constexpr absl::Duration kSlicePatience = absl::Minutes(5);

struct Item {
  Uuid id;
  RecordKind kind = RecordKind::kAccount;
};

struct Result {
  int64_t updated = 0;
  int64_t unchanged = 0;
  int64_t failed = 0;
  std::vector<JobError> errors;
};

// Without a file, the two numbers of a checkpoint are the halves of the last id that is done.
Uuid CursorOf(const JobCheckpoint& checkpoint) {
  std::array<uint8_t, 16> bytes{};
  const auto put = [&bytes](int64_t half, size_t at) {
    for (size_t i = 0; i < 8; ++i) bytes[at + i] = static_cast<uint8_t>(static_cast<uint64_t>(half) >> (56 - 8 * i));
  };
  put(checkpoint.byte_offset, 0);
  put(checkpoint.line, 8);
  return Uuid(bytes);
}

void SetCursor(const Uuid& last, JobCheckpoint& checkpoint) {
  const auto half = [&last](size_t at) {
    uint64_t value = 0;
    for (size_t i = 0; i < 8; ++i) value = value << 8 | last.bytes()[at + i];
    return static_cast<int64_t>(value);
  };
  checkpoint.byte_offset = half(0);
  checkpoint.line = half(8);
}

absl::StatusOr<std::vector<Item>> NextSlice(const RequestContext& ctx, const SweepPlan& plan, const Uuid& after) {
  constexpr size_t kLimit = RecordSweep::kSliceRecords;
  std::vector<Item> items;
  for (const RecordKind kind : plan.kinds()) {
    ASSIGN_OR_RETURN(const std::vector<Uuid> ids, plan.Next(ctx, kind, after, RecordSweep::kSliceRecords));
    for (const Uuid& id : ids) items.push_back({id, kind});
  }
  std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.id < b.id; });
  if (items.size() <= kLimit) return items;
  // Records of several kinds may have been given one id, which the cursor can't stand between.
  size_t end = kLimit;
  while (end < items.size() && items[end].id == items[end - 1].id) ++end;
  items.resize(end);
  return items;
}

absl::StatusOr<int64_t> CountAll(const RequestContext& ctx, const SweepPlan& plan) {
  int64_t all = 0;
  for (const RecordKind kind : plan.kinds()) {
    ASSIGN_OR_RETURN(const int64_t count, plan.Count(ctx, kind));
    all += count;
  }
  return all;
}

// `done`: how many records come before these.
absl::Status ChangeSlice(const RequestContext& ctx, const SweepPlan& plan, const std::vector<Item>& items, int64_t done,
                         UnitOfWork& uow, Result& result) {
  std::map<RecordKind, RequestContext> contexts;
  for (const RecordKind kind : plan.kinds()) {
    contexts[kind] = ctx;
    contexts[kind].permission = plan.PermissionFor(kind);
  }
  std::vector<bool> changed(items.size());
  std::vector<absl::Status> outcomes;
  const auto prepare = [&](size_t first, size_t last) -> absl::Status {
    std::map<RecordKind, std::vector<Uuid>> needed;
    for (size_t i = first; i < last; ++i) needed[items[i].kind].push_back(items[i].id);
    for (const auto& [kind, ids] : needed) RETURN_IF_ERROR(uow.records(kind).PrefetchAll(ids));
    return plan.Prefetch(uow);
  };
  const auto run = [&](size_t i) -> absl::Status {
    const RequestContext& own = contexts.at(items[i].kind);
    return uow.RunAs(own, [&]() -> absl::Status {
      ASSIGN_OR_RETURN(const bool was_changed, plan.ChangeOne(own, items[i].kind, items[i].id, uow));
      changed[i] = was_changed;
      return absl::OkStatus();
    });
  };
  RETURN_IF_ERROR(RunSetWise(
      uow, {.count = items.size(), .on_failure = OnFailure::kSkip, .prepare = prepare, .run = run}, outcomes));
  result = Result();
  for (size_t i = 0; i < items.size(); ++i) {
    if (outcomes[i].ok()) {
      ++(changed[i] ? result.updated : result.unchanged);
      continue;
    }
    ++result.failed;
    const std::string resource(ResourceOf(items[i].kind));
    result.errors.push_back({done + static_cast<int64_t>(i) + 1, resource,
                             std::string(ReasonName(DetailsOf(outcomes[i]).reason)),
                             absl::StrCat(resource, " ", items[i].id.ToString(), ": ", outcomes[i].message())});
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckSweepRights(const Principal& caller, const SweepPlan& plan) {
  for (const RecordKind kind : plan.kinds()) {
    for (const Permission& permission : {Permission{std::string(ResourceOf(kind)), "read"}, plan.PermissionFor(kind)}) {
      if (caller.ScopeOf(permission.resource, permission.action) == Scope::kAll) continue;
      return PermissionDenied(permission.ToString(), absl::StrCat(plan.purpose(), " takes ", permission.ToString(),
                                                                  " for everybody's records"));
    }
  }
  return absl::OkStatus();
}

std::string SweptResources(const std::vector<RecordKind>& kinds) {
  return absl::StrJoin(kinds, ",", [](std::string* out, RecordKind kind) { absl::StrAppend(out, ResourceOf(kind)); });
}

JobCheckpoint RecordSweep::Start() {
  JobCheckpoint start;
  SetCursor(Uuid(), start);
  return start;
}

absl::StatusOr<bool> RecordSweep::Run(JobRun& run, const SweepPlan& plan, absl::string_view method) const {
  RequestContext& context = run.context;
  context.method = std::string(method);
  while (!run.stopping()) {
    context.deadline = clock_.Now() + kSlicePatience;
    RETURN_IF_ERROR(run.refresh());
    RETURN_IF_ERROR(CheckSweepRights(*context.principal, plan));
    ASSIGN_OR_RETURN(const std::vector<Item> items, NextSlice(context, plan, CursorOf(run.checkpoint)));
    if (items.empty()) return true;
    JobCheckpoint after = run.checkpoint;
    if (after.rows_done == 0) {
      ASSIGN_OR_RETURN(after.rows_total, CountAll(context, plan));
    }
    SetCursor(items.back().id, after);
    const JobCheckpoint before = after;
    RETURN_IF_ERROR(transactor_.Run(context, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
      Result result;
      RETURN_IF_ERROR(ChangeSlice(context, plan, items, before.rows_done, uow, result));
      after = before;
      after.rows_done += static_cast<int64_t>(items.size());
      after.updated_count += result.updated;
      after.unchanged_count += result.unchanged;
      after.failed_count += result.failed;
      return uow.job_store().Checkpoint(run.job.lease, after, result.errors);
    }));
    run.checkpoint = after;
    run.progressed = true;
  }
  return false;
}

}  // namespace pipewright::integration
