// Whether a scope reaches a record: the one place that knows what "own" means.
#pragma once

#include <algorithm>
#include <vector>

#include "application/shared/request_context.h"
#include "domain/shared/grants.h"
#include "domain/shared/id.h"

namespace pipewright {

// Aggregates with owners have `static std::vector<UserId> OwnersOf(const State&)`: owner, assignee, team. Those without
// (a pipeline) are reached by any scope. A kind of record with a rule of its own (a task's visibility) specialises
// this, and its table compiles the same rule into SQL; the contract suite holds the two together.
template <class A>
struct AccessRule {
  static bool Allows(const typename A::State& state, const Principal& caller, Scope scope) {
    if (scope == Scope::kAll) return true;
    if (scope == Scope::kNone) return false;
    if constexpr (requires { A::OwnersOf(state); }) {
      const std::vector<UserId> owners = A::OwnersOf(state);
      return std::any_of(owners.begin(), owners.end(), [&](const UserId& owner) {
        if (owner == caller.user) return true;
        return scope == Scope::kUnit && std::find(caller.unit_users.begin(), caller.unit_users.end(), owner) != caller.unit_users.end();
      });
    } else {
      return true;
    }
  }
};

}  // namespace pipewright
