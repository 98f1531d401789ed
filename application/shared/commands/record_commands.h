// The commands that are the same for every kind of record.
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "application/shared/commands/etag_check.h"
#include "domain/shared/etag.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"

namespace pipewright {

template <class A>
struct DeleteRecord {
  typename Repository<A>::IdType id;
  std::optional<Etag> etag;
};

template <class A>
struct UndeleteRecord {
  typename Repository<A>::IdType id;
  std::optional<Etag> etag;
};

// Soft-deletes. kNotFound; kAborted for a stale etag; kFailedPrecondition when it is deleted already.
template <class A>
absl::StatusOr<A> DeleteIn(Repository<A>& repository, const DeleteRecord<A>& command, absl::Time now) {
  ASSIGN_OR_RETURN(A aggregate, repository.GetEvenDeleted(command.id));
  RETURN_IF_ERROR(CheckEtag(aggregate, command.etag));
  RETURN_IF_ERROR(aggregate.Delete(now));
  RETURN_IF_ERROR(repository.Save(aggregate));
  return aggregate;
}

// Brings a soft-deleted record back. kAlreadyExists when a live one has taken a value that is unique.
template <class A>
absl::StatusOr<A> UndeleteIn(Repository<A>& repository, const UndeleteRecord<A>& command) {
  ASSIGN_OR_RETURN(A aggregate, repository.GetEvenDeleted(command.id));
  RETURN_IF_ERROR(CheckEtag(aggregate, command.etag));
  RETURN_IF_ERROR(aggregate.Undelete());
  RETURN_IF_ERROR(repository.Save(aggregate));
  return aggregate;
}

}  // namespace pipewright
