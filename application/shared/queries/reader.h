// The port through which queries read one kind of record: states straight from the store, no aggregates.
#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "application/shared/call/request_context.h"
#include "application/shared/queries/field_catalog.h"
#include "application/shared/queries/list_query.h"

namespace pipewright {

// Reads within the caller's tenant and only what the caller may read: now, whatever the moment asked about. With a
// read_time, which has come, the answer is the state at that moment; kInvalidArgument naming read_time when the past of
// such records is not kept. Thread safe.
template <class A>
class Reader {
 public:
  using State = typename A::State;
  using IdType = decltype(A::State::id);

  virtual ~Reader() = default;

  // The fields that lists are filtered and sorted by, but for custom ones, which every tenant has its own of.
  virtual const FieldCatalog& catalog() const = 0;

  // Soft-deleted ones included. kNotFound.
  virtual absl::StatusOr<State> Get(const RequestContext& context, const IdType& id,
                                    std::optional<absl::Time> read_time = std::nullopt) = 0;

  // In the order asked for. kNotFound names the first that is missing.
  virtual absl::StatusOr<std::vector<State>> BatchGet(const RequestContext& context, const std::vector<IdType>& ids,
                                                      std::optional<absl::Time> read_time = std::nullopt) = 0;

  // `list`: checked against catalog(), and against the caller's custom fields where it names such.
  virtual absl::StatusOr<ListedRecords<State>> List(const RequestContext& context, const ListQuery& list) = 0;
};

}  // namespace pipewright
