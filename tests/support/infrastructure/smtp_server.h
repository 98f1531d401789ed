// A mail server on loopback (smtp_server.py) for as long as the test runs.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "infrastructure/mail/smtp_mailer.h"
#include "tests/support/infrastructure/throwaway_folder.h"

namespace pipewright::testing {

class SmtpServer {
 public:
  explicit SmtpServer(mail::SmtpSecurity security);
  ~SmtpServer();
  SmtpServer(const SmtpServer&) = delete;
  SmtpServer& operator=(const SmtpServer&) = delete;

  // As whom it knows us, and by its certificate.
  mail::SmtpServer options() const { return options_; }
  // The letters that it took, in their order, each with X-From, X-To and X-Tls in front.
  std::vector<std::string> Letters() const;

 private:
  const ThrowawayFolder folder_;
  mail::SmtpServer options_;
  pid_t child_ = -1;
  int input_ = -1;
};

}  // namespace pipewright::testing
