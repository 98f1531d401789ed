#include "application/organization/sign_up_door.h"

#include "application/organization/letter_tokens.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {

absl::Span<const EnumName<SignUpPolicy>> NamesOf(SignUpPolicy) {
  static constexpr EnumName<SignUpPolicy> kNames[] = {
      {SignUpPolicy::kOpen, "open"}, {SignUpPolicy::kProven, "proven"}, {SignUpPolicy::kClosed, "closed"}};
  return kNames;
}

absl::Status SignUpDoor::CheckOpen() const {
  if (parts_.policy != SignUpPolicy::kClosed) return absl::OkStatus();
  ErrorDetails details;
  details.reason = Reason::kPermissionDenied;
  return MakeError(absl::StatusCode::kPermissionDenied, "nobody signs up here: ask the operators for a tenant",
                   details);
}

absl::StatusOr<Done> SignUpDoor::Handle(const RequestContext& ctx, const RequestSignUp& cmd) const {
  RETURN_IF_ERROR(CheckOpen());
  RETURN_IF_ERROR(parts_.humans.Check(ctx, cmd.captcha_response));
  RETURN_IF_ERROR(parts_.transactor.Run(ctx, Transactor::Mode::kCommit, [&](UnitOfWork& uow) {
    return OrderLetter(parts_.tokens, parts_.ids, mail::LetterKind::kSignUp, cmd.email, std::nullopt, uow);
  }));
  return Done();
}

absl::StatusOr<SignUpDoor::Entry> SignUpDoor::Enter(const RequestContext& ctx, const EmailAddress& email,
                                                    const std::string& proof,
                                                    const std::string& captcha_response) const {
  RETURN_IF_ERROR(CheckOpen());
  if (!proof.empty()) {
    RETURN_IF_ERROR(parts_.proofs.Verify(proof, email, parts_.clock.Now()));
    return Entry::kProven;
  }
  RETURN_IF_ERROR(parts_.humans.Check(ctx, captcha_response));
  return parts_.policy == SignUpPolicy::kOpen ? Entry::kUnproven : Entry::kAccountOnly;
}

absl::Status SignUpDoor::ProofMissing() {
  return Unauthenticated(Reason::kCredentialsMissing,
                         "email_proof is missing: RequestSignUp has it sent to the address; who has an account needs "
                         "none, but its password");
}

absl::StatusOr<std::optional<mail::Letter>> SignUpDoor::Write(const mail::LetterOrder& order, UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(const std::optional<User> user, uow.identities().FindUser(order.to));
  if (user.has_value()) {
    ASSIGN_OR_RETURN(mail::Letter letter, parts_.letters.AccountExists(order.to));
    return letter;
  }
  ASSIGN_OR_RETURN(const AddressProofs::Issued proof, parts_.proofs.Issue(order.to, uow.now()));
  ASSIGN_OR_RETURN(mail::Letter letter, parts_.letters.SignUp(order.to, proof.text, proof.expire_time));
  return letter;
}

}  // namespace pipewright::organization
