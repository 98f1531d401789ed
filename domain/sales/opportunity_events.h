// What happens to an opportunity.
#pragma once

#include <optional>
#include <variant>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "domain/shared/event_named.h"
#include "domain/shared/id.h"
#include "domain/shared/money.h"
#include "domain/shared/record_kind.h"

namespace pipewright::sales {

// One step of the stage history. Every event that carries one ends the present interval and begins the next.
struct StageChange {
  std::optional<StageId> from;  // absent: the opportunity begins here
  StageId to;
  absl::Time when;
  UserId by;
  std::optional<Money> amount;  // as it was at the change
};

struct OpportunityCreated {
  static constexpr absl::string_view kName = "opportunity.created";
  StageChange stage;
};
struct OpportunityStageChanged {
  static constexpr absl::string_view kName = "opportunity.stage_changed";
  StageChange stage;
};
// The four below lead to another stage, each of them: into one of another pipeline, or, since a stage keeps its kind
// and an opportunity's status follows from it, out of an OPEN stage or into one.

// From a stage of one pipeline to a stage of another.
struct OpportunityPipelineChanged {
  static constexpr absl::string_view kName = "opportunity.pipeline_changed";
  using IsAlso = OpportunityStageChanged;
  StageChange stage;
};
struct OpportunityWon {
  static constexpr absl::string_view kName = "opportunity.won";
  using IsAlso = OpportunityStageChanged;
  StageChange stage;
};
struct OpportunityLost {
  static constexpr absl::string_view kName = "opportunity.lost";
  using IsAlso = OpportunityStageChanged;
  StageChange stage;
};
struct OpportunityReopened {
  static constexpr absl::string_view kName = "opportunity.reopened";
  using IsAlso = OpportunityStageChanged;
  StageChange stage;
};
struct OpportunityReassigned {
  static constexpr absl::string_view kName = "opportunity.reassigned";
  UserId from;
  UserId to;
};

using OpportunityEvent =
    std::variant<OpportunityCreated, EventNamed<"opportunity.updated">, OpportunityStageChanged,
                 OpportunityPipelineChanged, OpportunityWon, OpportunityLost, OpportunityReopened,
                 OpportunityReassigned, EventNamed<"opportunity.deleted">, EventNamed<"opportunity.undeleted">>;

// The step of the stage history that an event carries; null for the others.
inline const StageChange* StageChangeOf(const OpportunityEvent& event) {
  return std::visit(
      [](const auto& happened) -> const StageChange* {
        if constexpr (requires { happened.stage; }) {
          return &happened.stage;
        } else {
          return nullptr;
        }
      },
      event);
}

}  // namespace pipewright::sales
