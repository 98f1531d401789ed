#include "infrastructure/postgres/collaboration/content_index.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/organization/cells.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {
namespace {

using collaboration::ContentKey;
using collaboration::StoredPart;
using collaboration::StoreUpload;
using collaboration::UnfinishedUpload;
using collaboration::UploadLease;

// For what the sweep asks in nobody's name.
constexpr absl::Duration kPatience = absl::Seconds(20);

absl::Status TakenOver() {
  ErrorDetails details;
  details.reason = Reason::kConcurrentChange;
  return MakeError(absl::StatusCode::kAborted,
                   "another call goes on with this upload: begin again at the attachment's received_size", details);
}

std::vector<Param> HeldParams(const RequestContext& context, const UploadLease& lease) {
  return {ToParam(context.tenant()), ToParam(lease.attachment), lease.id.ToString()};
}

}  // namespace

absl::StatusOr<Pool::Lease> PostgresContentIndex::Ready(const std::optional<TenantId>& tenant, absl::Time deadline) {
  ASSIGN_OR_RETURN(auto lease, pool_.Acquire(tenant, deadline));
  RETURN_IF_ERROR(lease->PrepareSession(tenant, deadline));
  return lease;
}

absl::Status PostgresContentIndex::ExpectHeld(const RequestContext& context, const Sql& sql,
                                              const std::vector<Param>& params) {
  ASSIGN_OR_RETURN(auto connection, Ready(context.principal->tenant, context.deadline));
  bool held = false;
  RETURN_IF_ERROR(connection->Read(
      sql, params,
      [&](Row) {
        held = true;
        return absl::OkStatus();
      },
      context.cancellation.get()));
  return held ? absl::OkStatus() : TakenOver();
}

absl::StatusOr<UnfinishedUpload> PostgresContentIndex::TakeOver(const RequestContext& context, const UploadLease& lease,
                                                                const Uuid& content, int max_unfinished) {
  static const auto* const take = new Sql{
      "insert into content_uploads as u (tenant_id, attachment_id, content_id, name, lease_id, update_time) "
      "select $1::uuid, a.id, $4::uuid, '', $3::uuid, $5::timestamptz from attachments a where a.tenant_id = $1::uuid "
      "and a.id = $2::uuid and a.status = 'UPLOADING' and (select count(*) from content_uploads o where o.tenant_id = "
      "$1::uuid and o.attachment_id <> $2::uuid) < $6::bigint on conflict (tenant_id, attachment_id) do update set "
      "lease_id = excluded.lease_id, update_time = excluded.update_time returning u.content_id, u.name",
      2};
  static const auto* const parts = new Sql{
      "select tag, size from content_upload_parts where tenant_id = $1::uuid and attachment_id = $2::uuid "
      "order by number",
      2};
  ASSIGN_OR_RETURN(auto connection, Ready(context.principal->tenant, context.deadline));
  std::optional<UnfinishedUpload> upload;
  std::vector<Param> params = HeldParams(context, lease);
  params.insert(params.end(), {content.ToString(), TimeToText(clock_.Now()), absl::StrCat(max_unfinished)});
  RETURN_IF_ERROR(connection->Read(
      *take, params,
      [&](Row row) {
        StoreUpload& store = upload.emplace().store;
        store.key.tenant = context.tenant();
        store.name = std::string(row[1].text);
        return Take(row[0], store.key.id);
      },
      context.cancellation.get()));
  if (!upload.has_value()) {
    return QuotaExceeded(Reason::kTooManyUploads, "tenant",
                         absl::StrCat(max_unfinished, " uploads that aren't finished"),
                         "finish some, or delete their attachments", std::nullopt);
  }
  // Whoever added a part after this would have had to take it over in turn.
  RETURN_IF_ERROR(connection->Read(
      *parts, {params[0], params[1]},
      [&](Row row) {
        StoredPart& part = upload->parts.emplace_back();
        part.tag = std::string(row[0].text);
        return Take(row[1], part.size);
      },
      context.cancellation.get()));
  return *std::move(upload);
}

absl::Status PostgresContentIndex::SetName(const RequestContext& context, const UploadLease& lease,
                                           const std::string& name) {
  static const auto* const sql = new Sql{
      "update content_uploads set name = $4::text where tenant_id = $1::uuid and attachment_id = $2::uuid and lease_id "
      "= $3::uuid returning 1",
      1};
  std::vector<Param> params = HeldParams(context, lease);
  params.emplace_back(name);
  return ExpectHeld(context, *sql, params);
}

