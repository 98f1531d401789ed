// Repository<A> in memory, for application tests. The contract suite runs against this and PostgreSQL's.
#pragma once

#include <algorithm>
#include <concepts>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "application/shared/call/access_rule.h"
#include "application/shared/call/request_context.h"
#include "domain/shared/errors.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"

namespace pipewright {

// Stores at once; only an attempt of the unit of work is undone when it fails.
template <class A, class Port = Repository<A>>
class FakeRepository : public Port {
 public:
  using Stored = A;
  using S = typename A::State;
  using IdType = typename Repository<A>::IdType;

  // Both outlive it.
  FakeRepository(const RequestContext& context, const absl::Time& now) : context_(context), now_(now) {}

  absl::StatusOr<A> Get(const IdType& id) override {
    ASSIGN_OR_RETURN(A aggregate, GetEvenDeleted(id));
    if (aggregate.state().delete_time.has_value()) {
      return FailedPrecondition(Reason::kRecordDeleted, id.ToString(), "the record is deleted");
    }
    return aggregate;
  }

  absl::StatusOr<A> GetEvenDeleted(const IdType& id) override {
    const auto found = rows_.find(id);
    if (found == rows_.end() || !MayRead(found->second)) return NotFound(A::kResource, id.ToString());
    return A::Restore(found->second);
  }

  absl::StatusOr<std::vector<UserId>> OwnersOf(const Uuid& id) override {
    if constexpr (requires(const S& state) { A::OwnersOf(state); }) {
      const auto found = rows_.find(IdType(id));
      if (found != rows_.end()) return A::OwnersOf(found->second);
    }
    return std::vector<UserId>();
  }

  absl::StatusOr<bool> IsDeleted(const Uuid& id) override {
    const auto found = rows_.find(IdType(id));
    return found != rows_.end() && found->second.delete_time.has_value();
  }

  absl::Status Add(A& aggregate) override {
    RETURN_IF_ERROR(CheckScope(aggregate.state(), Deed::kUpdate));
    if (rows_.contains(aggregate.state().id)) return AlreadyExists(A::kResource, "id", "the id is taken");
    Record record = aggregate.state();
    record.version = 1;
    record.create_time = now_;
    record.created_by = context_.principal->user;
    RETURN_IF_ERROR(CheckUnique(aggregate.state()));
    return Store(aggregate, record);
  }

  absl::Status Save(A& aggregate) override {
    const auto found = rows_.find(aggregate.state().id);
    if (found == rows_.end()) return absl::InternalError("an aggregate is saved that was not loaded here");
    RETURN_IF_ERROR(
        CheckScope(found->second, AccessRule<A>::DeedOfChange(found->second, aggregate.state(), context_.permission)));
    if (found->second.version != aggregate.state().version) {
      ErrorDetails details;
      details.reason = Reason::kConcurrentChange;
      return MakeError(absl::StatusCode::kAborted, "another call changed the record", details);
    }
    if (aggregate.events().empty()) return absl::OkStatus();
    if constexpr (std::equality_comparable<S>) {
      if (aggregate.state() == found->second) {
        aggregate.MarkStored(found->second);
        return absl::OkStatus();
      }
    }
    RETURN_IF_ERROR(CheckUnique(aggregate.state()));
    Record record = aggregate.state();
    record.version += 1;
    return Store(aggregate, record, found->second.update_time + absl::Microseconds(1));
  }

  // Everything stored, to go back to.
  struct Snapshot {
    std::map<IdType, S> rows;
    std::vector<std::string> events;
  };
  Snapshot Keep() const { return {rows_, events_}; }
  void Restore(Snapshot snapshot) {
    rows_ = std::move(snapshot.rows);
    events_ = std::move(snapshot.events);
  }

  const std::map<IdType, S>& rows() const { return rows_; }
  // The names of the events stored, in order, as who reads events is told them.
  const std::vector<std::string>& events() const { return events_; }

 protected:
  // What is stored of a record that is there, to change it past all rules.
  S& row(const IdType& id) { return rows_.at(id); }

  // The values besides the id that no two rows may share: kAlreadyExists about the one that another row has.
  virtual absl::Status CheckUnique(const S& /*state*/) const { return absl::OkStatus(); }

  // Whether the caller may read it because they may read what it is about.
  virtual bool MayReadWithSubject(const S& /*state*/) { return false; }

 private:
  bool MayRead(const S& state) {
    const Principal& caller = *context_.principal;
    const Scope scope = caller.ScopeOf(A::kResource, "read");
    return AccessRule<A>::Allows(state, caller, scope) || (scope != Scope::kNone && MayReadWithSubject(state));
  }

  absl::Status CheckScope(const S& state, Deed deed) const {
    const Permission& permission = context_.permission;
    if (permission.resource != A::kResource) return absl::OkStatus();
    const Scope scope = context_.principal->ScopeOf(permission.resource, permission.action);
    if (AccessRule<A>::AllowsChange(state, *context_.principal, scope, deed)) return absl::OkStatus();
    return PermissionDenied(permission.ToString(), "only for records of your own");
  }

  absl::Status Store(A& aggregate, Record record, absl::Time earliest = absl::InfinitePast()) {
    record.update_time = std::max(now_, earliest);
    record.updated_by = context_.principal->user;
    for (const auto& event : aggregate.events()) {
      const EventNames names = EventNamesOf(event);
      if (!names.also.empty()) events_.emplace_back(names.also);
      events_.emplace_back(names.name);
    }
    aggregate.MarkStored(record);
    rows_.insert_or_assign(aggregate.state().id, aggregate.state());
    return absl::OkStatus();
  }

  const RequestContext& context_;
  const absl::Time& now_;
  std::map<IdType, S> rows_;
  std::vector<std::string> events_;
};

}  // namespace pipewright
