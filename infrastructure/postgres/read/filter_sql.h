// Checked filters as SQL.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "application/shared/call/request_context.h"
#include "application/shared/filter/condition.h"
#include "infrastructure/postgres/connection/sql.h"
#include "infrastructure/postgres/table/table_layout.h"

namespace pipewright::postgres {

// Which records a filter may look into by following references.
struct FilterReach {
  const RequestContext& caller;  // those within the caller's read scope
  bool show_deleted = false;     // deleted ones too
};

// A boolean expression over the alias t, true for just the rows that `condition` holds for (it may be null where it
// does not hold). Appends what it binds to `params`; $1 is the tenant. `condition` must have been checked against
// layout.catalog. Values are bound, never written into the text.
std::string FilterSql(const filter::Condition& condition, const TableLayout& layout, const FilterReach& reach,
                      std::vector<Param>& params);

// A text behind all that begin with `prefix`, in the order of bytes; none when nothing is. Only ASCII is counted up: a
// bound that lies too far is still one, so whoever wants no others asks starts_with besides.
std::optional<std::string> BehindPrefix(std::string prefix);

// Whether any of them asks about a record that a reference leads to.
bool FollowsReference(const std::vector<filter::Condition>& conditions);

}  // namespace pipewright::postgres
