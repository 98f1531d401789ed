// What can be done to pipelines.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/shared/commands/record_commands.h"
#include "application/unit_of_work.h"
#include "domain/sales/pipeline.h"
#include "domain/shared/etag.h"

namespace pipewright::sales {

// A stage without an id gets one.
using CreatePipeline = CreateRecord<Pipeline>;
using UpdatePipeline = UpdateRecord<Pipeline>;

struct RemovePipelineStage {
  PipelineId id;
  std::optional<Etag> etag;
  StageId stage_id;
  std::optional<StageId> move_to_stage_id;
};

// The tenant's first pipeline is the default one; a later one that is to be it takes over. An update is
// kFailedPrecondition/STAGE_IN_USE when opportunities stand in a stage that would go. Where a stage may be stayed in
// for another number of days, the rot_time of its opportunities follows, each with its audit entry and event.
class PipelineCommands : public RecordCommands<Pipeline> {
 public:
  using RecordCommands::RecordCommands;

  using RecordCommands::Handle;
  // Moves the opportunities, each with its audit entry and history; kFailedPrecondition/STAGE_IN_USE when there are
  // some and nowhere to move them, STAGE_FIELDS_MISSING or STAGE_FILTER_NOT_MET when live ones lack what the stage that
  // they would come to asks for.
  absl::StatusOr<Pipeline> Handle(const RequestContext& ctx, const RemovePipelineStage& cmd, UnitOfWork& uow) const;
  // kFailedPrecondition/RECORD_IN_USE while live opportunities stand in it.
  absl::StatusOr<Pipeline> Handle(const RequestContext& ctx, const DeleteRecord<Pipeline>& cmd, UnitOfWork& uow) const;

 protected:
  absl::StatusOr<Pipeline> Make(const RequestContext& ctx, const CreatePipeline& cmd, const PipelineId& id,
                                PipelineChanges& details, UnitOfWork& uow) const override;
  absl::Status Edit(const RequestContext& ctx, const UpdatePipeline& cmd, PipelineChanges& changes, Pipeline& pipeline,
                    UnitOfWork& uow) const override;

 private:
  void NameStages(PipelineChanges& changes) const;
};

}  // namespace pipewright::sales
