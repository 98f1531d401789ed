// What can be done to interactions.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "application/shared/commands/record_commands.h"
#include "application/tasks/task_commands.h"
#include "application/unit_of_work.h"
#include "domain/collaboration/interaction.h"
#include "domain/shared/lead_follower_repository.h"

namespace pipewright::collaboration {

using CreateInteraction = CreateRecord<Interaction>;
using UpdateInteraction = UpdateRecord<Interaction>;

// An interaction is about records that its author may read. A follow-up makes a FOLLOW_UP task of the caller's in the
// same unit of work, as a call with task:create would: its violations stand under "follow_up_time".
class InteractionCommands : public RecordCommands<Interaction> {
 public:
  explicit InteractionCommands(IdGenerator& ids) : RecordCommands(ids), tasks_(ids) {}

  using RecordCommands::Prepare;
  absl::Status Prepare(absl::Span<const UpdateInteraction> commands, UnitOfWork& uow) const;

 protected:
  const ReferenceList<Interaction>& references() const override;
  absl::StatusOr<Interaction> Make(const RequestContext& ctx, const CreateInteraction& cmd, const InteractionId& id,
                                   InteractionChanges& details, UnitOfWork& uow) const override;
  absl::Status Edit(const RequestContext& ctx, const UpdateInteraction& cmd, InteractionChanges& changes,
                    Interaction& interaction, UnitOfWork& uow) const override;

 private:
  // Once `before` has become `interaction`, which isn't stored yet.
  absl::Status FollowUp(const RequestContext& ctx, const InteractionState& before, Interaction& interaction,
                        UnitOfWork& uow) const;

  const tasks::TaskCommands tasks_;
};

}  // namespace pipewright::collaboration
