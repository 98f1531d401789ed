// A list call and its answer, as clients know them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace pipewright {

// What a list call asks for, as it came in (api-conventions: lists).
struct ListRequest {
  int page_size = 0;       // page_size.h says what it means
  std::string page_token;  // empty: the first page
  std::string filter;      // empty: all
  std::string order_by;    // empty: by id, that is by creation
  bool show_deleted = false;
  bool return_total_size = false;
  // A filter of the server's own that holds besides the caller's ("assignee_id = me()").
  std::string fixed_filter;
  // The state at that moment; absent: the present one.
  std::optional<absl::Time> read_time;
};

template <class S>
struct Page {
  std::vector<S> items;
  std::string next_page_token;  // empty: that was the last page
  std::optional<int64_t> total_size;
};

}  // namespace pipewright
