// What can be done to opportunities.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "application/sales/line_item_offerings.h"
#include "application/sales/opportunity_view.h"
#include "application/shared/call/ports.h"
#include "application/shared/commands/record_commands.h"
#include "application/unit_of_work.h"
#include "domain/sales/opportunity.h"
#include "domain/shared/etag.h"

namespace pipewright::sales {

using CreateOpportunity = CreateRecord<Opportunity>;
using UpdateOpportunity = UpdateRecord<Opportunity>;

struct MoveOpportunityStage {
  OpportunityId id;
  std::optional<Etag> etag;
  StageId stage_id;
};

struct MoveOpportunityPipeline {
  OpportunityId id;
  std::optional<Etag> etag;
  PipelineId pipeline_id;
  std::optional<StageId> stage_id;
};

struct WinOpportunity {
  OpportunityId id;
  std::optional<Etag> etag;
  std::optional<absl::CivilDay> close_date;
  // See WonEngagements.
  bool create_engagements = false;
};

struct LoseOpportunity {
  OpportunityId id;
  std::optional<Etag> etag;
  Opportunity::Loss loss;
};

struct ReopenOpportunity {
  OpportunityId id;
  std::optional<Etag> etag;
  StageId stage_id;
};

struct ReassignOpportunity {
  OpportunityId id;
  std::optional<Etag> etag;
  UserId owner_id;
};

// A new opportunity is in the default pipeline and of its owner's business unit unless others are named. Those that
// enter a stage read the pipeline too, and one that comes back must find it. A line item that names an offering and has
// no title gets the offering's name. One is lost for a reason of the tenant's list, where it has any:
// kInvalidArgument/UNKNOWN_LOST_REASON; none is won for a deleted account: kFailedPrecondition/RECORD_DELETED. What is
// closed keeps what it is worth in the base currency (base_amount.h); where no rate was known, an edit tries again.
class OpportunityCommands : public RecordCommands<Opportunity, CreateOpportunity, UpdateOpportunity, OpportunityView> {
 public:
  explicit OpportunityCommands(IdGenerator& ids) : RecordCommands(ids), engagements_(ids) {}

  using RecordCommands::Handle;
  absl::StatusOr<OpportunityView> Handle(const RequestContext& ctx, const MoveOpportunityStage& cmd,
                                         UnitOfWork& uow) const;
  absl::StatusOr<OpportunityView> Handle(const RequestContext& ctx, const MoveOpportunityPipeline& cmd,
                                         UnitOfWork& uow) const;
  absl::StatusOr<OpportunityView> Handle(const RequestContext& ctx, const WinOpportunity& cmd, UnitOfWork& uow) const;
  absl::StatusOr<OpportunityView> Handle(const RequestContext& ctx, const LoseOpportunity& cmd, UnitOfWork& uow) const;
  absl::StatusOr<OpportunityView> Handle(const RequestContext& ctx, const ReopenOpportunity& cmd,
                                         UnitOfWork& uow) const;
  absl::StatusOr<OpportunityView> Handle(const RequestContext& ctx, const ReassignOpportunity& cmd,
                                         UnitOfWork& uow) const;
  absl::StatusOr<OpportunityView> Handle(const RequestContext& ctx, const UndeleteRecord<Opportunity>& cmd,
                                         UnitOfWork& uow) const;

  using RecordCommands::Prepare;
  absl::Status Prepare(absl::Span<const CreateOpportunity> commands, UnitOfWork& uow) const;
  absl::Status Prepare(absl::Span<const UpdateOpportunity> commands, UnitOfWork& uow) const;

 protected:
  const ReferenceList<Opportunity>& references() const override;
  absl::StatusOr<Opportunity> Make(const RequestContext& ctx, const CreateOpportunity& cmd, const OpportunityId& id,
                                   OpportunityChanges& details, UnitOfWork& uow) const override;
  absl::Status Edit(const RequestContext& ctx, const UpdateOpportunity& cmd, OpportunityChanges& changes,
                    Opportunity& opportunity, UnitOfWork& uow) const override;
  absl::Status Settle(const CreateOpportunity& cmd, Opportunity& opportunity, UnitOfWork& uow) const override;
  absl::Status Reserve(int64_t new_records, UnitOfWork& uow) const override;

 private:
  template <class Command, class Enter>
  absl::StatusOr<OpportunityView> Entering(const RequestContext& ctx, const Command& cmd, UnitOfWork& uow,
                                           Enter enter) const;
  template <class Command, class Enter>
  absl::StatusOr<OpportunityView> InPipeline(const RequestContext& ctx, const Command& cmd, UnitOfWork& uow,
                                             Enter enter) const;

  const WonEngagements engagements_;
};

}  // namespace pipewright::sales
