// Who may change what somebody wrote.
#pragma once

#include <algorithm>

#include "absl/types/span.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/grants.h"

namespace pipewright::collaboration {

// Whether `user`, holding a grant of `scope`, is the author (created_by) of the record or reaches them. `unit`: the
// users whose records a UNIT scope reaches.
inline bool ReachesAuthor(const Record& record, const UserId& user, Scope scope, absl::Span<const UserId> unit) {
  if (scope == Scope::kAll || record.created_by == user) return true;
  return scope == Scope::kUnit && record.created_by.has_value() &&
         std::find(unit.begin(), unit.end(), *record.created_by) != unit.end();
}

}  // namespace pipewright::collaboration
