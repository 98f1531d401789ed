// A question that adds up all records of a kind, or what hangs on them, group by group.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "infrastructure/postgres/connection/sql.h"

namespace pipewright::postgres {

// It can be asked of a part of the records as of all of them: what is added up for the parts, added up, is the answer.
struct SumsQuestion {
  // Gives the condition that keeps a column to the ids that are asked for, " and …", or nothing.
  using Within = absl::FunctionRef<std::string(absl::string_view column)>;

  // The SQL, with $1 as the tenant. Its columns: first those that tell one group from another, then sums of what is not
  // negative, NULL where there was nothing to add up; no sum passes kLargestSumE4.
  std::function<std::string(Within within)> text;
  std::vector<Param> params;
  int group_columns = 0;
  int sum_columns = 0;

  // Whether the answer follows from these records, and of each part from its own alone. Otherwise it is kept as a whole
  // until anything changes in the tenant.
  bool in_parts = true;
  std::string resource;  // of the records whose ids make the parts: "account"
  // What may be counted of them, with the alias t and the first so many of the parameters: "accounts t where …".
  std::string from;
  size_t from_params = 1;
  int64_t part_size = 0;            // how many of them make a part, or more when there are very many
  std::vector<std::string> others;  // kinds of record that hang on one of them
  std::string field;                // by this field of theirs: "account_id"
};

// SumsQuestion::Within: of all records.
inline std::string WithoutEnd(absl::string_view /*column*/) { return ""; }

}  // namespace pipewright::postgres
