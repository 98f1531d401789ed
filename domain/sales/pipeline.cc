#include "domain/sales/pipeline.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/field_changes.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::sales {
namespace {

const Stage* FindIn(const std::vector<Stage>& stages, const StageId& id) {
  const auto found = std::find_if(stages.begin(), stages.end(), [&id](const Stage& stage) { return stage.id == id; });
  return found == stages.end() ? nullptr : &*found;
}

// Opportunities that stand in a stage would change their state with its kind.
void CheckKindsKept(const std::vector<Stage>& before, const std::vector<Stage>& after, Violations& violations) {
  for (size_t i = 0; i < after.size(); ++i) {
    const Stage* const old = FindIn(before, after[i].id);
    if (old != nullptr && old->kind != after[i].kind) {
      violations.Add(absl::StrCat("stages[", i, "].kind"),
                     absl::StrCat("a stage keeps its kind, here ", NameOf(old->kind)));
    }
  }
}

absl::Status DefaultRequired(const PipelineState& state) {
  return FailedPrecondition(Reason::kDefaultPipelineRequired, absl::StrCat("pipeline/", state.id.ToString()),
                            "this is the default pipeline: make another one the default first");
}

// Applies the changes of name, description and stages; everything that is wrong at once, as INVALID_STAGES when the
// stages break their rules.
absl::Status Apply(const PipelineChanges& changes, PipelineState& state) {
  Violations violations;
  ApplyRequiredText(changes.name, "name", kMaxNameLength, violations, state.name);
  ApplyText(changes.description, "description", kMaxShortTextLength, violations, state.description);
  absl::Status broken;
  if (changes.stages.is_named() || state.stages.empty()) {
    const std::vector<Stage> stages = changes.stages.is_set() ? changes.stages.value() : std::vector<Stage>();
    absl::StatusOr<std::vector<Stage>> checked = CheckStages(stages);
    broken = checked.status();
    violations.Note("", broken);
    CheckKindsKept(state.stages, stages, violations);
    if (checked.ok()) state.stages = *std::move(checked);
  }
  absl::Status status = violations.ToStatus();
  if (broken.ok()) return status;
  ErrorDetails details = DetailsOf(status);
  details.reason = DetailsOf(broken).reason;
  return MakeError(status.code(), status.message(), details);
}

}  // namespace

absl::StatusOr<Pipeline> Pipeline::Create(PipelineId id, const PipelineChanges& details) {
  PipelineState state;
  state.id = id;
  RETURN_IF_ERROR(Apply(details, state));
  details.default_pipeline.ApplyTo(state.default_pipeline);
  Pipeline pipeline(std::move(state));
  pipeline.Emit<"pipeline.created">();
  return pipeline;
}

absl::Status Pipeline::Edit(const PipelineChanges& changes) {
  PipelineState edited = state();
  RETURN_IF_ERROR(Apply(changes, edited));
  changes.default_pipeline.ApplyTo(edited.default_pipeline);
  if (state().default_pipeline && !edited.default_pipeline) return DefaultRequired(state());
  mutable_state() = std::move(edited);
  Emit<"pipeline.updated">();
  return absl::OkStatus();
}

void Pipeline::YieldDefault() {
  mutable_state().default_pipeline = false;
  Emit<"pipeline.updated">();
}

absl::Status Pipeline::RemoveStage(const StageId& stage, const std::optional<StageId>& move_to) {
  ASSIGN_OR_RETURN(const Stage* const leaving, Find(stage));
  if (leaving->kind != StageKind::kOpen) {
    return FailedPrecondition(Reason::kStageKindMismatch, absl::StrCat("stage/", stage.ToString()),
                              absl::StrCat("a pipeline keeps its ", NameOf(leaving->kind), " stage"));
  }
  if (move_to.has_value()) {
    if (*move_to == stage) return InvalidField("move_to_stage_id", "must be another stage");
    ASSIGN_OR_RETURN(const Stage* const target, Find(*move_to));
    if (target->kind != StageKind::kOpen) {
      return FailedPrecondition(Reason::kStageKindMismatch, absl::StrCat("stage/", move_to->ToString()),
                                "opportunities of a removed stage can only move to an OPEN one");
    }
  }
  std::vector<Stage> left = state().stages;
  left.erase(std::find_if(left.begin(), left.end(), [&stage](const Stage& each) { return each.id == stage; }));
  ASSIGN_OR_RETURN(mutable_state().stages, CheckStages(left));
  Emit<"pipeline.stage_removed">();
  return absl::OkStatus();
}

absl::Status Pipeline::Delete(absl::Time now) {
  if (state().default_pipeline && !state().delete_time.has_value()) return DefaultRequired(state());
  return Aggregate::Delete(now);
}

absl::StatusOr<const Stage*> Pipeline::Find(const StageId& stage) const {
  if (const Stage* const found = FindIn(state().stages, stage); found != nullptr) return found;
  return FailedPrecondition(Reason::kStageNotInPipeline, absl::StrCat("stage/", stage.ToString()),
                            absl::StrCat("the pipeline ", state().name, " has no stage with that id"));
}

const Stage& Pipeline::FirstOf(StageKind kind) const {
  return *std::find_if(state().stages.begin(), state().stages.end(),
                       [kind](const Stage& stage) { return stage.kind == kind; });
}

std::vector<StageId> RemovedStages(const PipelineState& before, const PipelineState& edited) {
  std::vector<StageId> removed;
  for (const Stage& stage : before.stages) {
    if (FindIn(edited.stages, stage.id) == nullptr) removed.push_back(stage.id);
  }
  return removed;
}

PipelineChanges StandardPipeline(absl::FunctionRef<StageId()> new_stage_id) {
  struct Preset {
    const char* name;
    StageKind kind;
    int percent;
  };
  static constexpr Preset kPresets[] = {{"Prospecting", StageKind::kOpen, 10}, {"Qualification", StageKind::kOpen, 25},
                                        {"Proposal", StageKind::kOpen, 50},    {"Negotiation", StageKind::kOpen, 75},
                                        {"Won", StageKind::kWon, 100},         {"Lost", StageKind::kLost, 0}};
  std::vector<Stage> stages;
  for (const Preset& preset : kPresets) {
    Stage stage;
    stage.id = new_stage_id();
    stage.name = preset.name;
    stage.kind = preset.kind;
    stage.probability = *Probability::Of(preset.percent);
    stages.push_back(std::move(stage));
  }
  PipelineChanges details;
  details.name = Change<std::string>::Set("Sales");
  details.default_pipeline = Change<bool>::Set(true);
  details.stages = Change<std::vector<Stage>>::Set(std::move(stages));
  return details;
}

}  // namespace pipewright::sales
