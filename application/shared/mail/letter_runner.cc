#include "application/shared/mail/letter_runner.h"

#include <algorithm>
#include <utility>

#include "application/shared/call/guarded.h"
#include "application/shared/call/request_context.h"
#include "domain/shared/status_macros.h"

namespace pipewright::mail {
namespace {

// Of the system's own work: in nobody's name, in no tenant.
RequestContext SystemContext(const LetterOrder& order, absl::Time deadline) {
  RequestContext context;
  context.method = "letter";
  context.request_id = order.id.ToString();
  context.deadline = deadline;
  return context;
}

}  // namespace

absl::Span<const EnumName<LetterKind>> NamesOf(LetterKind) {
  static constexpr EnumName<LetterKind> kNames[] = {{LetterKind::kPasswordReset, "PASSWORD_RESET"},
                                                    {LetterKind::kEmailVerification, "EMAIL_VERIFICATION"},
                                                    {LetterKind::kInvitation, "INVITATION"},
                                                    {LetterKind::kSignUp, "SIGN_UP"},
                                                    {LetterKind::kPasswordChanged, "PASSWORD_CHANGED"}};
  return kNames;
}

absl::Duration LetterRunner::PauseAfter(int64_t attempts) {
  absl::Duration pause = kFirstPause;
  for (int64_t i = 1; i < attempts && pause < kMaxPause; ++i) pause *= 2;
  return std::min(pause, kMaxPause);
}

absl::StatusOr<bool> LetterRunner::RunNext() {
  if (stopping_.cancelled()) return false;
  ASSIGN_OR_RETURN(waiting_, ports_.queue.Count());
  const absl::Time now = ports_.clock.Now();
  ASSIGN_OR_RETURN(const std::optional<ClaimedOrder> claimed,
                   ports_.queue.Claim(ports_.ids.NewUuid(), now, now + kLease));
  if (!claimed.has_value()) return false;

  const bool over = claimed->attempts > kMaxAttempts || now - claimed->create_time > kMaxAge;
  const absl::StatusOr<bool> sent = over ? absl::StatusOr<bool>(absl::DeadlineExceededError("its time is over"))
                                         : Guarded([&] { return Attempt(*claimed); });
  LetterOutcome outcome = LetterOutcome::kSent;
  if (sent.ok()) {
    if (!*sent) outcome = LetterOutcome::kNobody;
  } else {
    const bool for_good =
        over || claimed->attempts >= kMaxAttempts || sent.status().code() == absl::StatusCode::kInvalidArgument;
    outcome = for_good ? LetterOutcome::kGivenUp : LetterOutcome::kRequeued;
  }
  ports_.observer.OnAttempt(*claimed, outcome, sent.status());
  if (outcome == LetterOutcome::kRequeued) {
    // One that this server's end interrupted doesn't wait for it.
    const absl::Duration pause = stopping_.cancelled() ? absl::ZeroDuration() : PauseAfter(claimed->attempts);
    RETURN_IF_ERROR(ports_.queue.Release(*claimed, ports_.clock.Now() + pause));
  } else {
    RETURN_IF_ERROR(ports_.queue.Drop(*claimed));
  }
  return true;
}

absl::StatusOr<bool> LetterRunner::Attempt(const ClaimedOrder& claimed) {
  const RequestContext context = SystemContext(claimed.order, ports_.clock.Now() + kLease / 2);
  const LetterWriter& writer = *writers_.at(claimed.order.kind);
  std::optional<Letter> letter;
  RETURN_IF_ERROR(ports_.transactor.Run(context, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(letter, writer.Write(claimed.order, uow));
    return absl::OkStatus();
  }));
  if (!letter.has_value()) return false;
  RETURN_IF_ERROR(ports_.mailer.Send(*letter, stopping_));
  return true;
}

}  // namespace pipewright::mail
