// What a list is read by, once it was checked: fields that the records have, values of their types, no text of a caller
// left to understand.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "application/shared/filter/condition.h"
#include "application/shared/queries/field_catalog.h"
#include "application/shared/queries/page_size.h"

namespace pipewright {

// Missing values come last in either direction.
struct SortKey {
  std::string field;
  FieldType type = FieldType::kText;
  bool nullable = false;
  bool descending = false;

  friend bool operator==(const SortKey&, const SortKey&) = default;
};

// The record that a page begins behind: its values of the sort keys, in their order, as the store writes them (nullopt:
// the value is missing). Nobody but the store that gave them out looks into them.
struct PageStart {
  std::vector<std::optional<std::string>> keys;

  friend bool operator==(const PageStart&, const PageStart&) = default;
};

struct ListQuery {
  std::vector<filter::Condition> conditions;  // all of them hold
  std::vector<SortKey> order;                 // the last is "id", so that no two records are equal
  std::optional<PageStart> start;             // one value for each key of `order`; absent: the first page
  int page_size = kDefaultPageSize;           // at least 1
  bool show_deleted = false;
  bool return_total_size = false;
  std::optional<absl::Time> read_time;  // the state at that moment; absent: the present one
};

template <class S>
struct ListedRecords {
  std::vector<S> items;           // page_size at most
  std::optional<PageStart> next;  // where the next page begins; absent: that was the last one
  std::optional<int64_t> total_size;
};

}  // namespace pipewright
