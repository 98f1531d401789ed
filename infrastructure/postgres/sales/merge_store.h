// Merges on PostgreSQL.
#pragma once

#include <vector>

#include "absl/types/span.h"
#include "application/sales/merge_part_queries.h"
#include "domain/sales/merge.h"
#include "infrastructure/postgres/connection/pool.h"
#include "infrastructure/postgres/table/table.h"
#include "infrastructure/postgres/write/repository.h"

namespace pipewright::postgres {

const Table<sales::Merge>& MergeTable();

class PostgresMergeRepository : public PostgresRepository<sales::Merge, sales::MergeRepository> {
 public:
  explicit PostgresMergeRepository(WriteSession& session) : PostgresRepository(session, MergeTable()) {}

  absl::Status AddParts(const sales::MergeId& merge, absl::Span<const ChangedPart> parts) override;
  absl::StatusOr<std::vector<ChangedPart>> ReadParts(const sales::MergeId& merge) override;
};

class PostgresMergePartReader : public sales::MergePartReader {
 public:
  // Outlives it.
  explicit PostgresMergePartReader(Pool& pool) : pool_(pool) {}

  absl::StatusOr<sales::MergeParts> List(const RequestContext& context, const sales::MergeId& merge, int64_t after,
                                         int limit) const override;

 private:
  Pool& pool_;
};

}  // namespace pipewright::postgres
