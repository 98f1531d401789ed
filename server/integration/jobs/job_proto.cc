#include "server/integration/jobs/job_proto.h"

#include "domain/shared/errors.h"
#include "domain/shared/etag.h"
#include "domain/shared/status_macros.h"
#include "server/wire/enum_proto.h"
#include "server/wire/proto_writer.h"

namespace pipewright::integration {

using server::ToProtoEnum;
using server::Write;

absl::StatusOr<ListJobErrors> FromProto(const v1::ListJobErrorsRequest& request) {
  ListJobErrors query;
  Violations violations;
  violations.Take("id", JobId::Parse(request.id()), &query.job);
  RETURN_IF_ERROR(violations.ToStatus());
  query.page_size = request.page_size();
  query.page_token = request.page_token();
  return query;
}

void ToProto(const JobState& job, v1::Job* out) {
  out->set_id(job.id.ToString());
  out->set_etag(Etag(job.version).ToString());
  Write(job.create_time, out->mutable_create_time());
  Write(job.update_time, out->mutable_update_time());
  if (job.created_by.has_value()) out->set_created_by(job.created_by->ToString());
  if (job.updated_by.has_value()) out->set_updated_by(job.updated_by->ToString());
  out->set_kind(ToProtoEnum<v1::JobKind>(job.kind));
  out->set_resource(job.resource);
  out->set_status(ToProtoEnum<v1::JobStatus>(job.status));
  out->set_dry_run(job.dry_run);
  out->set_rows_total(job.rows_total);
  out->set_rows_done(job.rows_done);
  out->set_created_count(job.created_count);
  out->set_updated_count(job.updated_count);
  out->set_unchanged_count(job.unchanged_count);
  out->set_failed_count(job.failed_count);
  if (job.start_time.has_value()) Write(*job.start_time, out->mutable_start_time());
  if (job.end_time.has_value()) Write(*job.end_time, out->mutable_end_time());
  if (job.status == JobStatus::kFailed) {
    out->mutable_failure()->set_reason(job.failure_reason);
    out->mutable_failure()->set_message(job.failure_message);
  }
}

void ToProto(const JobErrorPage& page, v1::ListJobErrorsResponse* out) {
  for (const JobError& error : page.errors) {
    v1::JobError& written = *out->add_errors();
    written.set_line(error.line);
    written.set_column(error.column);
    written.set_reason(error.reason);
    written.set_message(error.message);
  }
  out->set_next_page_token(page.next_page_token);
}

}  // namespace pipewright::integration
