#include "infrastructure/postgres/integration/job_queue.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/organization/cells.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {
namespace {

using integration::ClaimedJob;
using integration::FileChunk;
using integration::JobErrorRows;
using integration::JobId;
using integration::JobLease;

// For what workers ask in nobody's name.
constexpr absl::Duration kPatience = absl::Seconds(20);

absl::StatusOr<Pool::Lease> Ready(Pool& pool, const std::optional<TenantId>& tenant, absl::Time deadline) {
  ASSIGN_OR_RETURN(auto lease, pool.Acquire(tenant, deadline));
  RETURN_IF_ERROR(lease->PrepareSession(tenant, deadline));
  return lease;
}

const Sql& ClaimedSql() {
  static const auto* const sql = new Sql{
      "select w.attempts, j.kind, j.resource, j.dry_run, j.created_by, w.spec, w.byte_offset, w.line, j.rows_done, "
      "j.created_count, j.updated_count, j.unchanged_count, j.failed_count, j.rows_total from job_work w join jobs j "
      "on "
      "j.tenant_id = w.tenant_id and j.id = w.job_id "
      "where w.tenant_id = $1::uuid and w.job_id = $2::uuid and w.lease_id = $3::uuid",
      14};
  return *sql;
}

absl::Status ReadClaimed(Row row, ClaimedJob& job) {
  RETURN_IF_ERROR(Take(row[0], job.attempts));
  RETURN_IF_ERROR(Take(row[1], job.kind));
  RETURN_IF_ERROR(Take(row[2], job.resource));
  RETURN_IF_ERROR(Take(row[3], job.dry_run));
  RETURN_IF_ERROR(Take(row[4], job.creator));
  job.spec = BytesFromText(row[5].text);
  RETURN_IF_ERROR(Take(row[6], job.checkpoint.byte_offset));
  RETURN_IF_ERROR(Take(row[7], job.checkpoint.line));
  RETURN_IF_ERROR(Take(row[8], job.checkpoint.rows_done));
  RETURN_IF_ERROR(Take(row[9], job.checkpoint.created_count));
  RETURN_IF_ERROR(Take(row[10], job.checkpoint.updated_count));
  RETURN_IF_ERROR(Take(row[11], job.checkpoint.unchanged_count));
  RETURN_IF_ERROR(Take(row[12], job.checkpoint.failed_count));
  return Take(row[13], job.rows_total);
}

}  // namespace

absl::StatusOr<std::optional<ClaimedJob>> PostgresJobQueue::Claim(const Uuid& lease, absl::Time now, absl::Time until) {
  static const auto* const claim =
      new Sql{"select tenant_id, job_id from claim_job($1::timestamptz, $2::uuid, $3::timestamptz, $4::bigint)", 2};
  const absl::Time deadline = clock_.Now() + kPatience;
  std::optional<ClaimedJob> job;
  {
    ASSIGN_OR_RETURN(auto connection, Ready(pool_, std::nullopt, deadline));
    RETURN_IF_ERROR(connection->Read(
        *claim, {TimeToText(now), lease.ToString(), TimeToText(until), absl::StrCat(tenant_limit_)},
        [&](Row row) -> absl::Status {
          job.emplace().lease.id = lease;
          RETURN_IF_ERROR(Take(row[0], job->lease.tenant));
          return Take(row[1], job->lease.job);
        },
        nullptr));
  }
  if (!job.has_value()) return job;
  ASSIGN_OR_RETURN(auto connection, Ready(pool_, job->lease.tenant, deadline));
  bool held = false;
  RETURN_IF_ERROR(connection->Read(
      ClaimedSql(), {ToParam(job->lease.tenant), ToParam(job->lease.job), lease.ToString()},
      [&](Row row) {
        held = true;
        return ReadClaimed(row, *job);
      },
      nullptr));
  // Cancelled in between.
  if (!held) job.reset();
  return job;
}

absl::StatusOr<bool> PostgresJobQueue::Extend(const JobLease& lease, absl::Time until) {
  static const auto* const sql = new Sql{
      "update job_work set lease_expire_time = $4::timestamptz where tenant_id = $1::uuid and job_id = $2::uuid and "
      "lease_id = $3::uuid returning 1",
      1};
  ASSIGN_OR_RETURN(auto connection, Ready(pool_, lease.tenant, clock_.Now() + kPatience));
  bool held = false;
  RETURN_IF_ERROR(connection->Read(
      *sql, {ToParam(lease.tenant), ToParam(lease.job), lease.id.ToString(), TimeToText(until)},
      [&](Row) {
        held = true;
        return absl::OkStatus();
      },
      nullptr));
  return held;
}

