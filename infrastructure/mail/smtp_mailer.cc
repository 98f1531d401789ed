#include "infrastructure/mail/smtp_mailer.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "infrastructure/mail/mime_message.h"
#include "infrastructure/network/curl.h"

namespace pipewright::mail {
namespace {

// What is left to send, and whether to go on.
struct Transfer {
  absl::string_view to_send;
  const Cancellation& cancellation;
};

size_t OnRead(char* buffer, size_t size, size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const size_t bytes = std::min(size * count, transfer.to_send.size());
  std::memcpy(buffer, transfer.to_send.data(), bytes);
  transfer.to_send.remove_prefix(bytes);
  return bytes;
}

// The server's replies aren't kept: they may quote people's addresses.
size_t OnReply(const char* /*data*/, size_t size, size_t count, void* /*user*/) { return size * count; }

int OnProgress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Transfer*>(user)->cancellation.cancelled() ? 1 : 0;
}

bool IsAddress(absl::string_view address) {
  const size_t colon = address.rfind(':');
  int port = 0;
  if (colon == absl::string_view::npos || colon == 0 || !absl::SimpleAtoi(address.substr(colon + 1), &port))
    return false;
  const absl::string_view host = address.substr(0, colon);
  return port > 0 && port < 65536 && std::all_of(host.begin(), host.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) || absl::StrContains(".-_[]:", c);
         });
}

absl::Status Away(absl::string_view why) {
  return absl::UnavailableError(absl::StrCat("the mail server can't be used: ", why));
}

// Codes by which a server refuses us, whatever the letter: authentication is missing, wrong, too weak or not possible.
bool RefusesUs(long reply) { return reply == 530 || reply == 534 || reply == 535 || reply == 538; }

absl::Status StatusOf(CURLcode code, long reply) {
  if (code == CURLE_OK) return absl::OkStatus();
  if (code == CURLE_ABORTED_BY_CALLBACK) return absl::CancelledError("the server is stopping");
  const std::string why =
      reply >= 400 ? absl::StrCat(curl_easy_strerror(code), ", reply ", reply) : std::string(curl_easy_strerror(code));
  if (reply >= 500 && !RefusesUs(reply) && code != CURLE_LOGIN_DENIED && code != CURLE_USE_SSL_FAILED) {
    return absl::InvalidArgumentError(absl::StrCat("the mail server refuses the letter: ", why));
  }
  return Away(why);
}

}  // namespace

absl::StatusOr<std::unique_ptr<SmtpMailer>> SmtpMailer::Make(SmtpServer server, EmailAddress from, const Clock& clock,
                                                             IdGenerator& ids) {
  if (!IsAddress(server.address)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--mail-smtp-server must be a name or address with a port (smtp.example.com:587), and is ",
                     server.address, "."));
  }
  if (from.value().empty()) return absl::InvalidArgumentError("--mail-smtp-server needs --mail-from beside it.");
  if (server.security == SmtpSecurity::kNone && !server.password.empty()) {
    return absl::InvalidArgumentError(
        "--mail-smtp-security none would send the password in the clear: use starttls or tls, or no password.");
  }
  if (server.user.empty() != server.password.empty()) {
    return absl::InvalidArgumentError("--mail-smtp-user and --mail-smtp-password belong together: give both or none.");
  }
  if (!network::CurlWorks()) return absl::InternalError("libcurl can't be used");
  return std::unique_ptr<SmtpMailer>(new SmtpMailer(std::move(server), std::move(from), clock, ids));
}

absl::Status SmtpMailer::Send(const Letter& letter, Cancellation& cancellation) {
  CURL* const curl = curl_easy_init();
  if (curl == nullptr) return Away("libcurl has no memory");
  const absl::Cleanup end = [curl] { curl_easy_cleanup(curl); };
  curl_slist* const recipients = curl_slist_append(nullptr, absl::StrCat("<", letter.to().value(), ">").c_str());
  const absl::Cleanup free_recipients = [recipients] { curl_slist_free_all(recipients); };

  const std::string message = MimeMessage(letter, from_, ids_.NewUuid().ToString(), clock_.Now());
  Transfer transfer{message, cancellation};
  const bool tls = server_.security == SmtpSecurity::kTls;
  const absl::string_view domain = absl::string_view(from_.value()).substr(from_.value().find('@') + 1);
  // Behind the slash: what we say our name is.
  const std::string url = absl::StrCat(tls ? "smtps://" : "smtp://", server_.address, "/", domain);
  const std::string sender = absl::StrCat("<", from_.value(), ">");
  network::SetLimits(curl, {"smtp,smtps", server_.ca_file, server_.patience});
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_USE_SSL,
                   static_cast<long>(server_.security == SmtpSecurity::kNone ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  if (!server_.user.empty()) {
    curl_easy_setopt(curl, CURLOPT_USERNAME, server_.user.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, server_.password.c_str());
  }
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, sender.c_str());
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, &OnRead);
  curl_easy_setopt(curl, CURLOPT_READDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message.size()));
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &OnReply);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &OnReply);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &OnProgress);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &transfer);
  const CURLcode code = curl_easy_perform(curl);
  long reply = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply);
  return StatusOf(code, reply);
}

}  // namespace pipewright::mail
