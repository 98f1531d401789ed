#include "domain/organization/password_policy.h"

#include <algorithm>
#include <array>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/text.h"

namespace pipewright::organization {
namespace {

constexpr size_t kMinLength = 12;
constexpr size_t kMaxLength = 256;
constexpr size_t kMinDistinctBytes = 4;

// Of the commonest passwords in published leaks: the words that people lengthen with digits, and long ones that are no
// such word. Lower case.
constexpr auto kCommonWords = std::to_array<absl::string_view>(
    {"password",     "passwort",  "passw0rd", "p@ssw0rd",   "p@ssword",   "qwerty",   "qwertz",        "azerty",
     "asdfgh",       "zxcvbn",    "welcome",  "willkommen", "letmein",    "admin",    "administrator", "iloveyou",
     "ichliebedich", "monkey",    "dragon",   "football",   "fussball",   "baseball", "superman",      "batman",
     "princess",     "sunshine",  "trustno",  "master",     "shadow",     "michael",  "jennifer",      "hello",
     "hallo",        "login",     "secret",   "changeme",   "default",    "starwars", "pokemon",       "summer",
     "winter",       "spring",    "autumn",   "sommer",     "abc",        "abcd",     "test",          "testing",
     "guest",        "root",      "user",     "pipewright", "salesforce", "company",  "qwertyuiop",    "qwertzuiop",
     "azertyuiop",   "asdfghjkl", "zxcvbnm"});
constexpr auto kCommonPasswords = std::to_array<absl::string_view>(
    {"1q2w3e4r5t",       "1qaz2wsx3edc",     "1q2w3e4r5t6y",     "q1w2e3r4t5",   "q1w2e3r4t5y6",
     "qazwsxedcrfv",     "zaq12wsxcde3",     "qwerty1234567890", "1qazxsw23edc", "correcthorsebatterystaple",
     "thequickbrownfox", "passwordpassword", "mypassword",       "mypassword1",  "mypassword123",
     "iloveyou12345",    "11111aaaaa",       "aaaaa11111",       "abc123abc123", "abcd1234abcd",
     "1234567890qwerty", "123qweasdzxc",     "qweasdzxc123",     "newpassword",  "newpassword1"});

constexpr absl::string_view kRuns[] = {"01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz",
                                       "zyxwvutsrqponmlkjihgfedcba"};

absl::Status Weak(absl::string_view field, absl::string_view description) {
  ErrorDetails details;
  details.reason = Reason::kWeakPassword;
  details.fields.push_back({std::string(field), std::string(description)});
  return MakeError(absl::StatusCode::kInvalidArgument, absl::StrCat(field, ": ", description), details);
}

// Without the digits and signs that people put around a word.
absl::string_view Core(absl::string_view text) {
  const auto is_padding = [](char c) {
    return !absl::ascii_isalpha(static_cast<unsigned char>(c)) && static_cast<unsigned char>(c) < 0x80;
  };
  while (!text.empty() && is_padding(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_padding(text.back())) text.remove_suffix(1);
  return text;
}

template <class List>
bool IsOneOf(absl::string_view text, const List& list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

}  // namespace

absl::Status CheckPassword(absl::string_view password, const PasswordOwner& owner, absl::string_view field) {
  const size_t length = CodePoints(password);
  if (length < kMinLength) return Weak(field, "must have at least 12 characters");
  if (length > kMaxLength) return Weak(field, "must have at most 256 characters");

  const std::string lower = absl::AsciiStrToLower(password);
  const absl::string_view core = Core(lower);
  if (std::set<char>(lower.begin(), lower.end()).size() < kMinDistinctBytes) {
    return Weak(field, "repeats too few different characters");
  }
  if (std::any_of(std::begin(kRuns), std::end(kRuns),
                  [&](absl::string_view run) { return absl::StrContains(run, lower); })) {
    return Weak(field, "is a run of neighbouring characters");
  }
  if (IsOneOf(core, kCommonWords) || IsOneOf(absl::string_view(lower), kCommonPasswords)) {
    return Weak(field, "is one of the most common passwords");
  }
  const std::string email = absl::AsciiStrToLower(owner.email);
  const std::string local = email.substr(0, email.find('@'));
  const std::string given = absl::AsciiStrToLower(owner.given_name);
  const std::string family = absl::AsciiStrToLower(owner.family_name);
  for (const std::string& own :
       {email, local, given, family, absl::StrCat(given, family), absl::StrCat(given, " ", family),
        absl::StrCat(given, ".", family), absl::StrCat(family, given)}) {
    if (!own.empty() && (lower == own || core == Core(own))) return Weak(field, "is your name or e-mail address");
  }
  return absl::OkStatus();
}

}  // namespace pipewright::organization
