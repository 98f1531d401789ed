// Tags counted in the link tables of all kinds of record that have them.
#pragma once

#include "application/collaboration/tag_usage.h"
#include "infrastructure/postgres/connection/pool.h"

namespace pipewright::postgres {

// Thread safe.
class PostgresTagUsage final : public collaboration::TagUsageReader {
 public:
  // The pool outlives it.
  explicit PostgresTagUsage(Pool& pool) : pool_(pool) {}

  absl::StatusOr<std::vector<collaboration::TagUsage>> List(const RequestContext& context,
                                                            const std::vector<RecordKind>& kinds,
                                                            const std::string& prefix, const std::string& after,
                                                            int limit) const override;

 private:
  Pool& pool_;
};

}  // namespace pipewright::postgres
