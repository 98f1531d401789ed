// Keeps hierarchies free of circles.
#pragma once

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "domain/shared/change.h"
#include "domain/shared/errors.h"
#include "domain/shared/hierarchy_repository.h"
#include "domain/shared/status_macros.h"

namespace pipewright {

// Checks that the record `below` may move from under `before` to under `after`: kFailedPrecondition/CYCLE with
// `message` when that closes a circle. Costs nothing when the two are the same. A new record needs no such check, since
// nothing is below it yet.
template <class A>
absl::Status CheckHierarchy(HierarchyRepository<A>& repository, const typename Repository<A>::IdType& below,
                            const std::optional<typename Repository<A>::IdType>& before,
                            const std::optional<typename Repository<A>::IdType>& after, absl::string_view message) {
  if (!after.has_value() || after == before) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool circle, repository.LockIsAtOrAbove(below, *after));
  return circle ? FailedPrecondition(Reason::kCycle, below.ToString(), message) : absl::OkStatus();
}

// Reads at once what CheckHierarchy will need for many updates. `change` (of a command's changes) and `present` (of the
// state) are the members that name the record above. The records themselves must have been prefetched.
template <class A, class Command, class Changes, class Id>
absl::Status PrefetchHierarchy(HierarchyRepository<A>& repository, absl::Span<const Command> commands,
                               Change<Id> Changes::*change, std::optional<Id> A::State::*present) {
  std::vector<Id> uppers;
  for (const Command& command : commands) {
    const Change<Id>& named = command.changes.*change;
    if (!named.is_set()) continue;
    const auto record = repository.GetEvenDeleted(command.id);
    if (record.ok() && record->state().*present != named.value()) uppers.push_back(named.value());
  }
  return uppers.size() < 2 ? absl::OkStatus() : repository.LockAndPrefetchAbove(uppers);
}

}  // namespace pipewright