absl::StatusOr<int64_t> PostgresJobQueue::CountUnfinished(const RequestContext& context) {
  static const auto* const sql = new Sql{"select count(*) from job_work where tenant_id = $1::uuid", 1};
  ASSIGN_OR_RETURN(auto connection, Ready(pool_, context.principal->tenant, context.deadline));
  int64_t unfinished = 0;
  RETURN_IF_ERROR(connection->Read(
      *sql, {ToParam(context.tenant())}, [&](Row row) { return Take(row[0], unfinished); },
      context.cancellation.get()));
  return unfinished;
}

absl::Status PostgresJobQueue::StoreChunk(const RequestContext& context, const JobId& job, const FileChunk& chunk) {
  ASSIGN_OR_RETURN(auto connection, Ready(pool_, context.principal->tenant, context.deadline));
  return connection->Pipeline(
      {{"insert into job_chunks (tenant_id, job_id, start_offset, create_time, content) values ($1::uuid, $2::uuid, "
        "$3::bigint, $4::timestamptz, $5::bytea)",
        {ToParam(context.tenant()), ToParam(job), absl::StrCat(chunk.offset), TimeToText(clock_.Now()),
         BytesToText(chunk.bytes)},
        nullptr}},
      context.cancellation.get());
}

absl::Status PostgresJobQueue::DropChunks(const RequestContext& context, const JobId& job) {
  // Also of a call that was cancelled: that is when it is needed.
  ASSIGN_OR_RETURN(auto connection, Ready(pool_, context.principal->tenant, clock_.Now() + kPatience));
  return connection->Pipeline({{"delete from job_chunks c where c.tenant_id = $1::uuid and c.job_id = $2::uuid and "
                                "not exists (select from job_work w where w.tenant_id = c.tenant_id and "
                                "w.job_id = c.job_id)",
                                {ToParam(context.tenant()), ToParam(job)},
                                nullptr}},
                              nullptr);
}

absl::StatusOr<FileChunk> PostgresJobQueue::ReadChunk(const RequestContext& context, const JobId& job, int64_t offset) {
  static const auto* const sql = new Sql{
      "select start_offset, content from job_chunks where tenant_id = $1::uuid and job_id = $2::uuid and "
      "start_offset <= $3::bigint order by start_offset desc limit 1",
      2};
  ASSIGN_OR_RETURN(auto connection, Ready(pool_, context.principal->tenant, context.deadline));
  FileChunk chunk;
  RETURN_IF_ERROR(connection->Read(
      *sql, {ToParam(context.tenant()), ToParam(job), absl::StrCat(offset)},
      [&](Row row) {
        chunk.bytes = BytesFromText(row[1].text);
        return Take(row[0], chunk.offset);
      },
      context.cancellation.get()));
  if (chunk.offset + static_cast<int64_t>(chunk.bytes.size()) <= offset) return FileChunk{offset, ""};
  return chunk;
}

absl::Status PostgresJobQueue::SweepChunks(absl::Time before) {
  static const auto* const sql = new Sql{"select sweep_job_chunks($1::timestamptz)", 1};
  ASSIGN_OR_RETURN(auto connection, Ready(pool_, std::nullopt, clock_.Now() + kPatience));
  return connection->Read(
      *sql, {TimeToText(before)}, [](Row) { return absl::OkStatus(); }, nullptr);
}

absl::StatusOr<JobErrorRows> PostgresJobErrors::List(const RequestContext& context, const integration::JobId& job,
                                                     int64_t after, int limit) const {
  static const auto* const sql = new Sql{
      "select line, column_name, reason, message, number from job_errors where tenant_id = $1::uuid and "
      "job_id = $2::uuid and number > $3::bigint order by number limit $4::bigint",
      5};
  JobErrorRows rows;
  int64_t last = after;
  ASSIGN_OR_RETURN(auto connection, Ready(pool_, context.principal->tenant, context.deadline));
  // One more than asked for: it tells whether there are others.
  RETURN_IF_ERROR(connection->Read(
      *sql, {ToParam(context.tenant()), ToParam(job), absl::StrCat(after), absl::StrCat(limit + 1)},
      [&](Row row) -> absl::Status {
        if (rows.errors.size() == static_cast<size_t>(limit)) {
          rows.next = last;
          return absl::OkStatus();
        }
        integration::JobError& error = rows.errors.emplace_back();
        RETURN_IF_ERROR(Take(row[0], error.line));
        error.column = std::string(row[1].text);
        error.reason = std::string(row[2].text);
        error.message = std::string(row[3].text);
        return Take(row[4], last);
      },
      context.cancellation.get()));
  return rows;
}

}  // namespace pipewright::postgres
