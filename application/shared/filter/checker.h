// Checks a filter against a record's fields and makes typed values of what stands in it.
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "application/shared/field_catalog.h"
#include "application/shared/filter/condition.h"
#include "domain/shared/id.h"

namespace pipewright::filter {

// What the functions of a filter stand for: me(), now(), and today() in `time_zone`.
struct FilterScope {
  std::optional<UserId> user;
  absl::Time now;
  absl::TimeZone time_zone = absl::UTCTimeZone();
};

// The condition that `text` says about the records of `catalog`; empty text: the one that always holds.
// kInvalidArgument / INVALID_FILTER names the character and what would fit there.
absl::StatusOr<Condition> CheckFilter(absl::string_view text, const FieldCatalog& catalog, const FilterScope& scope);

}  // namespace pipewright::filter
