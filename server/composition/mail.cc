#include "server/composition/mail.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/mail/folder_mailer.h"

namespace pipewright::server {

absl::StatusOr<std::unique_ptr<mail::Mailer>> MakeMailer(const MailOptions& options, const Clock& clock,
                                                         IdGenerator& ids) {
  EmailAddress from;
  if (!options.from.empty()) {
    const auto parsed = EmailAddress::Parse(options.from);
    if (!parsed.ok()) return absl::InvalidArgumentError(absl::StrCat("--mail-from ", parsed.status().message(), "."));
    from = *parsed;
  }
  if (!options.smtp.address.empty()) {
    ASSIGN_OR_RETURN(std::unique_ptr<mail::Mailer> mailer, mail::SmtpMailer::Make(options.smtp, from, clock, ids));
    return mailer;
  }
  if (from.value().empty()) {
    ASSIGN_OR_RETURN(from, EmailAddress::Parse("no-reply@pipewright.example"));
  }
  ASSIGN_OR_RETURN(std::unique_ptr<mail::Mailer> mailer, mail::FolderMailer::Open(options.folder, from, clock, ids));
  return mailer;
}

}  // namespace pipewright::server
