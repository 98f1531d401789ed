// KeyLookup on PostgreSQL, from the table's description.
#pragma once

#include <string>
#include <vector>

#include "application/shared/queries/key_lookup.h"
#include "infrastructure/postgres/connection/pool.h"
#include "infrastructure/postgres/table/table_layout.h"

namespace pipewright::postgres {

// One statement for any number of values. Thread safe.
class PostgresKeyLookup : public KeyLookup {
 public:
  // Both outlive it.
  PostgresKeyLookup(Pool& pool, const TableLayout& layout) : pool_(pool), layout_(layout) {}

  absl::StatusOr<std::vector<FoundKey>> Find(const RequestContext& context, absl::string_view field,
                                             const std::vector<std::string>& values) const override;

 private:
  Pool& pool_;
  const TableLayout& layout_;
};

}  // namespace pipewright::postgres
