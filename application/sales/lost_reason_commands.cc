#include "application/sales/lost_reason_commands.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "domain/sales/lost_reason_repository.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {
namespace {

constexpr char kSeries[] = "lost_reason";

// Whether a reason that is to be live finds a place among the others.
absl::Status CheckPlace(const LostReasonState& reason, UnitOfWork& uow) {
  // The counter's row is held until the end: whoever comes second counts what the first one has left.
  RETURN_IF_ERROR(uow.NextNumber(kSeries).status());
  ASSIGN_OR_RETURN(const LostReasonList live, uow.Of<LostReason>().Live());
  for (const LostReasonState& other : *live) {
    if (!IsSameReason(other.name, reason.name)) continue;
    return AlreadyExists(LostReason::kResource, "name", absl::StrCat("there is a lost reason ", other.name));
  }
  if (live->size() < LostReasonState::kMaxLive) return absl::OkStatus();
  return QuotaExceeded(Reason::kTooManyLostReasons, "tenant", absl::StrCat(LostReasonState::kMaxLive, " lost reasons"),
                       "delete one first", std::nullopt);
}

}  // namespace

absl::StatusOr<LostReason> LostReasonCommands::Make(const RequestContext& /*ctx*/, const CreateLostReason& /*cmd*/,
                                                    const LostReasonId& id, LostReasonChanges& details,
                                                    UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(LostReason reason, LostReason::Create(id, details));
  RETURN_IF_ERROR(CheckPlace(reason.state(), uow));
  return reason;
}

absl::StatusOr<LostReason> LostReasonCommands::Handle(const RequestContext& ctx, const UndeleteRecord<LostReason>& cmd,
                                                      UnitOfWork& uow) const {
  return Apply(ctx, cmd, uow, Target::kEvenDeleted, [&](LostReason& reason) -> absl::Status {
    RETURN_IF_ERROR(reason.Undelete());
    return CheckPlace(reason.state(), uow);
  });
}

absl::Status LostReasonCommands::Reserve(int64_t new_records, UnitOfWork& uow) const {
  return uow.ReserveNumbers(kSeries, new_records);
}

}  // namespace pipewright::sales
