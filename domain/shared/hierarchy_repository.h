// The port for aggregates that stand below others of their kind: accounts below a parent, contacts below a superior.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "domain/shared/repository.h"

namespace pipewright {

template <class A>
class HierarchyRepository : public Repository<A> {
 public:
  using typename Repository<A>::IdType;

  // Whether `upper` is `id` or stands anywhere above it, as this unit of work has left it: through deleted records too,
  // and through those that the caller may not read. True until the unit of work ends: it holds a lock that every such
  // question of the tenant takes, so whoever asks before each change of who stands above whom never closes a circle.
  virtual absl::StatusOr<bool> LockIsAtOrAbove(const IdType& upper, const IdType& id) = 0;

  // Those that the record `id` stands under, the nearest first; the same lock and the same reach.
  virtual absl::StatusOr<std::vector<IdType>> LockLineAbove(const IdType& id) = 0;

  // Reads at once what LockIsAtOrAbove of each of `ids` will need, and takes its lock.
  virtual absl::Status LockAndPrefetchAbove(absl::Span<const IdType> /*ids*/) { return absl::OkStatus(); }
};

}  // namespace pipewright
