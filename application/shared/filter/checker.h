// Checks a filter against a record's fields and makes typed values of what stands in it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "application/shared/call/ports.h"
#include "application/shared/filter/condition.h"
#include "application/shared/queries/field_catalog.h"
#include "domain/shared/grants.h"
#include "domain/shared/record_kind.h"

namespace pipewright::filter {

// What the functions of a filter stand for: me(), now(), and today() in `time_zone`; and what its references may
// follow.
struct FilterScope {
  std::optional<UserId> user;
  absl::Time now;
  absl::TimeZone time_zone = absl::UTCTimeZone();
  // Of the records' state, when that isn't the present one: what is true since a moment (Field::since) is asked of it.
  std::optional<absl::Time> read_time = std::nullopt;
  const Grants* grants = nullptr;  // of the caller; null: no other record's field may be named
  // Bring phone numbers to the form of stored ones, those without a country to that of `region`; null: they are
  // compared as they are written.
  const PhoneNumbers* phones = nullptr;
  std::string region = {};
  // The custom fields of a kind of record ("account"), named "custom_fields.<key>". Asked only when a filter names one,
  // and once for each kind. Null: no record has any.
  std::function<absl::StatusOr<std::vector<Field>>(absl::string_view resource)> custom_fields;
};

// The condition that `text` says about the records of `catalog`; empty text: the one that always holds.
// kInvalidArgument / INVALID_FILTER names the character and what would fit there; kPermissionDenied names the
// permission that a reference takes ("account:read").
absl::StatusOr<Condition> CheckFilter(absl::string_view text, const FieldCatalog& catalog, const FilterScope& scope);

}  // namespace pipewright::filter
