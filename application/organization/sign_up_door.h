// Who may sign up.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "application/organization/account_letters.h"
#include "application/organization/done.h"
#include "application/organization/human_check.h"
#include "application/organization/ports.h"
#include "application/shared/call/ports.h"
#include "application/shared/mail/letter_runner.h"
#include "application/unit_of_work.h"
#include "domain/shared/contact_details.h"
#include "domain/shared/enum_names.h"

namespace pipewright::organization {

enum class SignUpPolicy {
  kOpen,    // whoever comes; an address is proven later, if at all
  kProven,  // who reads the address's mail, or has an account and its password
  kClosed,  // nobody: operators make the tenants
};
absl::Span<const EnumName<SignUpPolicy>> NamesOf(SignUpPolicy);

struct RequestSignUp {
  EmailAddress email;
  std::string captcha_response;
};

// Thread safe.
//
// Asking for a proof orders a letter, whoever has the address, and looks at no user. Only who reads the letter learns
// whether there is an account: where one proof is asked of everybody, no stranger does.
class SignUpDoor : public mail::LetterWriter {
 public:
  struct Parts {
    SignUpPolicy policy;
    Transactor& transactor;
    const HumanCheck& humans;
    const AddressProofs& proofs;
    const SecretTokens& tokens;
    const AccountLetters& letters;
    IdGenerator& ids;
    const Clock& clock;
  };
  explicit SignUpDoor(const Parts& parts) : parts_(parts) {}

  // kPermissionDenied where nobody may; otherwise as OrderLetter.
  absl::StatusOr<Done> Handle(const RequestContext& ctx, const RequestSignUp& cmd) const;

  enum class Entry {
    kUnproven,
    kProven,
    kAccountOnly,  // unproven, where that isn't enough for a new account
  };
  // How somebody with this address comes in; `proof` may be empty. Looks at no user. Errors as of HumanCheck and
  // AddressProofs; kPermissionDenied where nobody may sign up.
  absl::StatusOr<Entry> Enter(const RequestContext& ctx, const EmailAddress& email, const std::string& proof,
                              const std::string& captcha_response) const;

  // For Entry::kAccountOnly and no account, or another password: kUnauthenticated/CREDENTIALS_MISSING.
  static absl::Status ProofMissing();

  absl::StatusOr<std::optional<mail::Letter>> Write(const mail::LetterOrder& order, UnitOfWork& uow) const override;

 private:
  absl::Status CheckOpen() const;

  const Parts parts_;
};

}  // namespace pipewright::organization
