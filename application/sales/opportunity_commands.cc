#include "application/sales/opportunity_commands.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "application/sales/moment.h"
#include "application/shared/commands/custom_field_values.h"
#include "application/shared/commands/etag_check.h"
#include "application/shared/commands/prefetch.h"
#include "application/shared/commands/references.h"
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

// Those of `after` that `before` had not.
absl::Status CheckReferences(const OpportunityState& before, const OpportunityState& after, UnitOfWork& uow) {
  RETURN_IF_ERROR(CheckReference(uow.accounts(), "account_id", before.account_id, after.account_id));
  RETURN_IF_ERROR(
      CheckReference(uow.contacts(), "primary_contact_id", before.primary_contact_id, after.primary_contact_id));
  for (size_t i = 0; i < after.contact_roles.size(); ++i) {
    const ContactId& contact = after.contact_roles[i].contact_id;
    const bool known = std::any_of(before.contact_roles.begin(), before.contact_roles.end(),
                                   [&](const ContactRole& role) { return role.contact_id == contact; });
    if (known) continue;
    RETURN_IF_ERROR(CheckReference(uow.contacts(), absl::StrCat("contact_roles[", i, "].contact_id"), contact));
  }
  NewUsers users;
  users.Add("owner_id", before.owner_id, after.owner_id);
  for (size_t i = 0; i < after.team.size(); ++i) {
    const UserId& user = after.team[i].user_id;
    const bool known = std::any_of(before.team.begin(), before.team.end(),
                                   [&](const TeamMember& member) { return member.user_id == user; });
    if (!known) users.Add(absl::StrCat("team[", i, "].user_id"), user);
  }
  return users.Check(uow.directory());
}

// Loads the opportunity and its pipeline, lets `act` decide, saves.
template <class Command, class Act>
absl::StatusOr<Opportunity> ActInPipeline(const Command& cmd, UnitOfWork& uow, Act act) {
  ASSIGN_OR_RETURN(Opportunity opportunity, GetForChange(uow.opportunities(), cmd.id, cmd.etag));
  ASSIGN_OR_RETURN(const Pipeline pipeline, uow.pipelines().Get(opportunity.state().pipeline_id));
  RETURN_IF_ERROR(act(opportunity, pipeline));
  RETURN_IF_ERROR(uow.opportunities().Save(opportunity));
  return opportunity;
}

void AddReferences(const OpportunityChanges& changes, Prefetch& needed) {
  needed.Add(changes.pipeline_id);
  needed.Add(changes.account_id);
  needed.Add(changes.primary_contact_id);
  needed.Add(changes.owner_id);
  if (changes.contact_roles.is_set()) {
    for (const ContactRole& role : changes.contact_roles.value()) needed.Add(role.contact_id);
  }
  if (changes.team.is_set()) {
    for (const TeamMember& member : changes.team.value()) needed.Add(member.user_id);
  }
}

}  // namespace

absl::StatusOr<Opportunity> OpportunityCommands::Handle(const RequestContext& ctx, const CreateOpportunity& cmd,
                                                        UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(const auto definitions, DefinitionsForCreate(CustomFieldEntity::kOpportunity, uow));
  ASSIGN_OR_RETURN(const Pipeline pipeline, PipelineFor(cmd.details.pipeline_id, uow));
  const OpportunityId id = cmd.id.has_value() ? *cmd.id : NewId<OpportunityId>(ids_);
  OpportunityChanges details = cmd.details;
  const absl::Status resolved = ResolveNewCustomFields(definitions, cmd.custom_fields, details.custom_fields);
  absl::StatusOr<Opportunity> opened = Opportunity::Open(id, details, pipeline, MomentOf(ctx, uow));
  RETURN_IF_ERROR(BothViolations(resolved, opened.status()));
  Opportunity opportunity = *std::move(opened);
  OpportunityState callers;
  callers.owner_id = ctx.user();
  RETURN_IF_ERROR(CheckReferences(callers, opportunity.state(), uow));
  RETURN_IF_ERROR(CheckCustomReferences(definitions, {}, opportunity.state().custom_fields, uow));
  RETURN_IF_ERROR(uow.opportunities().Add(opportunity));
  return opportunity;
}

absl::StatusOr<Opportunity> OpportunityCommands::Handle(const RequestContext&, const UpdateOpportunity& cmd,
                                                        UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(const auto definitions,
                   DefinitionsForUpdate(CustomFieldEntity::kOpportunity, cmd.custom_fields, uow));
  ASSIGN_OR_RETURN(Opportunity opportunity, GetForChange(uow.opportunities(), cmd.id, cmd.etag));
  const OpportunityState before = opportunity.state();
  OpportunityChanges changes = cmd.changes;
  const absl::Status resolved =
      ResolveCustomFields(definitions, cmd.custom_fields, before.custom_fields, changes.custom_fields);
  RETURN_IF_ERROR(BothViolations(resolved, opportunity.Edit(changes)));
  RETURN_IF_ERROR(CheckCustomReferences(definitions, before.custom_fields, opportunity.state().custom_fields, uow));
  RETURN_IF_ERROR(CheckReferences(before, opportunity.state(), uow));
  RETURN_IF_ERROR(uow.opportunities().Save(opportunity));
  return opportunity;
}

