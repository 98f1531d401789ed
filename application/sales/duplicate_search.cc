#include "application/sales/duplicate_search.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "application/integration/job_queue.h"
#include "application/sales/duplicates.h"
#include "application/shared/commands/command_bus.h"
#include "application/shared/queries/page_size.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {
namespace {

using integration::Job;
using integration::JobCheckpoint;
using integration::JobRun;

constexpr absl::Duration kSlicePatience = absl::Minutes(5);

// Whether the caller may read records of the kind at all.
absl::Status CheckMayRead(RequestContext context, const std::string& resource) {
  context.permission = {resource, "read"};
  return CheckPermission(context);
}

template <class State>
absl::Status AddPairs(const State& record, UnitOfWork& uow, std::vector<DuplicatePair>& pairs) {
  ASSIGN_OR_RETURN(auto found, DuplicatesOf(record, uow));
  for (auto& duplicate : found) {
    const auto [first, second] = std::minmax(record.id.uuid(), duplicate.record.id.uuid());
    pairs.push_back({first, second, std::move(duplicate.match)});
  }
  return absl::OkStatus();
}

// How far a slice came, and how many records that were.
struct Slice {
  Uuid last;
  int64_t records = 0;
};

template <class A>
absl::StatusOr<Slice> LookThrough(const Uuid& after, UnitOfWork& uow, std::vector<DuplicatePair>& pairs) {
  std::vector<typename A::State> records;
  RETURN_IF_ERROR(uow.duplicate_pairs().Next(after, DuplicateSearchWork::kSliceRecords, records));
  Slice slice;
  for (const auto& record : records) {
    RETURN_IF_ERROR(AddPairs(record, uow, pairs));
    slice.last = record.id.uuid();
    ++slice.records;
  }
  return slice;
}

}  // namespace

absl::StatusOr<Job> DuplicateSearchCommands::Handle(const RequestContext& ctx, const SearchDuplicates& cmd,
                                                    UnitOfWork& uow) const {
  RETURN_IF_ERROR(CheckMayRead(ctx, cmd.resource));
  integration::EnqueueJob job;
  job.id = NewId<integration::JobId>(ids_);
  job.details.kind = integration::JobKind::kDuplicateSearch;
  job.details.resource = cmd.resource;
  ASSIGN_OR_RETURN(job.details.rows_total, uow.duplicate_pairs().Count(cmd.resource));
  ASSIGN_OR_RETURN(Job made, jobs_.Handle(ctx, job, uow));
  RETURN_IF_ERROR(uow.duplicate_pairs().Begin(job.id));
  return made;
}

absl::StatusOr<bool> DuplicateSearchWork::Run(JobRun& run) {
  RequestContext& context = run.context;
  context.method = "/pipewright.sales.v1.DuplicateService/SearchDuplicates";
  context.permission = {run.job.resource, "read"};
  while (!run.stopping()) {
    context.deadline = absl::Now() + kSlicePatience;
    RETURN_IF_ERROR(run.refresh());
    RETURN_IF_ERROR(CheckMayRead(context, run.job.resource));
    JobCheckpoint after;
    bool ended = false;
    RETURN_IF_ERROR(transactor_.Run(context, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
      ASSIGN_OR_RETURN(const Uuid position, uow.duplicate_pairs().Position(run.job.lease.job));
      std::vector<DuplicatePair> pairs;
      ASSIGN_OR_RETURN(const Slice slice, ForMatchedKind(run.job.resource, [&]<class A>() {
                         return LookThrough<A>(position, uow, pairs);
                       }));
      ended = slice.records == 0;
      if (ended) return absl::OkStatus();
      after = run.checkpoint;
      after.rows_done += slice.records;
      ASSIGN_OR_RETURN(const int64_t kept, uow.duplicate_pairs().Keep(run.job.lease.job, pairs, slice.last));
      after.created_count += kept;
      return uow.job_store().Checkpoint(run.job.lease, after, {});
    }));
    if (ended) return true;
    run.checkpoint = after;
    run.progressed = true;
  }
  return false;
}

absl::StatusOr<DuplicatePairPage> DuplicatePairQueries::Handle(const RequestContext& context,
                                                               const ListDuplicatePairs& query) const {
  ASSIGN_OR_RETURN(const integration::JobState job, jobs_.Get(context, query.search));
  ASSIGN_OR_RETURN(const int page_size, PageSizeOf(query.page_size));
  const std::string list = PageQuery(context.principal->tenant, "duplicate_pair", query.search.ToString(), "", false);
  std::optional<DuplicatePair> after;
  if (!query.page_token.empty()) {
    ASSIGN_OR_RETURN(const PageStart start, OpenPageToken(query.page_token, list, 3, page_tokens_));
    // It was sealed here, so it has a number and two ids.
    after.emplace();
    static_cast<void>(absl::SimpleAtoi(start.keys[0].value_or("0"), &after->match.score));
    ASSIGN_OR_RETURN(after->first, Uuid::Parse(start.keys[1].value_or("")));
    ASSIGN_OR_RETURN(after->second, Uuid::Parse(start.keys[2].value_or("")));
  }
  ASSIGN_OR_RETURN(DuplicatePairRows found, pairs_.List(context, query.search, job.resource, after, page_size));
  DuplicatePairPage page{std::move(found.pairs), ""};
  if (found.more) {
    const DuplicatePair& last = page.pairs.back();
    page.next_page_token = SealPageToken(
        {{absl::StrCat(last.match.score), last.first.ToString(), last.second.ToString()}}, list, page_tokens_);
  }
  return page;
}

}  // namespace pipewright::sales
