#include "domain/sales/lost_reason.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "domain/shared/errors.h"
#include "domain/shared/field_changes.h"
#include "domain/shared/nearest_name.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {
namespace {

constexpr int64_t kMaxPosition = 10'000;
// So that the message stays one that fits into an answer.
constexpr size_t kToldReasons = 20;

absl::Status Apply(const LostReasonChanges& changes, LostReasonState& state) {
  Violations violations;
  ApplyRequiredText(changes.name, "name", LostReasonState::kMaxNameLength, violations, state.name);
  ApplyOr(changes.active, true, state.active);
  ApplyOr(changes.position, int64_t{0}, state.position);
  CheckRange(std::optional(state.position), 0, kMaxPosition, "position", violations);
  return violations.ToStatus();
}

absl::Status Unknown(absl::string_view said, const std::vector<std::string>& active) {
  const auto told = absl::MakeConstSpan(active).subspan(0, kToldReasons);
  std::string description = absl::StrCat("must be one of the tenant's lost reasons: ", absl::StrJoin(told, ", "));
  if (active.size() > told.size()) absl::StrAppend(&description, " and ", active.size() - told.size(), " more");
  absl::StrAppend(&description, DidYouMean(said, active));
  ErrorDetails details;
  details.reason = Reason::kUnknownLostReason;
  details.fields.push_back({"lost_reason", description});
  return MakeError(absl::StatusCode::kInvalidArgument, absl::StrCat("lost_reason: ", description), details);
}

}  // namespace

absl::StatusOr<LostReason> LostReason::Create(LostReasonId id, const LostReasonChanges& details) {
  LostReasonState state;
  state.id = id;
  RETURN_IF_ERROR(Apply(details, state));
  LostReason reason(std::move(state));
  reason.Emit<"lost_reason.created">();
  return reason;
}

absl::Status LostReason::Edit(const LostReasonChanges& changes) {
  LostReasonState edited = state();
  RETURN_IF_ERROR(Apply(changes, edited));
  mutable_state() = std::move(edited);
  Emit<"lost_reason.updated">();
  return absl::OkStatus();
}

bool IsSameReason(absl::string_view a, absl::string_view b) { return absl::EqualsIgnoreCase(a, b); }

absl::StatusOr<std::string> ListedReason(absl::string_view said, absl::Span<const LostReasonState> live) {
  const absl::string_view wanted = absl::StripAsciiWhitespace(said);
  std::vector<std::string> active;
  for (const LostReasonState& reason : live) {
    if (!reason.active) continue;
    if (IsSameReason(reason.name, wanted)) return reason.name;
    active.push_back(reason.name);
  }
  if (active.empty() || wanted.empty()) return std::string(said);
  return Unknown(wanted, active);
}

}  // namespace pipewright::sales
