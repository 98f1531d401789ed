#include "application/sales/opportunity_commands.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/sales/assignment.h"
#include "application/sales/base_amount.h"
#include "application/sales/moment.h"
#include "application/sales/stage_entry.h"
#include "application/shared/commands/owners_unit.h"
#include "application/shared/commands/record_codes.h"
#include "application/shared/commands/references.h"
#include "domain/sales/lost_reason_repository.h"
#include "domain/sales/opportunity_repository.h"
#include "domain/sales/pipeline_repository.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {
namespace {

absl::StatusOr<Pipeline> PipelineFor(const Change<PipelineId>& named, UnitOfWork& uow) {
  if (named.is_set()) return uow.Of<Pipeline>().Get(named.value());
  ASSIGN_OR_RETURN(std::optional<Pipeline> pipeline, uow.Of<Pipeline>().GetDefault());
  if (!pipeline.has_value()) {
    return FailedPrecondition(Reason::kDefaultPipelineRequired, "pipeline",
                              "there is no pipeline yet: create one first");
  }
  return *std::move(pipeline);
}

// That the account of what is won is live: of what was there before nothing else asks. The caller knows which account
// it is, though they may not be able to read it.
absl::Status CheckAccountLive(const OpportunityState& won, UnitOfWork& uow) {
  if (!won.account_id.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool deleted, uow.records(RecordKind::kAccount).IsDeleted(won.account_id->uuid()));
  if (!deleted) return absl::OkStatus();
  const std::string account = won.account_id->ToString();
  return FailedPrecondition(Reason::kRecordDeleted, absl::StrCat("account/", account),
                            absl::StrCat("the opportunity's account ", account,
                                         " is deleted: bring it back with UndeleteAccount, or set the opportunity's "
                                         "account_id to another, and win it then"));
}

}  // namespace

const ReferenceList<Opportunity>& OpportunityCommands::references() const {
  using S = OpportunityState;
  using C = OpportunityChanges;
  static const auto* const list = new ReferenceList<Opportunity>(
      ReferenceList<Opportunity>()
          .ReadAhead(&C::pipeline_id)
          .Field("account_id", &S::account_id, &C::account_id)
          .Field("primary_contact_id", &S::primary_contact_id, &C::primary_contact_id)
          .Each("contact_roles", &S::contact_roles, &C::contact_roles, "contact_id", &ContactRole::contact_id)
          .Field("business_unit_id", &S::business_unit_id, &C::business_unit_id)
          .Owner("owner_id", &S::owner_id, &C::owner_id)
          .Each("team", &S::team, &C::team, "user_id", &TeamMember::user_id)
          .Each("line_items", &S::line_items, &C::line_items, "offering_id", &LineItem::offering_id));
  return *list;
}

absl::StatusOr<Opportunity> OpportunityCommands::Make(const RequestContext& ctx, const CreateOpportunity& /*cmd*/,
                                                      const OpportunityId& id, OpportunityChanges& details,
                                                      UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(const Pipeline pipeline, PipelineFor(details.pipeline_id, uow));
  RETURN_IF_ERROR(NameLineItems(details.line_items, uow));
  RETURN_IF_ERROR(DefaultToOwnersUnit(details.owner_id, details.business_unit_id, uow));
  ASSIGN_OR_RETURN(std::string code, NextCode(RecordKind::kOpportunity, uow));
  ASSIGN_OR_RETURN(Opportunity opportunity,
                   Opportunity::Open(id, std::move(code), details, pipeline, MomentOf(ctx, uow)));
  RETURN_IF_ERROR(KeepBaseAmount(ctx, opportunity, uow));
  return opportunity;
}

absl::Status OpportunityCommands::Prepare(absl::Span<const CreateOpportunity> commands, UnitOfWork& uow) const {
  RETURN_IF_ERROR(RecordCommands::Prepare(commands, uow));
  return PrefetchRates(uow.context(), commands, uow);
}

absl::Status OpportunityCommands::Prepare(absl::Span<const UpdateOpportunity> commands, UnitOfWork& uow) const {
  RETURN_IF_ERROR(RecordCommands::Prepare(commands, uow));
  return PrefetchRates(uow.context(), commands, uow);
}

absl::Status OpportunityCommands::Reserve(int64_t new_records, UnitOfWork& uow) const {
  return ReserveCodes(RecordKind::kOpportunity, new_records, uow);
}

absl::Status OpportunityCommands::Settle(const CreateOpportunity& cmd, Opportunity& opportunity,
                                         UnitOfWork& uow) const {
  return AssignNew(cmd, opportunity, uow);
}

