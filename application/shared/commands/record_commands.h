// The commands that every kind of record has.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "application/shared/call/ports.h"
#include "application/shared/call/request_context.h"
#include "application/shared/commands/custom_field_values.h"
#include "application/shared/commands/prefetch.h"
#include "application/shared/commands/record_actions.h"
#include "application/shared/commands/reference_list.h"
#include "application/unit_of_work.h"
#include "domain/shared/etag.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"

namespace pipewright {

// A kind with more to say (numbers as written) derives its own from these.
template <class A>
struct CreateRecord {
  std::optional<typename Repository<A>::IdType> id;  // chosen by the client, else new
  ChangesOf<A> details;
  CustomFieldsInput custom_fields;      // nothing for a kind that has none
  bool apply_assignment_rules = false;  // of a kind that rules assign: unless an owner is named
};

template <class A>
struct UpdateRecord {
  typename Repository<A>::IdType id;
  std::optional<Etag> etag;
  ChangesOf<A> changes;
  CustomFieldsInput custom_fields;
};

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

// A: the aggregate. Create, Update: its commands, with the members of CreateRecord and UpdateRecord. Answer: see
// RecordActions, where the order of the checks stands. A kind's own commands derive from it, say `using` Handle and
// Prepare, and write what is their own. Thread safe.
template <class A, class Create = CreateRecord<A>, class Update = UpdateRecord<A>, class Answer = A>
class RecordCommands : public RecordActions<A, Answer> {
 public:
  using Base = RecordActions<A, Answer>;
  using typename Base::IdType;
  using typename Base::State;
  using Changes = ChangesOf<A>;

  // All outlive it.
  explicit RecordCommands(IdGenerator& ids) : ids_(ids) {}

  // kAlreadyExists when the id is taken.
  absl::StatusOr<Answer> Handle(const RequestContext& ctx, const Create& cmd, UnitOfWork& uow) const {
    organization::CustomFieldDefinitionList definitions;
    Changes details = cmd.details;
    absl::Status resolved;
    RETURN_IF_ERROR(Reserve(1, uow));
    if constexpr (kHasCustomFields) {
      ASSIGN_OR_RETURN(definitions, DefinitionsForCreate(KindOf(IdType()), uow));
      resolved = ResolveNewCustomFields(definitions, cmd.custom_fields, details.custom_fields);
    }
    const IdType id = cmd.id.has_value() ? *cmd.id : NewId<IdType>(ids_);
    absl::StatusOr<A> made = Make(ctx, cmd, id, details, uow);
    RETURN_IF_ERROR(BothViolations(resolved, made.status()));
    A record = *std::move(made);
    RETURN_IF_ERROR(this->CheckReferences(State(), record.state(), definitions, uow));
    RETURN_IF_ERROR(uow.Standard<A>().Add(record));
    RETURN_IF_ERROR(Settle(cmd, record, uow));
    return this->AnswerWith(std::move(record), uow);
  }

  absl::StatusOr<Answer> Handle(const RequestContext& ctx, const Update& cmd, UnitOfWork& uow) const {
    organization::CustomFieldDefinitionList definitions;
    if constexpr (kHasCustomFields) {
      ASSIGN_OR_RETURN(definitions, DefinitionsForUpdate(KindOf(IdType()), cmd.custom_fields, uow));
    }
    const auto decide = [&](A& record) {
      Changes changes = cmd.changes;
      absl::Status resolved;
      if constexpr (kHasCustomFields) {
        resolved =
            ResolveCustomFields(definitions, cmd.custom_fields, record.state().custom_fields, changes.custom_fields);
      }
      return BothViolations(resolved, Edit(ctx, cmd, changes, record, uow));
    };
    return this->Apply(ctx, cmd, uow, Target::kLive, decide, definitions);
  }

  // Soft-deletes. kFailedPrecondition/RECORD_DELETED when it is deleted already.
  absl::StatusOr<Answer> Handle(const RequestContext& ctx, const DeleteRecord<A>& cmd, UnitOfWork& uow) const {
    return this->Apply(ctx, cmd, uow, Target::kEvenDeleted, [&](A& record) { return record.Delete(uow.now()); });
  }

  // Brings a soft-deleted record back. kAlreadyExists when a live one has taken a value that is unique.
  absl::StatusOr<Answer> Handle(const RequestContext& ctx, const UndeleteRecord<A>& cmd, UnitOfWork& uow) const {
    return this->Apply(ctx, cmd, uow, Target::kEvenDeleted, [](A& record) { return record.Undelete(); });
  }
  using Base::Handle;

  // What many of them need, read at once (application/shared/commands/batch.h).
  absl::Status Prepare(absl::Span<const Create> commands, UnitOfWork& uow) const {
    Prefetch needed;
    if constexpr (kHasCustomFields) {
      RETURN_IF_ERROR(AddCustomReferencesOfCreates(KindOf(IdType()), commands, uow, needed));
    }
    RETURN_IF_ERROR(Reserve(static_cast<int64_t>(commands.size()), uow));
    for (const Create& command : commands) this->references().AddNeeded(command.details, needed);
    return needed.Read(uow);
  }
  absl::Status Prepare(absl::Span<const Update> commands, UnitOfWork& uow) const {
    Prefetch needed;
    if constexpr (kHasCustomFields) {
      RETURN_IF_ERROR(AddCustomReferencesOfUpdates(KindOf(IdType()), commands, uow, needed));
    }
    // A kind that others refer to is read together with what it refers to.
    constexpr bool kReferredTo = requires(const IdType& id) { needed.Add(id); };
    if constexpr (!kReferredTo) RETURN_IF_ERROR(Base::Prepare(commands, uow));
    for (const Update& command : commands) {
      if constexpr (kReferredTo) needed.Add(command.id);
      this->references().AddNeeded(command.changes, needed);
    }
    RETURN_IF_ERROR(needed.Read(uow));
    return this->references().ReadAbove(commands, uow);
  }
  using Base::Prepare;

 protected:
  static constexpr bool kHasCustomFields = requires(State state) { state.custom_fields; };

  // The new record: `details` are the command's, with its custom fields. May ask and change other records.
  virtual absl::StatusOr<A> Make(const RequestContext& ctx, const Create& cmd, const IdType& id, Changes& details,
                                 UnitOfWork& uow) const = 0;

  // Applies `changes`, the command's with its custom fields, to the record. May ask and change other records.
  virtual absl::Status Edit(const RequestContext& /*ctx*/, const Update& /*cmd*/, Changes& changes, A& record,
                            UnitOfWork& /*uow*/) const {
    return record.Edit(changes);
  }

  // What follows once a new record is stored: it may be changed and saved.
  virtual absl::Status Settle(const Create& /*cmd*/, A& /*record*/, UnitOfWork& /*uow*/) const {
    return absl::OkStatus();
  }

  // Sees to it that for so many new records is at hand what Make takes one by one.
  virtual absl::Status Reserve(int64_t /*new_records*/, UnitOfWork& /*uow*/) const { return absl::OkStatus(); }

  IdGenerator& ids() const { return ids_; }

 private:
  IdGenerator& ids_;
};

}  // namespace pipewright
