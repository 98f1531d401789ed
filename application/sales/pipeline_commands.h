// What can be done to pipelines.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "application/shared/call/ports.h"
#include "application/shared/commands/record_commands.h"
#include "application/unit_of_work.h"
#include "domain/sales/pipeline.h"
#include "domain/shared/etag.h"

namespace pipewright::sales {

// A stage without an id gets one.
struct CreatePipeline {
  std::optional<PipelineId> id;  // chosen by the client, else new
  PipelineChanges details;
};

struct UpdatePipeline {
  PipelineId id;
  std::optional<Etag> etag;
  PipelineChanges changes;
};

struct RemovePipelineStage {
  PipelineId id;
  std::optional<Etag> etag;
  StageId stage_id;
  std::optional<StageId> move_to_stage_id;
};

// Every Handle loads, decides and stores within `uow`. Thread safe.
class PipelineCommands {
 public:
  explicit PipelineCommands(IdGenerator& ids) : ids_(ids) {}

  // The tenant's first pipeline is the default one; a later one that is to be it takes over.
  absl::StatusOr<Pipeline> Handle(const RequestContext& ctx, const CreatePipeline& cmd, UnitOfWork& uow) const;
  // kFailedPrecondition/STAGE_IN_USE when opportunities stand in a stage that would go.
  absl::StatusOr<Pipeline> Handle(const RequestContext& ctx, const UpdatePipeline& cmd, UnitOfWork& uow) const;
  // Moves the opportunities, each with its audit entry and history; kFailedPrecondition/STAGE_IN_USE when there are
  // some and nowhere to move them.
  absl::StatusOr<Pipeline> Handle(const RequestContext& ctx, const RemovePipelineStage& cmd, UnitOfWork& uow) const;
  // kFailedPrecondition/RECORD_IN_USE while live opportunities stand in it.
  absl::StatusOr<Pipeline> Handle(const RequestContext& ctx, const DeleteRecord<Pipeline>& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Pipeline> Handle(const RequestContext& ctx, const UndeleteRecord<Pipeline>& cmd,
                                  UnitOfWork& uow) const;

  // What many of them need, read at once (application/shared/commands/batch.h).
  absl::Status Prepare(absl::Span<const UpdatePipeline> commands, UnitOfWork& uow) const;
  absl::Status Prepare(absl::Span<const DeleteRecord<Pipeline>> commands, UnitOfWork& uow) const;

 private:
  void NameStages(PipelineChanges& changes) const;

  IdGenerator& ids_;
};

}  // namespace pipewright::sales
