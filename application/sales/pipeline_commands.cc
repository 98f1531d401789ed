#include "application/sales/pipeline_commands.h"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/span.h"
#include "application/sales/moment.h"
#include "application/sales/opportunity_refusal.h"
#include "application/sales/stage_entry.h"
#include "application/shared/commands/record_filters.h"
#include "domain/sales/opportunity_repository.h"
#include "domain/sales/pipeline_repository.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {
namespace {

absl::Status StageInUse(const StageId& stage, size_t opportunities) {
  return FailedPrecondition(Reason::kStageInUse, absl::StrCat("stage/", stage.ToString()),
                            absl::StrCat("opportunities stand in the stage (", opportunities,
                                         ", deleted ones included): remove it with a stage to move them to"));
}

// The violations of stages whose entry filter can't be read.
absl::Status CheckEntryFilters(const PipelineChanges& changes, UnitOfWork& uow) {
  if (!changes.stages.is_set()) return absl::OkStatus();
  Violations violations;
  for (size_t i = 0; i < changes.stages.value().size(); ++i) {
    const std::string& filter = changes.stages.value()[i].entry_filter;
    if (filter.empty()) continue;
    const absl::Status read = CheckRuleField("entry_filter", filter, RecordKind::kOpportunity, uow);
    if (!absl::IsInvalidArgument(read)) RETURN_IF_ERROR(read);
    violations.Note(absl::StrCat("stages[", i, "]"), read);
  }
  return violations.ToStatus();
}

constexpr size_t kSlice = 1000;

// In slices, so that memory holds no more of them than one, however many there are.
absl::Status ChangeAll(
    absl::Span<const OpportunityId> standing, UnitOfWork& uow, absl::FunctionRef<absl::Status(Opportunity&)> change,
    absl::FunctionRef<absl::Status()> after_slice = [] { return absl::OkStatus(); }) {
  std::vector<Opportunity> changed;
  for (size_t begin = 0; begin < standing.size(); begin += kSlice) {
    const absl::Span<const OpportunityId> slice = standing.subspan(begin, kSlice);
    RETURN_IF_ERROR(uow.Of<Opportunity>().Prefetch(slice));
    changed.clear();
    for (const OpportunityId& id : slice) {
      ASSIGN_OR_RETURN(Opportunity opportunity, uow.Of<Opportunity>().GetEvenDeleted(id));
      RETURN_IF_ERROR(change(opportunity));
      changed.push_back(std::move(opportunity));
    }
    RETURN_IF_ERROR(uow.Of<Opportunity>().SaveAll(absl::MakeSpan(changed)));
    RETURN_IF_ERROR(after_slice());
  }
  return absl::OkStatus();
}

void Note(const OpportunityId& id, OpportunitySample& sample) {
  if (++sample.number <= OpportunitySample::kMaxSampled) sample.first.push_back(id);
}

// Moves those that stand in a stage to the one that is to have them, if none of the live ones lacks what that asks for.
class Evacuation {
 public:
  Evacuation(const Stage& to, const Moment& moment, UnitOfWork& uow) : to_(to), moment_(moment), uow_(uow) {}

  absl::Status Move(absl::Span<const OpportunityId> standing) {
    if (!to_.entry_filter.empty()) {
      ASSIGN_OR_RETURN(condition_, EntryCondition(to_, uow_));
    }
    RETURN_IF_ERROR(ChangeAll(
        standing, uow_, [&](Opportunity& opportunity) { return MoveOne(opportunity); }, [&] { return AskFilter(); }));
    const std::string subject = absl::StrCat("stage/", to_.id.ToString());
    if (lacking_.number > 0) {
      const std::string fields = absl::StrJoin(fields_, ",");
      return RefusedForOpportunities(Reason::kStageFieldsMissing, subject, lacking_,
                                     absl::StrCat("opportunities lack fields that the stage ", to_.name, " requires, ",
                                                  absl::StrJoin(fields_, ", ")),
                                     "fill them first, or name another stage to move to", uow_, {{"fields", fields}});
    }
    if (unmet_.number == 0) return absl::OkStatus();
    return RefusedForOpportunities(
        Reason::kStageFilterNotMet, subject, unmet_,
        absl::StrCat("opportunities don't match the entry_filter of the stage ", to_.name, ", ", to_.entry_filter),
        "change them first, or name another stage to move to", uow_);
  }

