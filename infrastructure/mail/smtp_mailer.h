// Letters by SMTP (RFC 5321), through libcurl.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "application/shared/call/ports.h"
#include "application/shared/mail/letter.h"

namespace pipewright::mail {

enum class SmtpSecurity {
  kStartTls,  // the connection must become TLS before anything is said (RFC 3207)
  kTls,       // it is TLS from the beginning (RFC 8314)
  kNone,      // in the clear
};

struct SmtpServer {
  std::string address;  // "smtp.example.com:587"
  SmtpSecurity security = SmtpSecurity::kStartTls;
  // Empty: without AUTH. A password never goes over a connection in the clear.
  std::string user;
  std::string password;
  // A file of certificate authorities to trust instead of the system's; empty: those.
  std::string ca_file;
  // How long handing over one letter may take.
  absl::Duration patience = absl::Seconds(45);
};

// A connection for each letter: they are few. The server's certificate and name are checked. Thread safe.
class SmtpMailer : public Mailer {
 public:
  // `clock` and `ids` outlive it. kInvalidArgument, in one line, when the address or the combination isn't one.
  static absl::StatusOr<std::unique_ptr<SmtpMailer>> Make(SmtpServer server, EmailAddress from, const Clock& clock,
                                                          IdGenerator& ids);

  // kInvalidArgument when the server refuses the letter with a 5xx reply, but not when it refuses us.
  absl::Status Send(const Letter& letter, Cancellation& cancellation) override;

 private:
  SmtpMailer(SmtpServer server, EmailAddress from, const Clock& clock, IdGenerator& ids)
      : server_(std::move(server)), from_(std::move(from)), clock_(clock), ids_(ids) {}

  const SmtpServer server_;
  const EmailAddress from_;
  const Clock& clock_;
  IdGenerator& ids_;
};

}  // namespace pipewright::mail
