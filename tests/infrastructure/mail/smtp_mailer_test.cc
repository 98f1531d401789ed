#include "infrastructure/mail/smtp_mailer.h"

#include <catch2/catch.hpp>

#include "tests/support/application/fake_ports.h"
#include "tests/support/infrastructure/smtp_server.h"

namespace pipewright::mail {
namespace {

Letter LetterTo(const std::string& address, const std::string& text = "Good day.\n.\n.. and two dots\n") {
  return Letter::Of(EmailAddress::Parse(address).value(),
                    "Gr\xC3\xBC\xC3\x9F"
                    "e",
                    text)
      .value();
}

struct Sender {
  absl::Status Send(const SmtpServer& server, const Letter& letter) {
    const auto mailer = SmtpMailer::Make(server, EmailAddress::Parse("crm@acme.example").value(), clock, ids);
    if (!mailer.ok()) return mailer.status();
    return (*mailer)->Send(letter, stop);
  }

  FakeClock clock;
  FakeIds ids;
  Cancellation stop;
};

TEST_CASE("a letter reaches a mail server over STARTTLS, with a password", "[mail]") {
  const testing::SmtpServer server(SmtpSecurity::kStartTls);
  Sender sender;
  REQUIRE(sender.Send(server.options(), LetterTo("anna@example.com")).ok());
  REQUIRE(server.Letters().size() == 1);
  const std::string letter = server.Letters()[0];
  CHECK_THAT(letter, Catch::StartsWith("X-From: crm@acme.example\r\nX-To: anna@example.com\r\nX-Tls: True\r\n"));
  CHECK_THAT(letter, Catch::Contains("\r\nSubject: =?UTF-8?B?R3LDvMOfZQ==?=\r\n"));
  CHECK_THAT(letter, Catch::Contains("\r\n\r\nGood day.\r\n.\r\n.. and two dots\r\n"));
}

TEST_CASE("a letter reaches a mail server that speaks TLS from the beginning, and one in the clear", "[mail]") {
  for (const SmtpSecurity security : {SmtpSecurity::kTls, SmtpSecurity::kNone}) {
    const testing::SmtpServer server(security);
    Sender sender;
    CHECK(sender.Send(server.options(), LetterTo("anna@example.com")).message() == "");
    CHECK(server.Letters().size() == 1);
  }
}

TEST_CASE("nothing is said to a server without TLS unless that was chosen", "[mail]") {
  const testing::SmtpServer server(SmtpSecurity::kNone);
  SmtpServer options = server.options();
  options.security = SmtpSecurity::kStartTls;
  Sender sender;
  CHECK(absl::IsUnavailable(sender.Send(options, LetterTo("anna@example.com"))));
  CHECK(server.Letters().empty());
}

TEST_CASE("a server that isn't the one it says, or doesn't know us, gets no letter", "[mail]") {
  const testing::SmtpServer server(SmtpSecurity::kStartTls);
  SmtpServer stranger = server.options();
  stranger.ca_file.clear();
  SmtpServer wrong_name = server.options();
  wrong_name.address = "localhost" + wrong_name.address.substr(wrong_name.address.find(':'));
  SmtpServer wrong_password = server.options();
  wrong_password.password += "x";
  SmtpServer nobody = server.options();
  nobody.user.clear();
  nobody.password.clear();
  Sender sender;
  for (const SmtpServer& options : {stranger, wrong_name, wrong_password, nobody}) {
    // Not the letter's fault: it waits until an operator has put things right.
    CHECK(absl::IsUnavailable(sender.Send(options, LetterTo("anna@example.com"))));
  }
  CHECK(server.Letters().empty());
}

TEST_CASE("a letter that is refused for good is told from one that may be taken later", "[mail]") {
  const testing::SmtpServer server(SmtpSecurity::kStartTls);
  Sender sender;
  const absl::Status refused = sender.Send(server.options(), LetterTo("refused@example.com"));
  CHECK(absl::IsInvalidArgument(refused));
  // Logs name nobody.
  CHECK_THAT(std::string(refused.message()), Catch::Contains("550") && !Catch::Contains("@"));
  CHECK(absl::IsUnavailable(sender.Send(server.options(), LetterTo("later@example.com"))));
  SmtpServer gone = server.options();
  gone.address = "127.0.0.1:1";
  CHECK(absl::IsUnavailable(sender.Send(gone, LetterTo("anna@example.com"))));
}

TEST_CASE("a mail server that hangs is left after a while, or at once when this one stops", "[mail]") {
  const testing::SmtpServer server(SmtpSecurity::kNone);
  SmtpServer options = server.options();
  options.patience = absl::Milliseconds(300);
  Sender sender;
  CHECK(absl::IsUnavailable(sender.Send(options, LetterTo("hang@example.com"))));
  options.patience = absl::Hours(1);
  sender.stop.Cancel();
  CHECK(absl::IsCancelled(sender.Send(options, LetterTo("hang@example.com"))));
}

TEST_CASE("a mail server is named with its port, and a password never goes in the clear", "[mail]") {
  const auto made = [](const std::string& address, SmtpSecurity security, const std::string& user,
                       const std::string& password) {
    Sender sender;
    SmtpServer server;
    server.address = address;
    server.security = security;
    server.user = user;
    server.password = password;
    return std::string(sender.Send(server, LetterTo("anna@example.com")).message());
  };
  for (const char* const address : {"smtp.example.com", "smtp://a:25", "a/b:25", "a b:25", ":25", "a:0", "a:99999"}) {
    CHECK_THAT(made(address, SmtpSecurity::kStartTls, "", ""), Catch::StartsWith("--mail-smtp-server"));
  }
  CHECK_THAT(made("a:25", SmtpSecurity::kNone, "u", "p"), Catch::Contains("in the clear"));
  CHECK_THAT(made("a:25", SmtpSecurity::kTls, "u", ""), Catch::Contains("belong together"));
}

}  // namespace
}  // namespace pipewright::mail
