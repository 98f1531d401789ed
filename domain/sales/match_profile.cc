#include "domain/sales/match_profile.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace pipewright::sales {
namespace {

using Words = std::vector<std::string>;

// As they stand in the normal form: without dots.
constexpr absl::string_view kLegalForms[] = {
    "ab",  "ag",   "aps", "as",   "asa",  "bv",  "co",  "company", "corp",     "corporation", "cv",          "doo",
    "ek",  "eg",   "ev",  "gbr",  "gmbh", "inc", "kft", "kg",      "kgaa",     "kk",          "limited",     "llc",
    "llp", "lp",   "ltd", "ltda", "mbh",  "nv",  "ohg", "oy",      "oyj",      "plc",         "pte",         "pty",
    "sa",  "sarl", "sas", "se",   "sl",   "spa", "sro", "srl",     "stiftung", "ug",          "incorporated"};

constexpr absl::string_view kFillers[] = {"and", "et", "the", "und"};

constexpr absl::string_view kMailProviders[] = {
    "aol.com",   "fastmail.com",   "free.fr",        "freenet.de",  "gmail.com",  "gmx.at",      "gmx.ch",
    "gmx.de",    "gmx.net",        "googlemail.com", "hotmail.com", "icloud.com", "live.com",    "mac.com",
    "mail.com",  "mail.ru",        "me.com",         "msn.com",     "orange.fr",  "outlook.com", "outlook.de",
    "proton.me", "protonmail.com", "qq.com",         "t-online.de", "wanadoo.fr", "web.de",      "yahoo.com",
    "yahoo.de",  "yandex.ru",      "163.com"};

template <size_t kSize>
bool IsIn(const absl::string_view (&list)[kSize], absl::string_view word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

bool BeginsLetter(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

// No stored name is longer; some signs become many letters.
constexpr size_t kMaxNameBytes = 1000;

absl::string_view Beginning(absl::string_view text) {
  if (text.size() <= kMaxNameBytes) return text;
  size_t end = kMaxNameBytes;
  while (end > 0 && !BeginsLetter(text[end])) --end;
  return text.substr(0, end);
}

// The words of a folded name. Dots and apostrophes belong to a word ("S.A.", "O'Neill"), other signs part two.
Words WordsOf(absl::string_view name, const TextFolding& folding) {
  const std::string folded = folding.Fold(name);
  std::string text(Beginning(folded));
  text = absl::StrReplaceAll(text, {{".", ""}, {"'", ""}, {"\xE2\x80\x99", ""}, {"ae", "a"}, {"oe", "o"}, {"ue", "u"}});
  for (char& c : text) {
    if (absl::ascii_isascii(static_cast<unsigned char>(c)) && !absl::ascii_isalnum(static_cast<unsigned char>(c))) {
      c = ' ';
    }
  }
  Words words = absl::StrSplit(text, ' ', absl::SkipEmpty());
  Words meant;
  std::copy_if(words.begin(), words.end(), std::back_inserter(meant),
               [](const std::string& word) { return !IsIn(kFillers, word); });
  return meant.empty() ? words : meant;
}

std::string Joined(Words words) {
  std::sort(words.begin(), words.end());
  return absl::StrJoin(words, " ");
}

// Each once, in order, its three bytes in one number.
std::vector<uint32_t> TrigramsOf(absl::string_view name) {
  std::vector<uint32_t> trigrams;
  trigrams.reserve(2 * name.size() + 2);
  for (const absl::string_view word : absl::StrSplit(name, ' ', absl::SkipEmpty())) {
    uint32_t last = ' ' << 8 | ' ';
    const auto add = [&](char c) {
      last = (last << 8 | static_cast<unsigned char>(c)) & 0xFFFFFF;
      trigrams.push_back(last);
    };
    std::for_each(word.begin(), word.end(), add);
    add(' ');
  }
  std::sort(trigrams.begin(), trigrams.end());
  trigrams.erase(std::unique(trigrams.begin(), trigrams.end()), trigrams.end());
  return trigrams;
}

template <class T>
void Add(const std::optional<T>& value, std::vector<std::string>& out) {
  if (value.has_value()) out.push_back(value->value());
}

void Add(const std::string& value, std::vector<std::string>& out) {
  if (!value.empty()) out.push_back(value);
}

std::vector<std::string> EachOnce(std::vector<std::string> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

constexpr size_t kEndLetters = 4;

// The first and the last letters of a name without its spaces; nothing for one that has no more.
void AddEnds(const std::string& name, std::vector<std::string>& keys) {
  const std::string letters = absl::StrReplaceAll(name, {{" ", ""}});
  std::vector<size_t> starts;
  for (size_t i = 0; i < letters.size(); ++i) {
    if (BeginsLetter(letters[i])) starts.push_back(i);
  }
  if (starts.size() < kEndLetters) return;
  starts.push_back(letters.size());
  keys.push_back(absl::StrCat("begin:", letters.substr(0, starts[kEndLetters])));
  keys.push_back(absl::StrCat("end:", letters.substr(starts[starts.size() - 1 - kEndLetters])));
}

}  // namespace

std::string NormalCompanyName(absl::string_view name, const TextFolding& folding) {
  Words words = WordsOf(name, folding);
  while (words.size() > 1 && IsIn(kLegalForms, words.back())) words.pop_back();
  return Joined(std::move(words));
}

std::string NormalPersonName(absl::string_view name, const TextFolding& folding) {
  return Joined(WordsOf(name, folding));
}

std::string DomainOfUrl(absl::string_view url) {
  const size_t scheme = url.find("://");
  if (scheme == absl::string_view::npos) return "";
  url.remove_prefix(scheme + 3);
  std::string host = absl::AsciiStrToLower(url.substr(0, url.find_first_of("/?#:")));
  absl::string_view domain = host;
  absl::ConsumePrefix(&domain, "www.");
  while (absl::ConsumeSuffix(&domain, ".")) {
  }
  constexpr size_t kMaxDomain = 253;
  const bool whole = absl::StrContains(domain, ".") && domain.size() <= kMaxDomain;
  return whole ? std::string(domain) : std::string();
}

std::string DomainOfEmail(absl::string_view address) {
  const size_t at = address.rfind('@');
  if (at == absl::string_view::npos) return "";
  std::string domain = absl::AsciiStrToLower(address.substr(at + 1));
  return IsIn(kMailProviders, domain) ? std::string() : domain;
}

MatchProfile ProfileOf(const AccountState& account, const TextFolding& folding) {
  MatchProfile profile;
  profile.name = NormalCompanyName(account.name, folding);
  Add(account.email, profile.emails);
  Add(account.phone, profile.phones);
  Add(DomainOfUrl(account.website), profile.domains);
  if (account.email.has_value()) Add(DomainOfEmail(account.email->value()), profile.domains);
  profile.domains = EachOnce(std::move(profile.domains));
  return profile;
}

MatchProfile ProfileOf(const ContactState& contact, const TextFolding& folding) {
  MatchProfile profile;
  profile.name = NormalPersonName(absl::StrCat(contact.first_name, " ", contact.last_name), folding);
  Add(contact.email, profile.emails);
  Add(contact.phone, profile.phones);
  Add(contact.mobile, profile.phones);
  profile.phones = EachOnce(std::move(profile.phones));
  return profile;
}

MatchProfile ProfileOf(const LeadState& lead, const TextFolding& folding) {
  MatchProfile profile;
  profile.name = NormalPersonName(lead.name, folding);
  Add(lead.email, profile.emails);
  Add(lead.phone, profile.phones);
  return profile;
}

double NameSimilarity(absl::string_view one, absl::string_view other) {
  const std::vector<uint32_t> a = TrigramsOf(one);
  const std::vector<uint32_t> b = TrigramsOf(other);
  if (a.empty() || b.empty()) return 0;
  std::vector<uint32_t> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  const auto common = static_cast<double>(both.size());
  return common / (static_cast<double>(a.size() + b.size()) - common);
}

std::vector<std::string> KeysOf(const MatchProfile& profile) {
  std::vector<std::string> keys;
  if (!profile.name.empty()) keys.push_back(absl::StrCat("name:", profile.name));
  AddEnds(profile.name, keys);
  for (const std::string& email : profile.emails) keys.push_back(absl::StrCat("email:", email));
  for (const std::string& phone : profile.phones) keys.push_back(absl::StrCat("phone:", phone));
  for (const std::string& domain : profile.domains) keys.push_back(absl::StrCat("domain:", domain));
  return keys;
}

}  // namespace pipewright::sales
