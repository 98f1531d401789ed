// The closed lists of words that describe an opportunity.
#pragma once

#include "absl/types/span.h"
#include "domain/shared/enum_names.h"

namespace pipewright::sales {

enum class OpportunityStatus { kOpen, kWon, kLost };  // follows from the kind of the stage
enum class ForecastCategory { kOmitted, kPipeline, kBestCase, kCommit, kClosed };
enum class OpportunityPriority { kLow, kMedium, kHigh, kUrgent };
enum class ContactRoleKind { kDecisionMaker, kChampion, kInfluencer, kEvaluator, kBuyer, kUser, kBlocker, kOther };

absl::Span<const EnumName<OpportunityStatus>> NamesOf(OpportunityStatus);
absl::Span<const EnumName<ForecastCategory>> NamesOf(ForecastCategory);
absl::Span<const EnumName<OpportunityPriority>> NamesOf(OpportunityPriority);
absl::Span<const EnumName<ContactRoleKind>> NamesOf(ContactRoleKind);

}  // namespace pipewright::sales
