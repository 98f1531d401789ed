// A pipeline: the ordered stages through which a tenant's opportunities go. A tenant has one or several, one of them
// the default.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "domain/sales/stage.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/change.h"
#include "domain/shared/id.h"
#include "domain/shared/record_kind.h"

namespace pipewright::sales {

using PipelineEvent =
    std::variant<EventNamed<"pipeline.created">, EventNamed<"pipeline.updated">, EventNamed<"pipeline.stage_removed">,
                 EventNamed<"pipeline.deleted">, EventNamed<"pipeline.undeleted">>;

struct PipelineState : Record {
  PipelineId id;
  std::string name;
  std::string description;
  bool default_pipeline = false;  // where opportunities go that name no pipeline; exactly one per tenant
  std::vector<Stage> stages;      // in their order; the rules of CheckStages hold
};

// The fields that a caller may set. `stages` is the whole list: a stage keeps its id and its kind, one that is missing
// is removed, one with another id is new.
struct PipelineChanges {
  Change<std::string> name;
  Change<std::string> description;
  Change<bool> default_pipeline;
  Change<std::vector<Stage>> stages;
};

class PipelineRepository;

class Pipeline : public Aggregate<Pipeline, PipelineState, PipelineEvent> {
 public:
  static constexpr absl::string_view kResource = "pipeline";
  using OwnRepository = PipelineRepository;

  // A new pipeline; `details` must name it and its stages. kInvalidArgument with each wrong field, INVALID_STAGES when
  // the stages break their rules.
  static absl::StatusOr<Pipeline> Create(PipelineId id, const PipelineChanges& details);
  static Pipeline Restore(PipelineState state) { return Pipeline(std::move(state)); }

  // Applies the named changes, or none of them. kFailedPrecondition/DEFAULT_PIPELINE_REQUIRED when the default one
  // would stop being it (another one becomes it instead). That no opportunity stands in a stage that goes is the
  // caller's to check.
  absl::Status Edit(const PipelineChanges& changes);

  // Hands the default over to another pipeline.
  void YieldDefault();

  // Takes out an open stage whose opportunities the caller moves to `move_to`, another open stage, if one is named.
  // kFailedPrecondition/STAGE_NOT_IN_PIPELINE, STAGE_KIND_MISMATCH; INVALID_STAGES when it is the last open one.
  absl::Status RemoveStage(const StageId& stage, const std::optional<StageId>& move_to);

  // kFailedPrecondition/DEFAULT_PIPELINE_REQUIRED for the default one. That it is empty is the caller's to check.
  absl::Status Delete(absl::Time now);

  // The stage, or kFailedPrecondition/STAGE_NOT_IN_PIPELINE. Pointers live as long as the stages don't change.
  absl::StatusOr<const Stage*> Find(const StageId& stage) const;
  const Stage& FirstOpenStage() const { return FirstOf(StageKind::kOpen); }
  const Stage& WonStage() const { return FirstOf(StageKind::kWon); }
  const Stage& LostStage() const { return FirstOf(StageKind::kLost); }

 private:
  using Aggregate::Aggregate;
  const Stage& FirstOf(StageKind kind) const;
};

// The stages that `edited` no longer has.
std::vector<StageId> RemovedStages(const PipelineState& before, const PipelineState& edited);

// What a new tenant starts with: the default pipeline "Sales" from prospecting to won and lost.
PipelineChanges StandardPipeline(absl::FunctionRef<StageId()> new_stage_id);

}  // namespace pipewright::sales
