#include "infrastructure/postgres/integration/job_store.h"

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/organization/cells.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {
namespace {

using integration::JobCheckpoint;
using integration::JobError;
using integration::JobId;
using integration::JobLease;

constexpr char kEnqueue[] =
    "insert into job_work (tenant_id, job_id, available_time, attempts, spec, byte_offset, line) "
    "values ($1::uuid, $2::uuid, $3::timestamptz, 0, $4::bytea, $5::bigint, $6::bigint)";

// The lease decides: who lost it stores nothing, what came before in the transaction included.
constexpr char kCheckpoint[] =
    "with held as (update job_work set byte_offset = $4::bigint, line = $5::bigint, attempts = 0 "
    "where tenant_id = $1::uuid and job_id = $2::uuid and lease_id = $3::uuid returning 1), "
    "progress as (update jobs set rows_done = $6::bigint, created_count = $7::bigint, updated_count = $8::bigint, "
    "unchanged_count = $9::bigint, failed_count = $10::bigint, rows_total = coalesce($11::bigint, rows_total) "
    "where tenant_id = $1::uuid and id = $2::uuid and exists (select from held)) "
    "select pipewright_expect_one((select count(*) from held))";

constexpr char kAddErrors[] =
    "with kept as (select coalesce(max(number), 0) as count from job_errors "
    "where tenant_id = $1::uuid and job_id = $2::uuid) "
    "insert into job_errors (tenant_id, job_id, number, line, column_name, reason, message) "
    "select $1::uuid, $2::uuid, kept.count + e.position, e.line, e.column_name, e.reason, e.message from kept, "
    "unnest($3::bigint[], $4::text[], $5::text[], $6::text[]) with ordinality "
    "as e (line, column_name, reason, message, position) where kept.count + e.position <= $7::bigint";

constexpr char kRelease[] =
    "with held as (update job_work set available_time = $4::timestamptz, attempts = $5::bigint, lease_id = null, "
    "lease_expire_time = null where tenant_id = $1::uuid and job_id = $2::uuid and lease_id = $3::uuid returning 1) "
    "select pipewright_expect_one((select count(*) from held))";

constexpr char kDropHeld[] =
    "with held as (delete from job_work where tenant_id = $1::uuid and job_id = $2::uuid and lease_id = $3::uuid "
    "returning 1) select pipewright_expect_one((select count(*) from held))";

}  // namespace

absl::StatusOr<int64_t> PostgresJobStore::LockAndCount() {
  // Two statements: the second sees what was committed while the first waited.
  static const auto* const lock =
      new Sql{"select pg_advisory_xact_lock(hashtextextended('jobs of ' || $1::text, 0))", 1};
  static const auto* const count = new Sql{"select count(*) from job_work where tenant_id = $1::uuid", 1};
  RETURN_IF_ERROR(session_.Read(*lock, {session_.tenant()}, [](Row) { return absl::OkStatus(); }));
  int64_t unfinished = 0;
  RETURN_IF_ERROR(session_.Read(*count, {session_.tenant()},
                                [&](Row row) { return Codec<int64_t>::FromText(row[0].text, unfinished); }));
  return unfinished;
}

absl::Status PostgresJobStore::Enqueue(const JobId& job, absl::string_view spec, const JobCheckpoint& start) {
  session_.Write(kEnqueue, {session_.tenant(), job.ToString(), TimeToText(session_.now()), BytesToText(spec),
                            absl::StrCat(start.byte_offset), absl::StrCat(start.line)});
  return absl::OkStatus();
}

absl::Status PostgresJobStore::Checkpoint(const JobLease& lease, const JobCheckpoint& checkpoint,
                                          const std::vector<JobError>& errors) {
  const std::string job = lease.job.ToString();
  if (!errors.empty()) {
    std::vector<std::string> lines;
    std::vector<std::string> columns;
    std::vector<std::string> reasons;
    std::vector<std::string> messages;
    for (const JobError& error : errors) {
      lines.push_back(absl::StrCat(error.line));
      columns.push_back(error.column);
      reasons.push_back(error.reason);
      messages.push_back(error.message);
    }
    session_.Write(kAddErrors,
                   {session_.tenant(), job, ArrayLiteral(lines), ArrayLiteral(columns), ArrayLiteral(reasons),
                    ArrayLiteral(messages), absl::StrCat(integration::kMaxJobErrors)});
  }
  session_.Write(kCheckpoint, {session_.tenant(), job, lease.id.ToString(), absl::StrCat(checkpoint.byte_offset),
                               absl::StrCat(checkpoint.line), absl::StrCat(checkpoint.rows_done),
                               absl::StrCat(checkpoint.created_count), absl::StrCat(checkpoint.updated_count),
                               absl::StrCat(checkpoint.unchanged_count), absl::StrCat(checkpoint.failed_count),
                               ToParam(checkpoint.rows_total)});
  return absl::OkStatus();
}

absl::Status PostgresJobStore::Release(const JobLease& lease, absl::Time available_time, int64_t attempts) {
  session_.Write(kRelease, {session_.tenant(), lease.job.ToString(), lease.id.ToString(), TimeToText(available_time),
                            absl::StrCat(attempts)});
  return absl::OkStatus();
}

absl::Status PostgresJobStore::Drop(const JobLease& lease) {
  session_.Write(kDropHeld, {session_.tenant(), lease.job.ToString(), lease.id.ToString()});
  DropChunks(lease.job.ToString());
  return absl::OkStatus();
}

absl::Status PostgresJobStore::Drop(const JobId& job) {
  session_.Write("delete from job_work where tenant_id = $1::uuid and job_id = $2::uuid",
                 {session_.tenant(), job.ToString()});
  DropChunks(job.ToString());
  return absl::OkStatus();
}

void PostgresJobStore::DropChunks(const std::string& job) {
  session_.Write("delete from job_chunks where tenant_id = $1::uuid and job_id = $2::uuid", {session_.tenant(), job});
}

}  // namespace pipewright::postgres
