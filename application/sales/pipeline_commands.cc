#include "application/sales/pipeline_commands.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "application/sales/moment.h"
#include "application/shared/commands/etag_check.h"
#include "application/shared/commands/prefetch.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {
namespace {

absl::Status StageInUse(const StageId& stage, size_t opportunities) {
  return FailedPrecondition(Reason::kStageInUse, absl::StrCat("stage/", stage.ToString()),
                            absl::StrCat("opportunities stand in the stage (", opportunities,
                                         ", deleted ones included): remove it with a stage to move them to"));
}

constexpr size_t kSlice = 1000;

// In slices, so that memory holds no more of them than one, however many there are.
absl::Status MoveAll(absl::Span<const OpportunityId> standing, const Stage& target, const Moment& moment,
                     UnitOfWork& uow) {
  std::vector<Opportunity> moved;
  for (size_t begin = 0; begin < standing.size(); begin += kSlice) {
    const absl::Span<const OpportunityId> slice = standing.subspan(begin, kSlice);
    RETURN_IF_ERROR(uow.opportunities().Prefetch(slice));
    moved.clear();
    for (const OpportunityId& id : slice) {
      ASSIGN_OR_RETURN(Opportunity opportunity, uow.opportunities().GetEvenDeleted(id));
      opportunity.LeaveRemovedStage(target, moment);
      moved.push_back(std::move(opportunity));
    }
    RETURN_IF_ERROR(uow.opportunities().SaveAll(absl::MakeSpan(moved)));
  }
  return absl::OkStatus();
}

// Stored before the new default one, so that there are never two.
absl::Status TakeDefaultFrom(const std::optional<Pipeline>& holder, const PipelineId& taker, UnitOfWork& uow) {
  if (!holder.has_value() || holder->state().id == taker) return absl::OkStatus();
  Pipeline former = *holder;
  former.YieldDefault();
  return uow.pipelines().Save(former);
}

}  // namespace

absl::StatusOr<Pipeline> PipelineCommands::Handle(const RequestContext&, const CreatePipeline& cmd,
                                                  UnitOfWork& uow) const {
  PipelineChanges details = cmd.details;
  NameStages(details);
  const PipelineId id = cmd.id.has_value() ? *cmd.id : NewId<PipelineId>(ids_);
  ASSIGN_OR_RETURN(const std::optional<Pipeline> holder, uow.pipelines().GetDefault());
  if (!holder.has_value()) details.default_pipeline = Change<bool>::Set(true);
  ASSIGN_OR_RETURN(Pipeline pipeline, Pipeline::Create(id, details));
  if (pipeline.state().default_pipeline) RETURN_IF_ERROR(TakeDefaultFrom(holder, id, uow));
  RETURN_IF_ERROR(uow.pipelines().Add(pipeline));
  return pipeline;
}

absl::StatusOr<Pipeline> PipelineCommands::Handle(const RequestContext&, const UpdatePipeline& cmd,
                                                  UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(Pipeline pipeline, GetForChange(uow.pipelines(), cmd.id, cmd.etag));
  const PipelineState before = pipeline.state();
  PipelineChanges changes = cmd.changes;
  NameStages(changes);
  RETURN_IF_ERROR(pipeline.Edit(changes));
  for (const StageId& stage : RemovedStages(before, pipeline.state())) {
    ASSIGN_OR_RETURN(const std::vector<OpportunityId> standing, uow.opportunities().InStage(cmd.id, stage));
    if (!standing.empty()) return StageInUse(stage, standing.size());
  }
  if (pipeline.state().default_pipeline && !before.default_pipeline) {
    ASSIGN_OR_RETURN(const std::optional<Pipeline> holder, uow.pipelines().GetDefault());
    RETURN_IF_ERROR(TakeDefaultFrom(holder, cmd.id, uow));
  }
  RETURN_IF_ERROR(uow.pipelines().Save(pipeline));
  return pipeline;
}

absl::StatusOr<Pipeline> PipelineCommands::Handle(const RequestContext& ctx, const RemovePipelineStage& cmd,
                                                  UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(Pipeline pipeline, GetForChange(uow.pipelines(), cmd.id, cmd.etag));
  RETURN_IF_ERROR(pipeline.RemoveStage(cmd.stage_id, cmd.move_to_stage_id));
  ASSIGN_OR_RETURN(const std::vector<OpportunityId> standing, uow.opportunities().InStage(cmd.id, cmd.stage_id));
  if (!standing.empty()) {
    if (!cmd.move_to_stage_id.has_value()) return StageInUse(cmd.stage_id, standing.size());
    ASSIGN_OR_RETURN(const Stage* const target, pipeline.Find(*cmd.move_to_stage_id));
    RETURN_IF_ERROR(MoveAll(standing, *target, MomentOf(ctx, uow), uow));
  }
  RETURN_IF_ERROR(uow.pipelines().Save(pipeline));
  return pipeline;
}

absl::StatusOr<Pipeline> PipelineCommands::Handle(const RequestContext&, const DeleteRecord<Pipeline>& cmd,
                                                  UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(const bool in_use, uow.opportunities().LockAnyLiveIn(cmd.id));
  if (in_use) {
    ASSIGN_OR_RETURN(const Pipeline pipeline, GetForChange(uow.pipelines(), cmd.id, cmd.etag));
    return FailedPrecondition(Reason::kRecordInUse, absl::StrCat("pipeline/", cmd.id.ToString()),
                              absl::StrCat("opportunities stand in the pipeline ", pipeline.state().name,
                                           ": delete them first, or keep the pipeline"));
  }
  return DeleteIn(uow.pipelines(), cmd, uow.now());
}

absl::StatusOr<Pipeline> PipelineCommands::Handle(const RequestContext&, const UndeleteRecord<Pipeline>& cmd,
                                                  UnitOfWork& uow) const {
  return UndeleteIn(uow.pipelines(), cmd);
}

absl::Status PipelineCommands::Prepare(absl::Span<const UpdatePipeline> commands, UnitOfWork& uow) const {
  Prefetch needed;
  for (const UpdatePipeline& command : commands) {
    needed.Add(command.id);
  }
  return needed.Read(uow);
}

absl::Status PipelineCommands::Prepare(absl::Span<const DeleteRecord<Pipeline>> commands, UnitOfWork& uow) const {
  Prefetch needed;
  for (const DeleteRecord<Pipeline>& command : commands) needed.Add(command.id);
  return needed.Read(uow);
}

void PipelineCommands::NameStages(PipelineChanges& changes) const {
  if (!changes.stages.is_set()) return;
  std::vector<Stage> stages = changes.stages.value();
  for (Stage& stage : stages) {
    if (stage.id.is_nil()) stage.id = NewId<StageId>(ids_);
  }
  changes.stages = Change<std::vector<Stage>>::Set(std::move(stages));
}

}  // namespace pipewright::sales