absl::Status OpportunityCommands::Edit(const RequestContext& ctx, const UpdateOpportunity& /*cmd*/,
                                       OpportunityChanges& changes, Opportunity& opportunity, UnitOfWork& uow) const {
  RETURN_IF_ERROR(NameLineItems(changes.line_items, uow));
  RETURN_IF_ERROR(opportunity.Edit(changes));
  return HasBaseAmount(ctx, opportunity.state()) ? absl::OkStatus() : KeepBaseAmount(ctx, opportunity, uow);
}

// Loads the opportunity, lets `enter`(opportunity) → StatusOr<Pipeline> decide, which gives the pipeline that it is in
// then, and saves; then the stage that was entered has its say, on the opportunity as it would be.
template <class Command, class Enter>
absl::StatusOr<OpportunityView> OpportunityCommands::Entering(const RequestContext& ctx, const Command& cmd,
                                                              UnitOfWork& uow, Enter enter) const {
  std::optional<Stage> entered;
  const auto decide = [&](Opportunity& opportunity) -> absl::Status {
    const StageId before = opportunity.state().stage_id;
    ASSIGN_OR_RETURN(const Pipeline pipeline, enter(opportunity));
    if (opportunity.state().stage_id == before) return absl::OkStatus();
    ASSIGN_OR_RETURN(const Stage* const stage, pipeline.Find(opportunity.state().stage_id));
    entered = *stage;
    return absl::OkStatus();
  };
  ASSIGN_OR_RETURN(OpportunityView opportunity, Apply(ctx, cmd, uow, Target::kLive, decide));
  if (entered.has_value()) RETURN_IF_ERROR(CheckEntryFilter(*entered, cmd.id, uow));
  return opportunity;
}

// The same within the opportunity's pipeline: `enter`(opportunity, pipeline) → Status.
template <class Command, class Enter>
absl::StatusOr<OpportunityView> OpportunityCommands::InPipeline(const RequestContext& ctx, const Command& cmd,
                                                                UnitOfWork& uow, Enter enter) const {
  return Entering(ctx, cmd, uow, [&](Opportunity& opportunity) -> absl::StatusOr<Pipeline> {
    ASSIGN_OR_RETURN(Pipeline pipeline, uow.Of<Pipeline>().Get(opportunity.state().pipeline_id));
    RETURN_IF_ERROR(enter(opportunity, pipeline));
    return pipeline;
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
  return Entering(ctx, cmd, uow, [&](Opportunity& opportunity) -> absl::StatusOr<Pipeline> {
    RETURN_IF_ERROR(CheckReference("pipeline_id", RecordRef::Of(cmd.pipeline_id), uow));
    ASSIGN_OR_RETURN(Pipeline pipeline, uow.Of<Pipeline>().Get(cmd.pipeline_id));
    RETURN_IF_ERROR(opportunity.MovePipeline(pipeline, cmd.stage_id, MomentOf(ctx, uow)));
    return pipeline;
  });
}

absl::StatusOr<OpportunityView> OpportunityCommands::Handle(const RequestContext& ctx, const WinOpportunity& cmd,
                                                            UnitOfWork& uow) const {
  if (cmd.create_engagements) RETURN_IF_ERROR(WonEngagements::CheckPermitted(ctx));
  ASSIGN_OR_RETURN(OpportunityView won,
                   InPipeline(ctx, cmd, uow, [&](Opportunity& opportunity, const Pipeline& pipeline) -> absl::Status {
                     RETURN_IF_ERROR(opportunity.Win(pipeline, cmd.close_date, MomentOf(ctx, uow)));
                     RETURN_IF_ERROR(CheckAccountLive(opportunity.state(), uow));
                     return KeepBaseAmount(ctx, opportunity, uow);
                   }));
  if (cmd.create_engagements) RETURN_IF_ERROR(engagements_.Create(ctx, won.state(), uow));
  return won;
}

absl::StatusOr<OpportunityView> OpportunityCommands::Handle(const RequestContext& ctx, const LoseOpportunity& cmd,
                                                            UnitOfWork& uow) const {
  return InPipeline(ctx, cmd, uow, [&](Opportunity& opportunity, const Pipeline& pipeline) -> absl::Status {
    ASSIGN_OR_RETURN(const LostReasonList reasons, uow.Of<LostReason>().Live());
    Opportunity::Loss loss = cmd.loss;
    ASSIGN_OR_RETURN(loss.reason, ListedReason(loss.reason, *reasons));
    RETURN_IF_ERROR(opportunity.Lose(pipeline, loss, MomentOf(ctx, uow)));
    return KeepBaseAmount(ctx, opportunity, uow);
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
    RETURN_IF_ERROR(CheckTakesBack("pipeline_id", RecordRef::Of(opportunity.state().pipeline_id), uow));
    return opportunity.Undelete();
  });
}

}  // namespace pipewright::sales
