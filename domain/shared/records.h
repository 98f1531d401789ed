// The untyped side of a repository: records of one kind as others refer to them, by ids alone.
#pragma once

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "domain/shared/uuid.h"

namespace pipewright {

// Within the unit of work's tenant and caller, as a Repository. Not thread safe.
class Records {
 public:
  virtual ~Records() = default;

  // That the record is there, live, and may newly be referred to. kNotFound; kFailedPrecondition: RECORD_DELETED when
  // it is soft-deleted, and what the kind's own CheckTakesNew says, if it has one.
  virtual absl::Status CheckLive(const Uuid& id) = 0;

  // Reads several at once, so that asking for each costs nothing. Missing ones are no error here.
  virtual absl::Status PrefetchAll(absl::Span<const Uuid> ids) = 0;
};

}  // namespace pipewright
