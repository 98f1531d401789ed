// What can be done to opportunities.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "application/shared/call/ports.h"
#include "application/shared/commands/custom_field_values.h"
#include "application/shared/commands/record_commands.h"
#include "application/unit_of_work.h"
#include "domain/sales/opportunity.h"
#include "domain/shared/etag.h"

namespace pipewright::sales {

struct CreateOpportunity {
  std::optional<OpportunityId> id;  // chosen by the client, else new
  OpportunityChanges details;
  CustomFieldsInput custom_fields;
};

struct UpdateOpportunity {
  OpportunityId id;
  std::optional<Etag> etag;
  OpportunityChanges changes;
  CustomFieldsInput custom_fields;
};

struct MoveOpportunityStage {
  OpportunityId id;
  std::optional<Etag> etag;
  StageId stage_id;
};

struct WinOpportunity {
  OpportunityId id;
  std::optional<Etag> etag;
  std::optional<absl::CivilDay> close_date;
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

// Every Handle loads, decides and stores within `uow`; those that enter a stage read the pipeline too. Thread safe.
class OpportunityCommands {
 public:
  explicit OpportunityCommands(IdGenerator& ids) : ids_(ids) {}

  // In the default pipeline unless one is named. kAlreadyExists when the id is taken.
  absl::StatusOr<Opportunity> Handle(const RequestContext& ctx, const CreateOpportunity& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Opportunity> Handle(const RequestContext& ctx, const UpdateOpportunity& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Opportunity> Handle(const RequestContext& ctx, const MoveOpportunityStage& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Opportunity> Handle(const RequestContext& ctx, const WinOpportunity& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Opportunity> Handle(const RequestContext& ctx, const LoseOpportunity& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Opportunity> Handle(const RequestContext& ctx, const ReopenOpportunity& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Opportunity> Handle(const RequestContext& ctx, const ReassignOpportunity& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Opportunity> Handle(const RequestContext& ctx, const DeleteRecord<Opportunity>& cmd,
                                     UnitOfWork& uow) const;
  absl::StatusOr<Opportunity> Handle(const RequestContext& ctx, const UndeleteRecord<Opportunity>& cmd,
                                     UnitOfWork& uow) const;

  // What many of them need, read at once (application/shared/commands/batch.h).
  absl::Status Prepare(absl::Span<const CreateOpportunity> commands, UnitOfWork& uow) const;
  absl::Status Prepare(absl::Span<const UpdateOpportunity> commands, UnitOfWork& uow) const;
  absl::Status Prepare(absl::Span<const DeleteRecord<Opportunity>> commands, UnitOfWork& uow) const;

 private:
  IdGenerator& ids_;
};

}  // namespace pipewright::sales
