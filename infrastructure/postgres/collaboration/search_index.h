// Search on PostgreSQL.
#pragma once

#include "absl/status/statusor.h"
#include "application/collaboration/search.h"
#include "infrastructure/postgres/connection/pool.h"

namespace pipewright::postgres {

// A few statements: candidates of all kinds within what the caller may read; words that are written nearly so, when
// there are none; and the texts of what is given. Thread safe.
class PostgresSearchIndex final : public collaboration::SearchIndex {
 public:
  // The pool outlives it.
  explicit PostgresSearchIndex(Pool& pool) : pool_(pool) {}

  absl::StatusOr<collaboration::SearchAnswer> Find(const RequestContext& context,
                                                   const collaboration::Search& search) const override;

 private:
  Pool& pool_;
};

}  // namespace pipewright::postgres
