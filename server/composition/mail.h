// How letters are sent: chosen by options.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "application/shared/call/ports.h"
#include "application/shared/mail/letter.h"
#include "infrastructure/mail/smtp_mailer.h"

namespace pipewright::server {

struct MailOptions {
  mail::SmtpServer smtp;  // without an address: letters are files of the folder, and nobody is written to
  std::string folder;
  std::string from;          // an e-mail address; empty: one that takes no answers
  std::string account_page;  // the URL that letters send people to with their tokens; empty: none
};

// `clock` and `ids` outlive it. An error is one line with the way out.
absl::StatusOr<std::unique_ptr<mail::Mailer>> MakeMailer(const MailOptions& options, const Clock& clock,
                                                         IdGenerator& ids);

}  // namespace pipewright::server
