// Loads a record for a change that may be conditional on its version.
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "domain/shared/errors.h"
#include "domain/shared/etag.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"

namespace pipewright {

// OK without an etag or when it is that of `aggregate`; else kAborted/STALE_ETAG with the current one.
template <class A>
absl::Status CheckEtag(const A& aggregate, const std::optional<Etag>& etag) {
  const auto& state = aggregate.state();
  if (!etag.has_value() || etag->version() == state.version) return absl::OkStatus();
  return StaleEtag(A::kResource, state.id.ToString(), Etag(state.version).ToString());
}

// The live aggregate, its etag checked.
template <class A>
absl::StatusOr<A> GetForChange(Repository<A>& repository, const typename Repository<A>::IdType& id,
                               const std::optional<Etag>& etag) {
  ASSIGN_OR_RETURN(A aggregate, repository.Get(id));
  RETURN_IF_ERROR(CheckEtag(aggregate, etag));
  return aggregate;
}

}  // namespace pipewright