 private:
  absl::Status MoveOne(Opportunity& opportunity) {
    const OpportunityId& id = opportunity.state().id;
    if (!opportunity.state().delete_time.has_value()) live_.push_back(id.uuid());
    absl::Status moved = opportunity.LeaveRemovedStage(to_, moment_);
    const ErrorDetails details = DetailsOf(moved);
    if (details.reason != Reason::kStageFieldsMissing) return moved;
    for (const PreconditionViolation& field : details.preconditions) fields_.insert(field.subject);
    Note(id, lacking_);
    return absl::OkStatus();
  }
  // Of the slice that was stored last, as it is now. Whoever lacks fields is told that first.
  absl::Status AskFilter() {
    const std::vector<Uuid> live = std::exchange(live_, {});
    if (!condition_.has_value() || lacking_.number > 0) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::vector<Uuid> unmet,
                     uow_.filters().NotHolding(RecordKind::kOpportunity, live, *condition_));
    for (const Uuid& id : unmet) Note(OpportunityId(id), unmet_);
    return absl::OkStatus();
  }

  const Stage& to_;
  const Moment moment_;
  UnitOfWork& uow_;
  std::optional<filter::Condition> condition_;
  std::vector<Uuid> live_;
  std::set<std::string> fields_;
  OpportunitySample lacking_;
  OpportunitySample unmet_;
};

// The open stages of `edited` that may now be stayed in for another number of days than before.
std::vector<const Stage*> StagesWithOtherRotDays(const PipelineState& before, const PipelineState& edited) {
  std::vector<const Stage*> others;
  for (const Stage& stage : edited.stages) {
    if (stage.kind != StageKind::kOpen) continue;
    for (const Stage& old : before.stages) {
      if (old.id == stage.id && old.rot_after_days != stage.rot_after_days) others.push_back(&stage);
    }
  }
  return others;
}

absl::Status FollowRotDays(const PipelineState& before, const PipelineState& edited, UnitOfWork& uow) {
  const std::vector<const Stage*> stages = StagesWithOtherRotDays(before, edited);
  if (stages.empty()) return absl::OkStatus();
  // An opportunity that is about to enter knows the days of before: it is waited for, and the next one waits.
  RETURN_IF_ERROR(uow.Of<Opportunity>().LockAnyLiveIn(edited.id).status());
  for (const Stage* const stage : stages) {
    ASSIGN_OR_RETURN(const std::vector<OpportunityId> standing, uow.Of<Opportunity>().InStage(edited.id, stage->id));
    RETURN_IF_ERROR(ChangeAll(standing, uow, [stage](Opportunity& opportunity) {
      opportunity.FollowRotDays(*stage);
      return absl::OkStatus();
    }));
  }
  return absl::OkStatus();
}

// Stored before the new default one, so that there are never two.
absl::Status TakeDefaultFrom(const std::optional<Pipeline>& holder, const PipelineId& taker, UnitOfWork& uow) {
  if (!holder.has_value() || holder->state().id == taker) return absl::OkStatus();
  Pipeline former = *holder;
  former.YieldDefault();
  return uow.Of<Pipeline>().Save(former);
}

}  // namespace

