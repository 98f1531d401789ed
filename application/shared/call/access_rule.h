// Whether a scope reaches a record: the one place that knows what "own" means.
#pragma once

#include <algorithm>
#include <vector>

#include "application/shared/call/request_context.h"
#include "domain/shared/grants.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/subject.h"

namespace pipewright {

// What is done to a record. Whoever shares in one works on it; whose it is, and whether it is there, is for its owner
// to say.
enum class Deed {
  kUpdate,
  kGiveUp,  // deleted, brought back, or given to somebody else
};
inline Deed DeedOf(const Permission& permission) {
  return permission.action == "delete" || permission.action == "reassign" ? Deed::kGiveUp : Deed::kUpdate;
}

// Aggregates with owners have `static std::vector<UserId> OwnersOf(const State&)`: owner, assignee, team. Those without
// (a pipeline) are reached by any scope. A kind of record with a rule of its own (a task's visibility) has
// `static bool AllowsRead(state, user, scope, unit_users)` and `AllowsChange` (the same arguments) instead, and its
// table compiles the same rule into SQL; the contract suite holds the two together. Where others than the owner share
// in a record (a team, collaborators), `static std::vector<UserId> HoldersOf(const State&)` says whose it is: they
// alone give it up, or whom `static bool AllowsGivingUp` (the same arguments as AllowsChange) names. What it is about
// may open a record besides (Table::ReadWith): that the repositories ask for.
template <class A>
struct AccessRule {
  // Whether the caller may read the record with a grant of `scope`.
  static bool Allows(const typename A::State& state, const Principal& caller, Scope scope) {
    if (scope == Scope::kNone) return false;
    if constexpr (requires { A::AllowsRead(state, *caller.user, scope, caller.unit_users); }) {
      return caller.user.has_value() && A::AllowsRead(state, *caller.user, scope, caller.unit_users);
    }
    if (scope == Scope::kAll) return true;
    if constexpr (requires { A::OwnersOf(state); }) {
      return Reaches(A::OwnersOf(state), caller, scope);
    } else {
      return true;
    }
  }

  // Whether an event that holds the record is shown to the caller. It is decided by what the event itself says, so that
  // whoever has the same rights sees the same at any time. A record that is read by whoever may read what it is
  // about says who owned that when it was written: `static std::vector<SubjectOwners> SubjectOwnersOf(const State&)`.
  static bool AllowsEvent(const typename A::State& state, const Principal& caller) {
    const Scope scope = caller.ScopeOf(A::kResource, "read");
    if (Allows(state, caller, scope)) return true;
    if constexpr (requires { A::SubjectOwnersOf(state); }) {
      if (scope == Scope::kNone) return false;
      const std::vector<SubjectOwners> subjects = A::SubjectOwnersOf(state);
      return std::any_of(subjects.begin(), subjects.end(), [&](const SubjectOwners& subject) {
        const Scope of_subject = caller.ScopeOf(ResourceOf(subject.kind), "read");
        return of_subject == Scope::kAll || Reaches(subject.owners, caller, of_subject);
      });
    } else {
      return false;
    }
  }

  // Whether the caller may change it with a grant of `scope`.
  static bool AllowsChange(const typename A::State& state, const Principal& caller, Scope scope,
                           Deed deed = Deed::kUpdate) {
    if (deed == Deed::kGiveUp) {
      if constexpr (requires { A::AllowsGivingUp(state, *caller.user, scope, caller.unit_users); }) {
        return scope != Scope::kNone && caller.user.has_value() &&
               A::AllowsGivingUp(state, *caller.user, scope, caller.unit_users);
      } else if constexpr (requires { A::HoldersOf(state); }) {
        return scope == Scope::kAll || Reaches(A::HoldersOf(state), caller, scope);
      }
    }
    if constexpr (requires { A::AllowsChange(state, *caller.user, scope, caller.unit_users); }) {
      return scope != Scope::kNone && caller.user.has_value() &&
             A::AllowsChange(state, *caller.user, scope, caller.unit_users);
    } else {
      return Allows(state, caller, scope);
    }
  }

  // What comes of `before` when it is stored as `after` by a call with that permission.
  static Deed DeedOfChange(const typename A::State& before, const typename A::State& after,
                           const Permission& permission) {
    if constexpr (requires { A::HoldersOf(before); }) {
      if (A::HoldersOf(before) != A::HoldersOf(after)) return Deed::kGiveUp;
    }
    return DeedOf(permission);
  }

 private:
  // Whether one of `owners` is the caller or, in a UNIT, somebody of it.
  static bool Reaches(const std::vector<UserId>& owners, const Principal& caller, Scope scope) {
    if (scope == Scope::kNone) return false;
    return std::any_of(owners.begin(), owners.end(), [&](const UserId& owner) {
      if (owner == caller.user) return true;
      return scope == Scope::kUnit &&
             std::find(caller.unit_users.begin(), caller.unit_users.end(), owner) != caller.unit_users.end();
    });
  }
};

}  // namespace pipewright