absl::StatusOr<Opportunity> OpportunityCommands::Handle(const RequestContext& ctx, const MoveOpportunityStage& cmd,
                                                        UnitOfWork& uow) const {
  return ActInPipeline(cmd, uow, [&](Opportunity& opportunity, const Pipeline& pipeline) {
    return opportunity.MoveStage(pipeline, cmd.stage_id, MomentOf(ctx, uow));
  });
}

absl::StatusOr<Opportunity> OpportunityCommands::Handle(const RequestContext& ctx, const WinOpportunity& cmd,
                                                        UnitOfWork& uow) const {
  return ActInPipeline(cmd, uow, [&](Opportunity& opportunity, const Pipeline& pipeline) {
    return opportunity.Win(pipeline, cmd.close_date, MomentOf(ctx, uow));
  });
}

absl::StatusOr<Opportunity> OpportunityCommands::Handle(const RequestContext& ctx, const LoseOpportunity& cmd,
                                                        UnitOfWork& uow) const {
  return ActInPipeline(cmd, uow, [&](Opportunity& opportunity, const Pipeline& pipeline) {
    return opportunity.Lose(pipeline, cmd.loss, MomentOf(ctx, uow));
  });
}

absl::StatusOr<Opportunity> OpportunityCommands::Handle(const RequestContext& ctx, const ReopenOpportunity& cmd,
                                                        UnitOfWork& uow) const {
  return ActInPipeline(cmd, uow, [&](Opportunity& opportunity, const Pipeline& pipeline) {
    return opportunity.Reopen(pipeline, cmd.stage_id, MomentOf(ctx, uow));
  });
}

absl::StatusOr<Opportunity> OpportunityCommands::Handle(const RequestContext&, const ReassignOpportunity& cmd,
                                                        UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(Opportunity opportunity, GetForChange(uow.opportunities(), cmd.id, cmd.etag));
  RETURN_IF_ERROR(opportunity.Reassign(cmd.owner_id));
  NewUsers users;
  users.Add("owner_id", cmd.owner_id);
  RETURN_IF_ERROR(users.Check(uow.directory()));
  RETURN_IF_ERROR(uow.opportunities().Save(opportunity));
  return opportunity;
}

absl::StatusOr<Opportunity> OpportunityCommands::Handle(const RequestContext&, const DeleteRecord<Opportunity>& cmd,
                                                        UnitOfWork& uow) const {
  return DeleteIn(uow.opportunities(), cmd, uow.now());
}

absl::StatusOr<Opportunity> OpportunityCommands::Handle(const RequestContext&, const UndeleteRecord<Opportunity>& cmd,
                                                        UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(const Opportunity opportunity, uow.opportunities().GetEvenDeleted(cmd.id));
  RETURN_IF_ERROR(CheckEtag(opportunity, cmd.etag));
  RETURN_IF_ERROR(CheckReference(uow.pipelines(), "pipeline_id", opportunity.state().pipeline_id));
  return UndeleteIn(uow.opportunities(), cmd);
}

absl::Status OpportunityCommands::Prepare(absl::Span<const CreateOpportunity> commands, UnitOfWork& uow) const {
  Prefetch needed;
  RETURN_IF_ERROR(AddCustomReferencesOfCreates(CustomFieldEntity::kOpportunity, commands, uow, needed));
  for (const CreateOpportunity& command : commands) AddReferences(command.details, needed);
  return needed.Read(uow);
}

absl::Status OpportunityCommands::Prepare(absl::Span<const UpdateOpportunity> commands, UnitOfWork& uow) const {
  Prefetch needed;
  RETURN_IF_ERROR(AddCustomReferencesOfUpdates(CustomFieldEntity::kOpportunity, commands, uow, needed));
  for (const UpdateOpportunity& command : commands) {
    needed.Add(command.id);
    AddReferences(command.changes, needed);
  }
  return needed.Read(uow);
}

absl::Status OpportunityCommands::Prepare(absl::Span<const DeleteRecord<Opportunity>> commands, UnitOfWork& uow) const {
  Prefetch needed;
  for (const DeleteRecord<Opportunity>& command : commands) needed.Add(command.id);
  return needed.Read(uow);
}

}  // namespace pipewright::sales
