// The port through which commands load and store one kind of aggregate, inside a unit of work.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "domain/shared/records.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/uuid.h"

namespace pipewright {

// Everything happens within the unit of work's tenant, transaction and caller: another tenant's aggregate does not
// exist, one that the caller may not read neither; one that the caller may read but not change by this command is
// kPermissionDenied. Every stored change is audited and published as an event by the same transaction.
// Not thread safe: one unit of work, one thread.
template <class A>
class Repository : public Records {
 public:
  using IdType = decltype(A::State::id);

  // A live aggregate, as this unit of work has left it. kNotFound; kFailedPrecondition/RECORD_DELETED when it is
  // soft-deleted.
  virtual absl::StatusOr<A> Get(const IdType& id) = 0;

  // The same, soft-deleted ones included.
  virtual absl::StatusOr<A> GetEvenDeleted(const IdType& id) = 0;

  // Reads several at once, so that a Get of each costs nothing. Missing ones are no error here.
  virtual absl::Status Prefetch(absl::Span<const IdType> /*ids*/) { return absl::OkStatus(); }

  // Keeps records as they are until the unit of work ends: others can neither change them nor come to refer to them.
  // In one order for all callers. Before any of them is read. Missing ones are no error here.
  virtual absl::Status Lock(absl::Span<const IdType> /*ids*/) { return absl::OkStatus(); }

  // What differs between two states of a record, as Records::PutBack takes it.
  virtual std::vector<ChangedPart> PartsOf(const typename A::State& /*before*/,
                                           const typename A::State& /*after*/) const {
    return {};
  }

  // Stores a new aggregate and sets its record fields (version 1, times, actors). kAlreadyExists when the id or a
  // unique value is taken, kFailedPrecondition/REFERENCE_NOT_FOUND when it refers to a missing record. Conflicts may
  // surface only when the unit of work commits.
  virtual absl::Status Add(A& aggregate) = 0;

  // Stores the changes of an aggregate got from this repository and counts its version up; does nothing when nothing
  // changed. kAborted/STALE_ETAG when another transaction changed it since (may surface only at commit).
  virtual absl::Status Save(A& aggregate) = 0;

  absl::Status CheckLive(const Uuid& id) final {
    ASSIGN_OR_RETURN(const A aggregate, Get(IdType(id)));
    if constexpr (requires { aggregate.CheckTakesNew(); }) return aggregate.CheckTakesNew();
    return absl::OkStatus();
  }
  absl::Status PrefetchAll(absl::Span<const Uuid> ids) final {
    return Prefetch(std::vector<IdType>(ids.begin(), ids.end()));
  }
};

}  // namespace pipewright
