// The port through which queries read one kind of record: states straight from the store, no aggregates.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "application/shared/call/request_context.h"

namespace pipewright {

// What a list call asks for, as it came in (api-conventions: lists).
struct ListRequest {
  static constexpr int kDefaultPageSize = 50;
  static constexpr int kMaxPageSize = 1000;

  int page_size = kDefaultPageSize;  // 1 to kMaxPageSize
  std::string page_token;            // empty: the first page
  std::string filter;                // empty: all
  std::string order_by;              // empty: by id, that is by creation
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

// Reads within the caller's tenant and only what the caller may read: now, whatever the moment asked about. With a
// read_time the answer is the state at that moment; kInvalidArgument naming read_time when it lies in the future or the
// past of such records is not kept. Thread safe.
template <class A>
class Reader {
 public:
  using State = typename A::State;
  using IdType = decltype(A::State::id);

  virtual ~Reader() = default;

  // Soft-deleted ones included. kNotFound.
  virtual absl::StatusOr<State> Get(const RequestContext& context, const IdType& id,
                                    std::optional<absl::Time> read_time = std::nullopt) = 0;

  // In the order asked for. kNotFound names the first that is missing.
  virtual absl::StatusOr<std::vector<State>> BatchGet(const RequestContext& context, const std::vector<IdType>& ids,
                                                      std::optional<absl::Time> read_time = std::nullopt) = 0;

  // kInvalidArgument with INVALID_FILTER, INVALID_ORDER_BY or INVALID_PAGE_TOKEN.
  virtual absl::StatusOr<Page<State>> List(const RequestContext& context, const ListRequest& request) = 0;
};

}  // namespace pipewright
