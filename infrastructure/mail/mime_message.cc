#include "infrastructure/mail/mime_message.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace pipewright::mail {
namespace {

constexpr size_t kEncodedWordBytes = 39;  // as base64, with what stands around it, fewer than the 75 octets allowed
constexpr size_t kEncodedLine = 76;
constexpr size_t kSubjectLine = 78;
constexpr size_t kPlainLine = 998;

bool IsPlain(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

bool IsContinuation(char c) { return (static_cast<uint8_t>(c) & 0xC0) == 0x80; }

// RFC 2047. No code point is cut in two.
std::string HeaderText(absl::string_view text) {
  if (IsPlain(text) && text.size() <= kSubjectLine && !absl::StrContains(text, "=?")) return std::string(text);
  std::string encoded;
  while (!text.empty()) {
    size_t size = std::min(text.size(), kEncodedWordBytes);
    while (size < text.size() && size > 1 && IsContinuation(text[size])) --size;
    absl::StrAppend(&encoded, encoded.empty() ? "" : "\r\n ", "=?UTF-8?B?", absl::Base64Escape(text.substr(0, size)),
                    "?=");
    text.remove_prefix(size);
  }
  return encoded;
}

std::string EncodedBody(absl::string_view text) {
  const std::string encoded = absl::Base64Escape(text);
  std::string body;
  for (size_t i = 0; i < encoded.size(); i += kEncodedLine) {
    absl::StrAppend(&body, absl::string_view(encoded).substr(i, kEncodedLine), "\r\n");
  }
  return body;
}

}  // namespace

std::string MimeMessage(const Letter& letter, const EmailAddress& from, absl::string_view unique, absl::Time now) {
  const std::vector<absl::string_view> lines = absl::StrSplit(letter.text(), '\n');
  const bool plain = std::all_of(lines.begin(), lines.end(),
                                 [](absl::string_view line) { return IsPlain(line) && line.size() <= kPlainLine; });
  const absl::string_view domain = absl::string_view(from.value()).substr(from.value().find('@') + 1);
  std::string message = absl::StrCat(
      "Date: ", absl::FormatTime("%a, %d %b %E4Y %H:%M:%S +0000", now, absl::UTCTimeZone()), "\r\nFrom: ", from.value(),
      "\r\nTo: ", letter.to().value(), "\r\nSubject: ", HeaderText(letter.subject()), "\r\nMessage-ID: <", unique, "@",
      domain, ">\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: ",
      plain ? "7bit" : "base64",
      // Nobody's holiday answers this.
      "\r\nAuto-Submitted: auto-generated\r\n\r\n");
  if (!plain) return message + EncodedBody(letter.text());
  for (const absl::string_view line : lines) absl::StrAppend(&message, line, "\r\n");
  return message;
}

}  // namespace pipewright::mail
