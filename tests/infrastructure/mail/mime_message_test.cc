#include "infrastructure/mail/mime_message.h"

#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "infrastructure/mail/folder_mailer.h"
#include "tests/support/application/fake_ports.h"
#include "tests/support/infrastructure/throwaway_folder.h"

namespace pipewright::mail {
namespace {

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 3, 5, 7, 8, 9), absl::UTCTimeZone());

std::string MessageOf(const std::string& subject, const std::string& text) {
  const Letter letter = Letter::Of(EmailAddress::Parse("anna@example.com").value(), subject, text).value();
  return MimeMessage(letter, EmailAddress::Parse("crm@acme.example").value(), "unique-1", kNow);
}

TEST_CASE("a letter of plain text is a message that people can read", "[mail]") {
  CHECK(MessageOf("Hello", "One\nTwo\n") ==
        "Date: Thu, 05 Mar 2026 07:08:09 +0000\r\nFrom: crm@acme.example\r\nTo: anna@example.com\r\nSubject: Hello\r\n"
        "Message-ID: <unique-1@acme.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: 7bit\r\nAuto-Submitted: auto-generated\r\n\r\nOne\r\nTwo\r\n\r\n");
}

TEST_CASE("every line of a message is ASCII, ends in CRLF and is short enough, whatever the letter says", "[mail]") {
  const std::string emoji = "\xF0\x9F\xA6\x84";
  for (const std::string& subject : {std::string("=?UTF-8?Q?x?="), emoji + emoji, std::string(200, 's'),
                                     std::string("\xC2\x85 a separator of lines, to some")}) {
    for (const std::string& text : {std::string(5000, 'x'), emoji + "\n" + emoji, std::string("a\n\n.\n")}) {
      const std::string message = MessageOf(subject, text);
      int headers = 0;
      bool body = false;
      for (absl::string_view line : absl::StrSplit(message, "\r\n")) {
        CHECK(line.find_first_of("\r\n") == absl::string_view::npos);
        CHECK(line.size() <= 998);
        for (const char c : line) CHECK((c >= ' ' && c <= '~'));
        body = body || line.empty();
        if (!body && line[0] != ' ') ++headers;
      }
      CHECK(headers == 9);
    }
  }
}

TEST_CASE("a subject is encoded in pieces that are whole characters, and reads as it was", "[mail]") {
  std::string subject;
  for (int i = 0; i < 60; ++i) subject += i % 2 == 0 ? "\xE2\x82\xAC" : "x";
  const std::string message = MessageOf(subject, "x");
  const size_t begin = message.find("Subject: ") + 9;
  const std::string value = message.substr(begin, message.find("\r\nMessage-ID") - begin);
  std::string read;
  const std::vector<std::string> words = absl::StrSplit(value, "\r\n ");
  CHECK(words.size() > 1);
  for (const std::string& word : words) {
    REQUIRE(word.size() <= 75);
    std::string piece;
    REQUIRE(absl::Base64Unescape(word.substr(10, word.size() - 12), &piece));
    CHECK((static_cast<unsigned char>(piece[0]) & 0xC0) != 0x80);
    read += piece;
  }
  CHECK(read == subject);
}

TEST_CASE("a letter that could become another message isn't made", "[attack][mail]") {
  const EmailAddress anna = EmailAddress::Parse("anna@example.com").value();
  for (const char* const subject :
       {"x\r\nBcc: everybody@example.com", "x\nBcc: y@example.com", "x\rBcc: y", "", "\x01"}) {
    CHECK(absl::IsInvalidArgument(Letter::Of(anna, subject, "text").status()));
  }
  for (const char* const text : {"a\r\n.\r\nMAIL FROM:<x>", "", "\x1B[2J"}) {
    CHECK(absl::IsInvalidArgument(Letter::Of(anna, "subject", text).status()));
  }
  CHECK(absl::IsInvalidArgument(Letter::Of(anna, std::string(201, 'x'), "text").status()));
  CHECK(absl::IsInvalidArgument(Letter::Of(anna, "subject", std::string(Letter::kMaxTextBytes + 1, 'x')).status()));
  CHECK(absl::IsInvalidArgument(Letter::Of(EmailAddress(), "subject", "text").status()));
  for (const char* const address : {"a@b.c\r\nBcc: d@e.f", "a@b.c>\r\nRCPT TO:<d@e.f", "a b@c.d", "<a@b.c>"}) {
    CHECK_FALSE(EmailAddress::Parse(address).ok());
  }
}

TEST_CASE("letters in a folder are their owner's alone, and the oldest go", "[mail]") {
  const testing::ThrowawayFolder folder;
  const std::string path = folder.path() + "/a/mail";
  FakeClock clock;
  FakeIds ids;
  const auto mailer = FolderMailer::Open(path, EmailAddress::Parse("crm@acme.example").value(), clock, ids);
  REQUIRE(mailer.ok());
  struct stat found {};
  REQUIRE(stat(path.c_str(), &found) == 0);
  CHECK((found.st_mode & 0777) == 0700);
  Cancellation stop;
  const Letter letter = Letter::Of(EmailAddress::Parse("anna@example.com").value(), "Hello", "One\n").value();
  for (size_t i = 0; i < FolderMailer::kMaxLetters + 2; ++i) REQUIRE((*mailer)->Send(letter, stop).ok());
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path)) names.push_back(entry.path());
  std::sort(names.begin(), names.end());
  REQUIRE(names.size() == FolderMailer::kMaxLetters);
  CHECK_THAT(names.front(), Catch::EndsWith("0003.eml"));
  REQUIRE(stat(names.front().c_str(), &found) == 0);
  CHECK((found.st_mode & 0777) == 0600);

  std::ofstream(folder.path() + "/file") << "x";
  CHECK(absl::IsUnavailable(
      FolderMailer::Open(folder.path() + "/file/mail", EmailAddress::Parse("a@b.c").value(), clock, ids).status()));
}

}  // namespace
}  // namespace pipewright::mail