absl::Status PostgresContentIndex::CheckHeld(const RequestContext& context, const UploadLease& lease) {
  static const auto* const sql = new Sql{
      "select 1 from content_uploads where tenant_id = $1::uuid and attachment_id = $2::uuid and lease_id = $3::uuid",
      1};
  return ExpectHeld(context, *sql, HeldParams(context, lease));
}

absl::Status PostgresContentIndex::AddPart(const RequestContext& context, const UploadLease& lease, int64_t number,
                                           const StoredPart& part) {
  static const auto* const sql = new Sql{
      "with held as (update content_uploads set update_time = $7::timestamptz where tenant_id = $1::uuid and "
      "attachment_id = $2::uuid and lease_id = $3::uuid returning 1), "
      "added as (insert into content_upload_parts (tenant_id, attachment_id, number, tag, size) select $1::uuid, "
      "$2::uuid, $4::bigint, $5::text, $6::bigint from held), "
      "progress as (update attachments set received_size = received_size + $6::bigint where tenant_id = $1::uuid and "
      "id = $2::uuid and exists (select from held)) select 1 from held",
      1};
  std::vector<Param> params = HeldParams(context, lease);
  params.insert(params.end(), {absl::StrCat(number), part.tag, absl::StrCat(part.size), TimeToText(clock_.Now())});
  return ExpectHeld(context, *sql, params);
}

absl::StatusOr<std::optional<Uuid>> PostgresContentIndex::ContentOf(const RequestContext& context,
                                                                    const AttachmentId& attachment) {
  static const auto* const sql =
      new Sql{"select content_id from content_uses where tenant_id = $1::uuid and attachment_id = $2::uuid", 1};
  ASSIGN_OR_RETURN(auto connection, Ready(context.principal->tenant, context.deadline));
  std::optional<Uuid> content;
  RETURN_IF_ERROR(connection->Read(
      *sql, {ToParam(context.tenant()), ToParam(attachment)}, [&](Row row) { return Take(row[0], content); },
      context.cancellation.get()));
  return content;
}

absl::StatusOr<std::vector<StoreUpload>> PostgresContentIndex::DropStale(absl::Time before, int limit) {
  static const auto* const sql =
      new Sql{"select tenant_id, content_id, name from drop_stale_uploads($1::timestamptz, $2::bigint)", 3};
  ASSIGN_OR_RETURN(auto connection, Ready(std::nullopt, clock_.Now() + kPatience));
  std::vector<StoreUpload> dropped;
  RETURN_IF_ERROR(connection->Read(
      *sql, {TimeToText(before), absl::StrCat(limit)},
      [&](Row row) -> absl::Status {
        StoreUpload& upload = dropped.emplace_back();
        RETURN_IF_ERROR(Take(row[0], upload.key.tenant));
        upload.name = std::string(row[2].text);
        return Take(row[1], upload.key.id);
      },
      nullptr));
  return dropped;
}

absl::StatusOr<std::vector<ContentKey>> PostgresContentIndex::DropUnused(int limit) {
  static const auto* const sql = new Sql{"select tenant_id, content_id from drop_unused_contents($1::bigint)", 2};
  ASSIGN_OR_RETURN(auto connection, Ready(std::nullopt, clock_.Now() + kPatience));
  std::vector<ContentKey> dropped;
  RETURN_IF_ERROR(connection->Read(
      *sql, {absl::StrCat(limit)},
      [&](Row row) -> absl::Status {
        ContentKey& key = dropped.emplace_back();
        RETURN_IF_ERROR(Take(row[0], key.tenant));
        return Take(row[1], key.id);
      },
      nullptr));
  return dropped;
}

absl::StatusOr<std::set<ContentKey>> PostgresContentIndex::Known(absl::Span<const ContentKey> keys) {
  static const auto* const sql = new Sql{"select tenant_id, content_id from known_contents($1::uuid[], $2::uuid[])", 2};
  std::vector<std::string> tenants;
  std::vector<std::string> contents;
  for (const ContentKey& key : keys) {
    tenants.push_back(key.tenant.ToString());
    contents.push_back(key.id.ToString());
  }
  ASSIGN_OR_RETURN(auto connection, Ready(std::nullopt, clock_.Now() + kPatience));
  std::set<ContentKey> known;
  RETURN_IF_ERROR(connection->Read(
      *sql, {ArrayLiteral(tenants), ArrayLiteral(contents)},
      [&](Row row) -> absl::Status {
        ContentKey key;
        RETURN_IF_ERROR(Take(row[0], key.tenant));
        RETURN_IF_ERROR(Take(row[1], key.id));
        known.insert(key);
        return absl::OkStatus();
      },
      nullptr));
  return known;
}

}  // namespace pipewright::postgres
