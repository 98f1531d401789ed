// ContentIndex on PostgreSQL.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "application/collaboration/content_index.h"
#include "application/shared/call/ports.h"
#include "infrastructure/postgres/connection/pool.h"

namespace pipewright::postgres {

// Thread safe.
class PostgresContentIndex : public collaboration::ContentIndex {
 public:
  // Both outlive it.
  PostgresContentIndex(Pool& pool, const Clock& clock) : pool_(pool), clock_(clock) {}

  absl::StatusOr<collaboration::UnfinishedUpload> TakeOver(const RequestContext& context,
                                                           const collaboration::UploadLease& lease, const Uuid& content,
                                                           int max_unfinished) override;
  absl::Status SetName(const RequestContext& context, const collaboration::UploadLease& lease,
                       const std::string& name) override;
  absl::Status CheckHeld(const RequestContext& context, const collaboration::UploadLease& lease) override;
  absl::Status AddPart(const RequestContext& context, const collaboration::UploadLease& lease, int64_t number,
                       const collaboration::StoredPart& part) override;
  absl::StatusOr<std::optional<Uuid>> ContentOf(const RequestContext& context, const AttachmentId& attachment) override;

  absl::StatusOr<std::vector<collaboration::StoreUpload>> DropStale(absl::Time before, int limit) override;
  absl::StatusOr<std::vector<collaboration::ContentKey>> DropUnused(int limit) override;
  absl::StatusOr<std::set<collaboration::ContentKey>> Known(absl::Span<const collaboration::ContentKey> keys) override;

 private:
  absl::StatusOr<Pool::Lease> Ready(const std::optional<TenantId>& tenant, absl::Time deadline);
  // `sql` gives a row for each thing that was changed or found; kAborted when there is none.
  absl::Status ExpectHeld(const RequestContext& context, const Sql& sql, const std::vector<Param>& params);

  Pool& pool_;
  const Clock& clock_;
};

}  // namespace pipewright::postgres
