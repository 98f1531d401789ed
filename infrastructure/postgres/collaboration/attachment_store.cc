#include "infrastructure/postgres/collaboration/attachment_store.h"

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/organization/cells.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {

absl::StatusOr<Uuid> PostgresAttachmentRepository::KeepContent(const AttachmentId& attachment, const Uuid& content,
                                                               const std::string& sha256, int64_t size) {
  // The update changes nothing: it locks the row, so that the sweep leaves it alone until it has its use.
  static const auto* const sql = new Sql{
      "insert into content_blobs as b (tenant_id, id, create_time, sha256, size) values ($1::uuid, $2::uuid, "
      "$3::timestamptz, $4::text, $5::bigint) on conflict (tenant_id, sha256) do update set size = b.size returning id",
      1};
  Uuid kept;
  RETURN_IF_ERROR(session().Read(
      *sql, {session().tenant(), content.ToString(), TimeToText(session().now()), sha256, absl::StrCat(size)},
      [&](Row row) { return Take(row[0], kept); }));
  session().Write(
      "insert into content_uses (tenant_id, attachment_id, content_id) values ($1::uuid, $2::uuid, $3::uuid)",
      {session().tenant(), attachment.ToString(), kept.ToString()});
  return kept;
}

absl::Status PostgresAttachmentRepository::EndUpload(const collaboration::UploadLease& lease) {
  session().Write(
      "with held as (delete from content_uploads where tenant_id = $1::uuid and attachment_id = $2::uuid and "
      "lease_id = $3::uuid returning 1) select pipewright_expect_one((select count(*) from held))",
      {session().tenant(), lease.attachment.ToString(), lease.id.ToString()});
  return absl::OkStatus();
}

}  // namespace pipewright::postgres
