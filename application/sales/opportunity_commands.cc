#include "application/sales/opportunity_commands.h"

#include <utility>

#include "application/sales/moment.h"
#include "application/shared/commands/references.h"
#include "domain/sales/lost_reason_repository.h"
#include "domain/sales/opportunity_repository.h"
#include "domain/sales/pipeline_repository.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {
namespace {

absl::StatusOr<Pipeline> PipelineFor(const Change<PipelineId>& named, UnitOfWork& uow) {
  if (named.is_set()) return uow.pipelines().Get(named.value());
  ASSIGN_OR_RETURN(std::optional<Pipeline> pipeline, uow.pipelines().GetDefault());
  if (!pipeline.has_value()) {
    return FailedPrecondition(Reason::kDefaultPipelineRequired, "pipeline",
                              "there is no pipeline yet: create one first");
  }
  return *std::move(pipeline);
}

}  // namespace

Repository<Opportunity>& OpportunityCommands::repository(UnitOfWork& uow) const { return uow.opportunities(); }

const ReferenceList<Opportunity>& OpportunityCommands::references() const {
  using S = OpportunityState;
  using C = OpportunityChanges;
  static const auto* const list = new ReferenceList<Opportunity>(
      ReferenceList<Opportunity>()
          .ReadAhead(&C::pipeline_id)
          .Field("account_id", &S::account_id, &C::account_id)
          .Field("primary_contact_id", &S::primary_contact_id, &C::primary_contact_id)
          .Each("contact_roles", &S::contact_roles, &C::contact_roles, "contact_id", &ContactRole::contact_id)
          .Field("owner_id", &S::owner_id, &C::owner_id)
          .Each("team", &S::team, &C::team, "user_id", &TeamMember::user_id));
  return *list;
}

absl::StatusOr<Opportunity> OpportunityCommands::Make(const RequestContext& ctx, const CreateOpportunity& /*cmd*/,
                                                      const OpportunityId& id, OpportunityChanges& details,
                                                      UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(const Pipeline pipeline, PipelineFor(details.pipeline_id, uow));
  return Opportunity::Open(id, details, pipeline, MomentOf(ctx, uow));
}

// Loads the opportunity and its pipeline, lets `enter` decide, saves.
template <class Command, class Enter>
absl::StatusOr<OpportunityView> OpportunityCommands::InPipeline(const RequestContext& ctx, const Command& cmd,
                                                                UnitOfWork& uow, Enter enter) const {
  return Apply(ctx, cmd, uow, Target::kLive, [&](Opportunity& opportunity) -> absl::Status {
    ASSIGN_OR_RETURN(const Pipeline pipeline, uow.pipelines().Get(opportunity.state().pipeline_id));
    return enter(opportunity, pipeline);
  });
}

absl::StatusOr<OpportunityView> OpportunityCommands::Handle(const RequestContext& ctx, const MoveOpportunityStage& cmd,
                                                            UnitOfWork& uow) const {
  return InPipeline(ctx, cmd, uow, [&](Opportunity& opportunity, const Pipeline& pipeline) {
    return opportunity.MoveStage(pipeline, cmd.stage_id, MomentOf(ctx, uow));
  });
}

absl::StatusOr<OpportunityView> OpportunityCommands::Handle(const RequestContext& ctx,
                                                            const MoveOpportunityPipeline& cmd, UnitOfWork& uow) const {
  return Apply(ctx, cmd, uow, Target::kLive, [&](Opportunity& opportunity) -> absl::Status {
    RETURN_IF_ERROR(CheckReference("pipeline_id", RecordRef::Of(cmd.pipeline_id), uow));
    ASSIGN_OR_RETURN(const Pipeline pipeline, uow.pipelines().Get(cmd.pipeline_id));
    return opportunity.MovePipeline(pipeline, cmd.stage_id, MomentOf(ctx, uow));
  });
}

absl::StatusOr<OpportunityView> OpportunityCommands::Handle(const RequestContext& ctx, const WinOpportunity& cmd,
                                                            UnitOfWork& uow) const {
  return InPipeline(ctx, cmd, uow, [&](Opportunity& opportunity, const Pipeline& pipeline) {
    return opportunity.Win(pipeline, cmd.close_date, MomentOf(ctx, uow));
  });
}

absl::StatusOr<OpportunityView> OpportunityCommands::Handle(const RequestContext& ctx, const LoseOpportunity& cmd,
                                                            UnitOfWork& uow) const {
  return InPipeline(ctx, cmd, uow, [&](Opportunity& opportunity, const Pipeline& pipeline) -> absl::Status {
    ASSIGN_OR_RETURN(const LostReasonList reasons, uow.lost_reasons().Live());
    Opportunity::Loss loss = cmd.loss;
    ASSIGN_OR_RETURN(loss.reason, ListedReason(loss.reason, *reasons));
    return opportunity.Lose(pipeline, loss, MomentOf(ctx, uow));
  });
}

absl::StatusOr<OpportunityView> OpportunityCommands::Handle(const RequestContext& ctx, const ReopenOpportunity& cmd,
                                                            UnitOfWork& uow) const {
  return InPipeline(ctx, cmd, uow, [&](Opportunity& opportunity, const Pipeline& pipeline) {
    return opportunity.Reopen(pipeline, cmd.stage_id, MomentOf(ctx, uow));
  });
}

absl::StatusOr<OpportunityView> OpportunityCommands::Handle(const RequestContext& ctx, const ReassignOpportunity& cmd,
                                                            UnitOfWork& uow) const {
  return Apply(ctx, cmd, uow, Target::kLive,
               [&](Opportunity& opportunity) { return opportunity.Reassign(cmd.owner_id); });
}

absl::StatusOr<OpportunityView> OpportunityCommands::Handle(const RequestContext& ctx,
                                                            const UndeleteRecord<Opportunity>& cmd,
                                                            UnitOfWork& uow) const {
  return Apply(ctx, cmd, uow, Target::kEvenDeleted, [&](Opportunity& opportunity) -> absl::Status {
    RETURN_IF_ERROR(CheckReference("pipeline_id", RecordRef::Of(opportunity.state().pipeline_id), uow));
    return opportunity.Undelete();
  });
}

}  // namespace pipewright::sales
