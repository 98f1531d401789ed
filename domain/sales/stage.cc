#include "domain/sales/stage.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/field_changes.h"
#include "domain/shared/text.h"

namespace pipewright::sales {
namespace {

constexpr size_t kMaxStages = 50;
constexpr int64_t kMaxRotDays = 3650;
constexpr size_t kMaxFilterLength = 1000;

void CheckStage(Stage& stage, const std::string& at, Violations& violations) {
  violations.Take(absl::StrCat(at, ".name"), RequiredText(stage.name, kMaxNameLength), &stage.name);
  if (stage.kind == StageKind::kWon && stage.probability.percent() != 100) {
    violations.Add(absl::StrCat(at, ".probability"), "must be 100 for the WON stage");
  }
  if (stage.kind == StageKind::kLost && stage.probability.percent() != 0) {
    violations.Add(absl::StrCat(at, ".probability"), "must be 0 for the LOST stage");
  }
  CheckRange(stage.rot_after_days, 1, kMaxRotDays, absl::StrCat(at, ".rot_after_days"), violations);
  violations.Take(absl::StrCat(at, ".entry_filter"), OptionalText(stage.entry_filter, kMaxFilterLength),
                  &stage.entry_filter);
  auto& required = stage.required_fields;
  std::sort(required.begin(), required.end());
  required.erase(std::unique(required.begin(), required.end()), required.end());
}

void CheckKinds(const std::vector<Stage>& stages, Violations& violations) {
  const auto count = [&stages](StageKind kind) {
    return std::count_if(stages.begin(), stages.end(), [kind](const Stage& stage) { return stage.kind == kind; });
  };
  if (count(StageKind::kOpen) == 0) violations.Add("stages", "must have at least one OPEN stage");
  if (count(StageKind::kWon) != 1) violations.Add("stages", "must have exactly one WON stage");
  if (count(StageKind::kLost) != 1) violations.Add("stages", "must have exactly one LOST stage");
}

}  // namespace

absl::Span<const EnumName<StageKind>> NamesOf(StageKind) {
  static constexpr EnumName<StageKind> kNames[] = {
      {StageKind::kOpen, "OPEN"}, {StageKind::kWon, "WON"}, {StageKind::kLost, "LOST"}};
  return kNames;
}

absl::Span<const EnumName<StageRequirement>> NamesOf(StageRequirement) {
  static constexpr EnumName<StageRequirement> kNames[] = {
      {StageRequirement::kAccount, "ACCOUNT"},     {StageRequirement::kPrimaryContact, "PRIMARY_CONTACT"},
      {StageRequirement::kAmount, "AMOUNT"},       {StageRequirement::kExpectedCloseDate, "EXPECTED_CLOSE_DATE"},
      {StageRequirement::kNextStep, "NEXT_STEP"},  {StageRequirement::kDescription, "DESCRIPTION"},
      {StageRequirement::kSource, "SOURCE"},       {StageRequirement::kCompetitor, "COMPETITOR"},
      {StageRequirement::kLineItems, "LINE_ITEMS"}};
  return kNames;
}

absl::StatusOr<std::vector<Stage>> CheckStages(const std::vector<Stage>& stages) {
  std::vector<Stage> checked = stages;
  Violations violations;
  if (checked.size() > kMaxStages) violations.Add("stages", absl::StrCat("must be at most ", kMaxStages));
  std::set<std::string> names;
  std::set<StageId> ids;
  for (size_t i = 0; i < checked.size(); ++i) {
    const std::string at = absl::StrCat("stages[", i, "]");
    CheckStage(checked[i], at, violations);
    if (!names.insert(absl::AsciiStrToLower(checked[i].name)).second) {
      violations.Add(absl::StrCat(at, ".name"), absl::StrCat("two stages are named ", checked[i].name));
    }
    if (checked[i].id.is_nil() || !ids.insert(checked[i].id).second) {
      violations.Add(absl::StrCat(at, ".id"), "must be given once");
    }
  }
  CheckKinds(checked, violations);
  const absl::Status status = violations.ToStatus();
  if (status.ok()) return checked;
  ErrorDetails details = DetailsOf(status);
  details.reason = Reason::kInvalidStages;
  return MakeError(absl::StatusCode::kInvalidArgument, status.message(), details);
}

}  // namespace pipewright::sales
