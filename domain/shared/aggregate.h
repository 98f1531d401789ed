// What every aggregate has in common: a stored state, a version, and the events it recorded since it was loaded.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "domain/shared/errors.h"
#include "domain/shared/event_named.h"
#include "domain/shared/record_kind.h"

namespace pipewright {

// The fields that every record carries; an aggregate's State derives from it. The repository sets all of them but
// delete_time: version counts up from 1 with each stored change, the times are the unit of work's.
struct Record {
  int64_t version = 0;  // 0: not stored yet
  absl::Time create_time = absl::UnixEpoch();
  absl::Time update_time = absl::UnixEpoch();
  std::optional<absl::Time> delete_time;
  std::optional<UserId> created_by;
  std::optional<UserId> updated_by;
  // Of these fields alone, for states that compare all of theirs: one that doesn't isn't comparable by this one.
  template <std::same_as<Record> R>
  friend bool operator==(const R& a, const R& b) {
    return a.version == b.version && a.create_time == b.create_time && a.update_time == b.update_time &&
           a.delete_time == b.delete_time && a.created_by == b.created_by && a.updated_by == b.updated_by;
  }
};

// Base of the aggregate `A`: `class Account : public Aggregate<Account, AccountState, AccountEvent>`. S: its State
// (derives from Record, has `id`). E: a std::variant of its domain events: EventNamed<"opportunity.updated">, or a
// struct with a kName when the event carries data. `A` must have `static constexpr absl::string_view kResource`
// ("opportunity") and `static A Restore(State)`. Not thread safe; a value.
template <class A, class S, class E>
class Aggregate {
 public:
  using State = S;
  using Event = E;

  const S& state() const { return state_; }

  // Events recorded since loading, oldest first. The repository takes them when it saves.
  const std::vector<E>& events() const { return events_; }

  // For repositories only: what storing decided (version, times, actors), and the end of the recorded events.
  void MarkStored(const Record& record) {
    static_cast<Record&>(state_) = record;
    events_.clear();
  }

  // For repositories only: `state` is the record once references in it lead elsewhere, because what they led to was
  // merged or is apart again. No rule of the aggregate's is asked. Emits "….updated".
  void Repoint(S state) {
    static_assert(std::constructible_from<E, UpdatedEvent<A>>, "it names no such event, so it refers to nothing");
    state_ = std::move(state);
    Emit(UpdatedEvent<A>{});
  }

  // Soft delete and its undoing. A deleted record is read by id, hidden from lists, and refuses every other change.
  // kFailedPrecondition when there is nothing to do. Emits the event "….deleted" or "….undeleted"; of an aggregate that
  // doesn't name them among its events a call does not compile. Those with rules of their own hide these by their own.
  absl::Status Delete(absl::Time now) {
    static_assert(std::constructible_from<E, DeletedEvent<A>>, "it names no such event, so it is never deleted");
    absl::Status done = MarkDeleted(now);
    if (done.ok()) Emit(DeletedEvent<A>{});
    return done;
  }
  absl::Status Undelete() {
    static_assert(std::constructible_from<E, UndeletedEvent<A>>, "it names no such event, so it is never deleted");
    absl::Status done = MarkUndeleted();
    if (done.ok()) Emit(UndeletedEvent<A>{});
    return done;
  }

 protected:
  explicit Aggregate(S state) : state_(std::move(state)) {}

  S& mutable_state() { return state_; }
  void Emit(E event) { events_.push_back(std::move(event)); }
  // Emit<"opportunity.updated">(): the event has nothing but its name.
  template <EventName kName>
  void Emit() {
    Emit(EventNamed<kName>{});
  }

  // Delete and Undelete without their events, for an aggregate that tells it in its own words.
  absl::Status MarkDeleted(absl::Time now) {
    if (state_.delete_time.has_value()) {
      return FailedPrecondition(Reason::kRecordDeleted, "", "the record is already deleted");
    }
    state_.delete_time = now;
    return absl::OkStatus();
  }
  absl::Status MarkUndeleted() {
    if (!state_.delete_time.has_value()) {
      return FailedPrecondition(Reason::kRecordNotDeleted, "", "the record is not deleted");
    }
    state_.delete_time.reset();
    return absl::OkStatus();
  }

 private:
  S state_;
  std::vector<E> events_;
};

}  // namespace pipewright
