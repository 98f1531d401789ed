#include "application/catalog/engagement_commands.h"

#include "application/shared/commands/references.h"
#include "domain/catalog/engagement_repository.h"
#include "domain/catalog/offering.h"
#include "domain/shared/status_macros.h"

namespace pipewright::catalog {
namespace {

absl::CivilDay Today(const RequestContext& ctx, const UnitOfWork& uow) {
  return absl::ToCivilDay(uow.now(), ctx.principal->time_zone);
}

constexpr char kOfferingId[] = "offering_id";

}  // namespace

absl::Status EngagementCommands::CheckOnSale(const OfferingId& id, absl::string_view field, UnitOfWork& uow) {
  RETURN_IF_ERROR(CheckReference(field, RecordRef::Of(id), uow));
  ASSIGN_OR_RETURN(const Offering offering, uow.Of<Offering>().Get(id));
  return offering.CheckOnSale(field);
}

const ReferenceList<Engagement>& EngagementCommands::references() const {
  using S = EngagementState;
  using C = EngagementChanges;
  static const auto* const list =
      new ReferenceList<Engagement>(ReferenceList<Engagement>()
                                        .Field("account_id", &S::account_id, &C::account_id)
                                        .Field(kOfferingId, &S::offering_id, &C::offering_id)
                                        .Field("opportunity_id", &S::opportunity_id, &C::opportunity_id)
                                        .Owner("owner_id", &S::owner_id, &C::owner_id));
  return *list;
}

absl::StatusOr<Engagement> EngagementCommands::Make(const RequestContext& ctx, const CreateEngagement& /*cmd*/,
                                                    const EngagementId& id, EngagementChanges& details,
                                                    UnitOfWork& uow) const {
  if (!details.owner_id.is_named()) details.owner_id = Change<UserId>::Set(ctx.user());
  ASSIGN_OR_RETURN(Engagement engagement, Engagement::Create(id, details, Today(ctx, uow)));
  RETURN_IF_ERROR(CheckOnSale(engagement.state().offering_id, kOfferingId, uow));
  return engagement;
}

absl::Status EngagementCommands::Edit(const RequestContext& /*ctx*/, const UpdateEngagement& /*cmd*/,
                                      EngagementChanges& changes, Engagement& engagement, UnitOfWork& uow) const {
  const OfferingId before = engagement.state().offering_id;
  RETURN_IF_ERROR(engagement.Edit(changes));
  const OfferingId& after = engagement.state().offering_id;
  return after == before ? absl::OkStatus() : CheckOnSale(after, kOfferingId, uow);
}

absl::StatusOr<Engagement> EngagementCommands::Handle(const RequestContext& ctx, const EndEngagement& cmd,
                                                      UnitOfWork& uow) const {
  return Apply(ctx, cmd, uow, Target::kLive,
               [&](Engagement& engagement) { return engagement.End(cmd.end_date, Today(ctx, uow)); });
}

}  // namespace pipewright::catalog
