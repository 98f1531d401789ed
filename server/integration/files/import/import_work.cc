#include "server/integration/files/import/import_work.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "application/integration/job_queue.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "server/integration/files/csv_reader.h"
#include "server/integration/files/import/import_plan.h"
#include "server/integration/files/import/import_slice.h"

namespace pipewright::integration {
namespace {

constexpr absl::Duration kSlicePatience = absl::Minutes(5);

// The rows of a stored file, from a checkpoint on.
class StoredRows {
 public:
  StoredRows(JobQueue& queue, const RequestContext& context, const JobId& job, char delimiter,
             const JobCheckpoint& checkpoint)
      : queue_(queue),
        context_(context),
        job_(job),
        reader_(delimiter, checkpoint.byte_offset, checkpoint.line),
        offset_(checkpoint.byte_offset) {}

  // The next rows; none at the end.
  absl::StatusOr<std::vector<CsvRow>> Next(size_t max_rows, size_t max_bytes) {
    std::vector<CsvRow> rows;
    size_t bytes = 0;
    while (rows.size() < max_rows && bytes < max_bytes) {
      while (!reader_.has_row() && !ended_) RETURN_IF_ERROR(ReadMore());
      if (!reader_.has_row()) break;
      rows.push_back(reader_.Take());
      for (const std::string& cell : rows.back().cells) bytes += cell.size();
    }
    return rows;
  }

 private:
  absl::Status ReadMore() {
    ASSIGN_OR_RETURN(const FileChunk chunk, queue_.ReadChunk(context_, job_, offset_));
    if (chunk.bytes.empty()) {
      ended_ = true;
      return reader_.Finish();
    }
    const absl::string_view bytes = absl::string_view(chunk.bytes).substr(offset_ - chunk.offset);
    offset_ += static_cast<int64_t>(bytes.size());
    return reader_.Feed(bytes);
  }

  JobQueue& queue_;
  const RequestContext& context_;
  const JobId job_;
  CsvReader reader_;
  int64_t offset_;
  bool ended_ = false;
};

JobCheckpoint Behind(const JobCheckpoint& before, const CsvRow& last, size_t rows, const SliceResult& result) {
  JobCheckpoint after = before;
  after.byte_offset = last.end_offset;
  after.line = last.end_line;
  after.rows_done += static_cast<int64_t>(rows);
  after.created_count += result.created;
  after.updated_count += result.updated;
  after.unchanged_count += result.unchanged;
  after.failed_count += result.failed;
  return after;
}

absl::Status Incomplete() {
  ErrorDetails details;
  details.reason = Reason::kInternal;
  return MakeError(absl::StatusCode::kDataLoss, "the stored file has fewer rows than were uploaded; upload it again",
                   details);
}

}  // namespace

absl::StatusOr<bool> ImportWork::Run(JobRun& run) {
  RequestContext& context = run.context;
  context.method = "/pipewright.integration.v1.ImportService/ImportRecords";
  v1::ImportSpec spec;
  if (!spec.ParseFromString(run.job.spec)) return absl::DataLossError("the job's spec can't be read");
  ASSIGN_OR_RETURN(ImportPlan plan, ImportPlan::Make(spec, kinds_, context));
  RETURN_IF_ERROR(plan.ReadColumns());
  StoredRows file(queue_, context, run.job.lease.job, plan.delimiter(), run.checkpoint);

  while (!run.stopping()) {
    context.deadline = absl::Now() + kSlicePatience;
    RETURN_IF_ERROR(run.refresh());
    RETURN_IF_ERROR(plan.CheckRights(context));
    ASSIGN_OR_RETURN(std::vector<CsvRow> rows, file.Next(kSliceRows, kSliceBytes));
    if (rows.empty()) {
      if (run.checkpoint.rows_done != run.job.rows_total) return Incomplete();
      return true;
    }
    const CsvRow last = {{}, rows.back().line, rows.back().end_offset, rows.back().end_line};
    const size_t count = rows.size();
    ImportSlice slice(plan, std::move(rows));
    RETURN_IF_ERROR(slice.Prepare(context, ids_));

    JobCheckpoint after;
    SliceResult result;
    if (run.job.dry_run) {
      RETURN_IF_ERROR(transactor_.Run(context, Transactor::Mode::kValidateOnly,
                                      [&](UnitOfWork& uow) { return slice.Run(context, uow, result); }));
    }
    RETURN_IF_ERROR(transactor_.Run(context, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
      if (!run.job.dry_run) RETURN_IF_ERROR(slice.Run(context, uow, result));
      after = Behind(run.checkpoint, last, count, result);
      return uow.job_store().Checkpoint(run.job.lease, after, result.errors);
    }));
    run.checkpoint = after;
    run.progressed = true;
  }
  return false;
}

}  // namespace pipewright::integration
