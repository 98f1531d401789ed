#include "application/sales/stage_entry.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/shared/commands/record_filters.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {
namespace {

std::string SubjectOf(const Stage& stage) { return absl::StrCat("stage/", stage.id.ToString()); }

}  // namespace

absl::StatusOr<filter::Condition> EntryCondition(const Stage& stage, UnitOfWork& uow) {
  absl::StatusOr<filter::Condition> condition =
      CheckRule(stage.entry_filter, RecordKind::kOpportunity, RuleReader::kApplied, uow);
  if (!absl::IsInvalidArgument(condition.status())) return condition;
  return FailedPrecondition(
      Reason::kStageFilterNotMet, SubjectOf(stage),
      absl::StrCat("the entry_filter of the stage ", stage.name,
                   " can't be read any more, change the pipeline: ", condition.status().message()));
}

absl::Status CheckEntryFilter(const Stage& stage, const OpportunityId& id, UnitOfWork& uow) {
  if (stage.entry_filter.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const filter::Condition condition, EntryCondition(stage, uow));
  ASSIGN_OR_RETURN(const std::vector<bool> holding, uow.filters().Holding(RecordRef::Of(id), {condition}));
  if (holding.front()) return absl::OkStatus();
  return FailedPrecondition(Reason::kStageFilterNotMet, SubjectOf(stage),
                            absl::StrCat("the stage ", stage.name, " takes opportunities that match ",
                                         stage.entry_filter, ": change this one first"));
}

}  // namespace pipewright::sales
