#include "application/collaboration/interaction_commands.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/collaboration/subject_owners.h"
#include "application/shared/call/access_rule.h"
#include "application/shared/commands/carry_out.h"
#include "application/shared/commands/references.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "domain/tasks/task.h"

namespace pipewright::collaboration {
namespace {

// The first that is live and that the caller may read: a new task takes no other. Without any the error about the first
// of all, of the interaction's own field.
absl::StatusOr<Subject> FirstUsable(const std::vector<Subject>& subjects, UnitOfWork& uow) {
  absl::Status refused;
  for (const Subject& subject : subjects) {
    const absl::Status usable = CheckReference(absl::StrCat(ResourceOf(subject.kind), "_id"), subject, uow);
    if (usable.ok()) return subject;
    if (!absl::IsFailedPrecondition(usable)) return usable;
    if (refused.ok()) refused = usable;
  }
  return refused;
}

}  // namespace

const ReferenceList<Interaction>& InteractionCommands::references() const {
  using S = InteractionState;
  using C = InteractionChanges;
  static const auto* const list = new ReferenceList<Interaction>(
      ReferenceList<Interaction>()
          .Field("account_id", &S::account_id, &C::account_id)
          .Field("contact_id", &S::contact_id, &C::contact_id)
          .Field("opportunity_id", &S::opportunity_id, &C::opportunity_id)
          .Field("lead_id", &S::lead_id, &C::lead_id)
          .Each("participants", &S::participants, &C::participants, "user_id", &Participant::user_id)
          .Each("participants", &S::participants, &C::participants, "contact_id", &Participant::contact_id));
  return *list;
}

absl::StatusOr<Interaction> InteractionCommands::Make(const RequestContext& ctx, const CreateInteraction& cmd,
                                                      const InteractionId& id, InteractionChanges& details,
                                                      UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(Interaction interaction, Interaction::Create(id, ctx.user(), details, uow.now()));
  // Whatever will be refused is to be so before there is a task: a batch that has to undo something does all the rest
  // again.
  if (interaction.WantsFollowUp() && cmd.id.has_value() && uow.Of<Interaction>().GetEvenDeleted(id).ok()) {
    return AlreadyExists(Interaction::kResource, "id", "the id is taken");
  }
  RETURN_IF_ERROR(FollowUp(ctx, InteractionState(), interaction, uow));
  RETURN_IF_ERROR(TellSubjectOwners(interaction, uow));
  return interaction;
}

absl::Status InteractionCommands::Edit(const RequestContext& ctx, const UpdateInteraction& /*cmd*/,
                                       InteractionChanges& changes, Interaction& interaction, UnitOfWork& uow) const {
  const InteractionState before = interaction.state();
  RETURN_IF_ERROR(interaction.Edit(changes));
  // Otherwise saving it is refused.
  const Scope scope = ctx.principal->ScopeOf(Interaction::kResource, "update");
  if (AccessRule<Interaction>::AllowsChange(before, *ctx.principal, scope)) {
    RETURN_IF_ERROR(FollowUp(ctx, before, interaction, uow));
  }
  return TellSubjectOwnersIfChanged(before, interaction, uow);
}

absl::Status InteractionCommands::FollowUp(const RequestContext& ctx, const InteractionState& before,
                                           Interaction& interaction, UnitOfWork& uow) const {
  if (!interaction.WantsFollowUp()) return absl::OkStatus();
  // First, so that the error about a record that isn't there names the interaction's field and not the task's.
  RETURN_IF_ERROR(CheckReferences(before, interaction.state(), {}, uow));
  ASSIGN_OR_RETURN(const Subject subject, FirstUsable(Interaction::SubjectsOf(interaction.state()), uow));
  tasks::CreateTask create;
  create.details.type = Change<tasks::TaskType>::Set(tasks::TaskType::kFollowUp);
  create.details.title = Change<std::string>::Set(interaction.state().title);
  create.details.due_time = Change<absl::Time>::Set(*interaction.state().follow_up_time);
  create.details.subject = Change<Subject>::Set(subject);
  ASSIGN_OR_RETURN(const tasks::TaskView task,
                   CarryOut(ctx, tasks_, create, tasks::Task::kResource, "create", "follow_up_time", uow));
  interaction.FollowUpBy(task.task.id);
  return absl::OkStatus();
}

absl::Status InteractionCommands::Prepare(absl::Span<const UpdateInteraction> commands, UnitOfWork& uow) const {
  RETURN_IF_ERROR(RecordCommands::Prepare(commands, uow));
  Prefetch needed;
  AddSubjects<Interaction>(commands, uow, needed);
  return needed.Read(uow);
}

}  // namespace pipewright::collaboration
