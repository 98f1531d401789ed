// The order of a list, as asked for: "amount desc, expected_close_date".
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "application/shared/queries/field_catalog.h"
#include "application/shared/queries/list_query.h"

namespace pipewright {

inline constexpr size_t kMaxSortKeys = 5;

// The keys in order. The last is always "id", so that no two records are equal: ids sort by creation, and the direction
// is that of the key before. Empty text is the order of creation. kInvalidArgument / INVALID_ORDER_BY for a field that
// is unknown, unsortable or named twice, a direction other than asc and desc, or more than kMaxSortKeys keys.
absl::StatusOr<std::vector<SortKey>> ParseOrderBy(absl::string_view text, const FieldCatalog& catalog);

// The order in the one way to write it: "amount desc, id desc".
std::string NormalForm(const std::vector<SortKey>& keys);

}  // namespace pipewright
