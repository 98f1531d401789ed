#include "server/process/mail_options.h"

#include <string>

namespace pipewright::server {

void AddMailOptions(CLI::App& command, MailConfiguration& mail) {
  const auto add = [&](const char* name, std::string& value, const char* description) {
    return command.add_option(name, value, description)->group("Mail");
  };
  add("--mail-smtp-server", mail.smtp_server,
      "Send letters by this SMTP server: smtp.example.com:587; without one they are kept as files and nobody gets any");
  add("--mail-smtp-security", mail.smtp_security,
      "starttls: the connection must become TLS; tls: it is TLS from the beginning; none: in the clear")
      ->check(CLI::IsMember({"starttls", "tls", "none"}))
      ->capture_default_str();
  add("--mail-smtp-user", mail.smtp_user, "Sign in to it as this user");
  add("--mail-smtp-password", mail.smtp_password, "With this password");
  add("--mail-smtp-ca", mail.smtp_ca, "PEM file: authorities to trust instead of the system's");
  add("--mail-from", mail.from, "The e-mail address that letters are from");
  add("--mail-dir", mail.folder,
      "Folder of letters that aren't sent, .eml files; default: mail in the folder of the embedded PostgreSQL");
  add("--account-page", mail.account_page,
      "URL of your application's page that takes tokens out of letters, behind a #; without one people copy them");
}

absl::Status CheckMail(const MailConfiguration& mail) {
  if (mail.smtp_server.empty() || mail.folder.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError("Letters are sent by --mail-smtp-server or kept in --mail-dir: give one of them.");
}

}  // namespace pipewright::server