absl::StatusOr<Pipeline> PipelineCommands::Make(const RequestContext& /*ctx*/, const CreatePipeline& /*cmd*/,
                                                const PipelineId& id, PipelineChanges& details, UnitOfWork& uow) const {
  NameStages(details);
  const absl::Status filters = CheckEntryFilters(details, uow);
  ASSIGN_OR_RETURN(const std::optional<Pipeline> holder, uow.Of<Pipeline>().GetDefault());
  if (!holder.has_value()) details.default_pipeline = Change<bool>::Set(true);
  absl::StatusOr<Pipeline> created = Pipeline::Create(id, details);
  RETURN_IF_ERROR(BothViolations(filters, created.status()));
  Pipeline pipeline = *std::move(created);
  if (pipeline.state().default_pipeline) RETURN_IF_ERROR(TakeDefaultFrom(holder, id, uow));
  return pipeline;
}

absl::Status PipelineCommands::Edit(const RequestContext& /*ctx*/, const UpdatePipeline& cmd, PipelineChanges& changes,
                                    Pipeline& pipeline, UnitOfWork& uow) const {
  const PipelineState before = pipeline.state();
  NameStages(changes);
  const absl::Status filters = CheckEntryFilters(changes, uow);
  RETURN_IF_ERROR(BothViolations(filters, pipeline.Edit(changes)));
  for (const StageId& stage : RemovedStages(before, pipeline.state())) {
    ASSIGN_OR_RETURN(const std::vector<OpportunityId> standing, uow.Of<Opportunity>().InStage(cmd.id, stage));
    if (!standing.empty()) return StageInUse(stage, standing.size());
  }
  RETURN_IF_ERROR(FollowRotDays(before, pipeline.state(), uow));
  if (!pipeline.state().default_pipeline || before.default_pipeline) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::optional<Pipeline> holder, uow.Of<Pipeline>().GetDefault());
  return TakeDefaultFrom(holder, cmd.id, uow);
}

absl::StatusOr<Pipeline> PipelineCommands::Handle(const RequestContext& ctx, const RemovePipelineStage& cmd,
                                                  UnitOfWork& uow) const {
  return Apply(ctx, cmd, uow, Target::kLive, [&](Pipeline& pipeline) -> absl::Status {
    RETURN_IF_ERROR(pipeline.RemoveStage(cmd.stage_id, cmd.move_to_stage_id));
    ASSIGN_OR_RETURN(const std::vector<OpportunityId> standing, uow.Of<Opportunity>().InStage(cmd.id, cmd.stage_id));
    if (standing.empty()) return absl::OkStatus();
    if (!cmd.move_to_stage_id.has_value()) return StageInUse(cmd.stage_id, standing.size());
    ASSIGN_OR_RETURN(const Stage* const target, pipeline.Find(*cmd.move_to_stage_id));
    return Evacuation(*target, MomentOf(ctx, uow), uow).Move(standing);
  });
}

absl::StatusOr<Pipeline> PipelineCommands::Handle(const RequestContext& ctx, const DeleteRecord<Pipeline>& cmd,
                                                  UnitOfWork& uow) const {
  // Before the pipeline is read, whose row the lock may be waiting for.
  ASSIGN_OR_RETURN(const bool in_use, uow.Of<Opportunity>().LockAnyLiveIn(cmd.id));
  return Apply(ctx, cmd, uow, Target::kEvenDeleted, [&](Pipeline& pipeline) -> absl::Status {
    if (!in_use) return pipeline.Delete(uow.now());
    return FailedPrecondition(Reason::kRecordInUse, absl::StrCat("pipeline/", cmd.id.ToString()),
                              absl::StrCat("opportunities stand in the pipeline ", pipeline.state().name,
                                           ": delete them first, or keep the pipeline"));
  });
}

void PipelineCommands::NameStages(PipelineChanges& changes) const {
  if (!changes.stages.is_set()) return;
  std::vector<Stage> stages = changes.stages.value();
  for (Stage& stage : stages) {
    if (stage.id.is_nil()) stage.id = NewId<StageId>(ids());
  }
  changes.stages = Change<std::vector<Stage>>::Set(std::move(stages));
}

}  // namespace pipewright::sales
