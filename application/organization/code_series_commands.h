// How a tenant numbers its records: read and changed.
#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "application/shared/call/request_context.h"
#include "application/unit_of_work.h"
#include "domain/organization/code_series.h"
#include "domain/shared/etag.h"
#include "domain/shared/record_kind.h"

namespace pipewright::organization {

struct UpdateCodeSeries {
  RecordKind entity = RecordKind::kAccount;  // has KindRole::kHasCode
  std::optional<Etag> etag;
  CodeSeriesChanges changes;
};

struct ListCodeSeries {};

// Thread safe.
class CodeSeriesCommands {
 public:
  // kAborted/STALE_ETAG; kInvalidArgument.
  absl::StatusOr<CodeSeries> Handle(const RequestContext& ctx, const UpdateCodeSeries& cmd, UnitOfWork& uow) const;
};

// Thread safe.
class CodeSeriesQueries {
 public:
  // Outlives it.
  explicit CodeSeriesQueries(Transactor& transactor) : transactor_(transactor) {}

  // One for each kind of record that has codes, in their order, whether or not the tenant has changed it.
  absl::StatusOr<std::vector<CodeSeriesState>> Handle(const RequestContext& ctx, const ListCodeSeries& query) const;

 private:
  Transactor& transactor_;
};

}  // namespace pipewright::organization
