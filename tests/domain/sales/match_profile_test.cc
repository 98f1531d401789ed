#include "domain/sales/match_profile.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "tests/domain/sales/sales_examples.h"

namespace pipewright::sales {
namespace {

// Enough for these examples; what real folding does is tested with it.
class SomeFolding : public TextFolding {
 public:
  std::string Fold(absl::string_view text) const override {
    return absl::AsciiStrToLower(
        absl::StrReplaceAll(text, {{"\xC3\xBC", "u"}, {"\xC3\xB6", "o"}, {"\xC3\xA9", "e"}, {"\xC3\x9F", "ss"}}));
  }
};
const SomeFolding kFolding;

TEST_CASE("company names that are read alike are alike", "[duplicates]") {
  const std::vector<std::pair<std::string, std::string>> same = {
      {"Acme", "ACME"},
      {"Acme GmbH", "acme"},
      {"Acme GmbH & Co. KG", "Acme"},
      {"Acme, Inc.", "Acme Incorporated"},
      {"Acme S.A.", "Acme SA"},
      {"Acme Ltd", "Acme Limited"},
      {"The Desk Company Ltd", "Desk"},
      {"M\xC3\xBCller & S\xC3\xB6hne", "Mueller und Soehne"},
      {"Stra\xC3\x9F"
       "enbau Nord",
       "STRASSENBAU-NORD"},
      {"Nord Desks", "Desks Nord"},
      {"O'Neill Desks", "ONeill  Desks"},
      {"Kindergarten e.V.", "Kindergarten"},
  };
  for (const auto& [one, other] : same) {
    CAPTURE(one, other);
    CHECK(NormalCompanyName(one, kFolding) == NormalCompanyName(other, kFolding));
  }
  const std::vector<std::pair<std::string, std::string>> different = {
      {"Acme", "Acne"}, {"Acme North", "Acme South"}, {"AG", "GmbH"}, {"Acme 1", "Acme 2"}, {"SE Nord", "Nord"}};
  for (const auto& [one, other] : different) {
    CAPTURE(one, other);
    CHECK(NormalCompanyName(one, kFolding) != NormalCompanyName(other, kFolding));
  }
  CHECK(NormalCompanyName("The Und & and", kFolding) == "and the und");
  CHECK(NormalCompanyName(" .,- ", kFolding).empty());
}

TEST_CASE("a person's name keeps what would be a company's legal form", "[duplicates]") {
  CHECK(NormalPersonName("Jos\xC3\xA9 Co", kFolding) == "co jose");
  CHECK(NormalPersonName("Berg, Maria", kFolding) == NormalPersonName("maria BERG", kFolding));
}

TEST_CASE("the domain of a website is its host without www", "[duplicates]") {
  CHECK(DomainOfUrl("https://www.Acme.example:8080/shop?x#y") == "acme.example");
  CHECK(DomainOfUrl("http://shop.acme.example") == "shop.acme.example");
  CHECK(DomainOfUrl("http://acme.example.") == "acme.example");
  CHECK(DomainOfUrl("http://localhost/").empty());
  CHECK(DomainOfUrl("acme.example").empty());
  CHECK(DomainOfUrl("http://" + std::string(300, 'a') + ".example").empty());
}

TEST_CASE("an address at a mail provider says nothing about a company", "[duplicates]") {
  CHECK(DomainOfEmail("info@acme.example") == "acme.example");
  CHECK(DomainOfEmail("acme@gmail.com").empty());
  CHECK(DomainOfEmail("acme@GMX.de").empty());
}

TEST_CASE("what an account and a contact are recognised by", "[duplicates]") {
  AccountState account;
  account.name = "Acme GmbH";
  account.website = "https://www.acme.example";
  account.email = EmailAddress::Parse("info@acme.example").value();
  account.phone = PhoneNumber::Parse("+49301234567").value();
  CHECK(KeysOf(ProfileOf(account, kFolding)) == std::vector<std::string>{"name:acme", "begin:acme", "end:acme",
                                                                         "email:info@acme.example",
                                                                         "phone:+49301234567", "domain:acme.example"});
  ContactState contact;
  contact.first_name = "Maria";
  contact.last_name = "Berg";
  contact.email = EmailAddress::Parse("maria@acme.example").value();
  contact.phone = PhoneNumber::Parse("+49301234567").value();
  contact.mobile = PhoneNumber::Parse("+49301234567").value();
  CHECK(KeysOf(ProfileOf(contact, kFolding)) == std::vector<std::string>{"name:berg maria", "begin:berg", "end:aria",
                                                                         "email:maria@acme.example",
                                                                         "phone:+49301234567"});
  CHECK(KeysOf(ProfileOf(AccountState(), kFolding)).empty());

  LeadState lead;
  lead.name = "Maria Berg";
  lead.company = "Acme";
  lead.email = EmailAddress::Parse("maria@acme.example").value();
  CHECK(KeysOf(ProfileOf(lead, kFolding)) ==
        std::vector<std::string>{"name:berg maria", "begin:berg", "end:aria", "email:maria@acme.example"});
}

TEST_CASE("keys are short enough to be indexed, and whole letters", "[duplicates]") {
  AccountState account;
  for (int i = 0; i < 1'000'000; ++i) account.name += "\xC3\x9F";
  for (const std::string& key : KeysOf(ProfileOf(account, kFolding))) CHECK(key.size() < 1'100);
  account.name.clear();
  for (int i = 0; i < 1'000; ++i) account.name += "\xE6\x97\xA5";
  const std::vector<std::string> keys = KeysOf(ProfileOf(account, kFolding));
  REQUIRE(keys.size() == 3);
  CHECK(keys[1] == "begin:\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5");
  CHECK(keys[0].size() % 3 == std::string("name:").size() % 3);
}

TEST_CASE("one typo leaves a key of a name of eight letters or more", "[duplicates]") {
  rc::prop("whatever the name and the typo", [] {
    const auto letters = *rc::gen::container<std::string>(*rc::gen::inRange<size_t>(8, 30), rc::gen::inRange('f', 'z'));
    const size_t at = *rc::gen::inRange<size_t>(0, letters.size());
    std::string typo = letters;
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        typo[at] = 'x';
        break;
      case 1:
        typo.erase(at, 1);
        break;
      default:
        typo.insert(at, "x");
    }
    RC_PRE(typo.size() >= 8);
    AccountState one;
    AccountState other;
    one.name = letters;
    other.name = typo;
    const std::vector<std::string> keys = KeysOf(ProfileOf(one, kFolding));
    const std::vector<std::string> others = KeysOf(ProfileOf(other, kFolding));
    RC_ASSERT(std::any_of(keys.begin(), keys.end(), [&](const std::string& key) {
      return std::find(others.begin(), others.end(), key) != others.end();
    }));
  });
}

TEST_CASE("similarity is the share of trigrams in common", "[duplicates]") {
  CHECK(NameSimilarity("acme", "acme") == 1);
  CHECK(NameSimilarity("acme", "zzzz") == 0);
  CHECK(NameSimilarity("", "") == 0);
  CHECK(NameSimilarity("meridian desks", "meridain desks") > 0.5);
  CHECK(NameSimilarity("acme desks", "globex desks") < 0.5);
  CHECK(NameSimilarity("acme desks", "desks acme") == 1);
}

}  // namespace
}  // namespace pipewright::sales
