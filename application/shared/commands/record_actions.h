// Changes of a record that is there: loaded, decided, checked and stored in one order for every kind.
#pragma once

#include <concepts>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "application/shared/call/request_context.h"
#include "application/shared/commands/custom_field_values.h"
#include "application/shared/commands/etag_check.h"
#include "application/shared/commands/reference_list.h"
#include "application/shared/commands/references.h"
#include "application/unit_of_work.h"
#include "domain/shared/etag.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"

namespace pipewright {

namespace internal {
template <class Method>
struct MethodOf;
template <class A>
struct MethodOf<absl::Status (A::*)()> {
  using Aggregate = A;
};
template <class A>
struct MethodOf<absl::Status (A::*)(absl::Time)> {
  using Aggregate = A;
};
}  // namespace internal

// A plain action: what a method of the aggregate does by itself, or from the time alone. Act<&Account::Activate>.
template <auto kMethod>
struct Act {
  using Aggregate = typename internal::MethodOf<decltype(kMethod)>::Aggregate;
  typename Repository<Aggregate>::IdType id;
  std::optional<Etag> etag;
};

// Which records a command may be about.
enum class Target { kLive, kEvenDeleted };

// Every kind's commands go through the same checks in the same order, so that a caller learns the same first whatever
// the record is:
//   1. The tenant's custom fields, when the command names some: read first of all they cost no round trip of their own.
//   2. The record is there for the caller, is not deleted, and is the one of the etag. Nothing else is worth telling
//      about a record that isn't, or isn't what the caller has seen.
//   3. What the command says and the rules of the record itself: texts, custom fields, the aggregate. All that is wrong
//      with what was said is told at once, and before anything else is read for it.
//   4. What it newly refers to, records before users; then that a hierarchy keeps without a circle, which takes a lock.
//   5. It is stored: the caller's scope, the version, and what must be unique.
// A: the aggregate. Answer: A, or a view that ViewOf(state, now) makes of it. Thread safe.
template <class A, class Answer = A>
class RecordActions {
 public:
  using State = typename A::State;
  using IdType = typename Repository<A>::IdType;

  virtual ~RecordActions() = default;

  template <auto kMethod>
  requires std::same_as<typename Act<kMethod>::Aggregate, A> absl::StatusOr<Answer> Handle(const RequestContext& ctx,
                                                                                           const Act<kMethod>& cmd,
                                                                                           UnitOfWork& uow)
  const {
    return Apply(ctx, cmd, uow, Target::kLive, [&](A& record) {
      if constexpr (requires { (record.*kMethod)(); }) {
        return (record.*kMethod)();
      } else {
        return (record.*kMethod)(uow.now());
      }
    });
  }

  // What many commands that are about records need, read at once (application/shared/commands/batch.h).
  template <class Command>
  requires requires(const Command& command) {
    { command.id } -> std::same_as<const IdType&>;
  }
  absl::Status Prepare(absl::Span<const Command> commands, UnitOfWork& uow) const {
    std::vector<IdType> ids;
    ids.reserve(commands.size());
    for (const Command& command : commands) ids.push_back(command.id);
    return uow.Standard<A>().Prefetch(ids);
  }

 protected:
  RecordActions() = default;
  RecordActions(const RecordActions&) = default;
  RecordActions& operator=(const RecordActions&) = delete;

  virtual const ReferenceList<A>& references() const {
    static const auto* const none = new ReferenceList<A>;
    return *none;
  }

  // The record as it is, for the caller to change.
  virtual absl::StatusOr<A> Load(const RequestContext& /*ctx*/, const IdType& id, const std::optional<Etag>& etag,
                                 Target target, UnitOfWork& uow) const {
    ASSIGN_OR_RETURN(A record,
                     target == Target::kLive ? uow.Standard<A>().Get(id) : uow.Standard<A>().GetEvenDeleted(id));
    RETURN_IF_ERROR(CheckEtag(record, etag));
    return record;
  }
  virtual absl::Status Save(const RequestContext& /*ctx*/, A& record, UnitOfWork& uow) const {
    return uow.Standard<A>().Save(record);
  }

  // That what the record comes to stand under doesn't stand below it.
  virtual absl::Status CheckNoCircle(const State& before, const State& after, UnitOfWork& uow) const {
    return references().CheckNoCircle(before, after, uow);
  }

  // Loads the record of `cmd` (id, etag), lets `decide`(record) change it, checks what it newly refers to, saves it.
  // `definitions`: when custom fields may change.
  template <class Command, class Decide>
  absl::StatusOr<Answer> Apply(const RequestContext& ctx, const Command& cmd, UnitOfWork& uow, Target target,
                               Decide decide,
                               const organization::CustomFieldDefinitionList& definitions = nullptr) const {
    ASSIGN_OR_RETURN(A record, Load(ctx, cmd.id, cmd.etag, target, uow));
    const State before = record.state();
    RETURN_IF_ERROR(decide(record));
    RETURN_IF_ERROR(CheckReferences(before, record.state(), definitions, uow));
    RETURN_IF_ERROR(CheckNoCircle(before, record.state(), uow));
    RETURN_IF_ERROR(Save(ctx, record, uow));
    return AnswerWith(std::move(record), uow);
  }

  absl::Status CheckReferences(const State& before, const State& after,
                               const organization::CustomFieldDefinitionList& definitions, UnitOfWork& uow) const {
    NewReferences made;
    references().AddNew(before, after, made);
    if constexpr (requires { after.custom_fields; }) {
      AddNewCustomReferences(definitions, before.custom_fields, after.custom_fields, made);
    }
    return made.Check(uow);
  }

  static Answer AnswerWith(A record, UnitOfWork& uow) {
    if constexpr (std::is_same_v<Answer, A>) {
      return record;
    } else {
      return ViewOf(record.state(), uow.now());
    }
  }
};

}  // namespace pipewright
