#include "domain/shared/text.h"

#include <catch2/catch.hpp>

namespace pipewright {
namespace {

TEST_CASE("lengths count code points, not bytes") {
  CHECK(CodePoints("") == 0);
  CHECK(CodePoints("Zoë") == 3);
  CHECK(CodePoints("日本") == 2);
  CHECK(CodePoints("👩‍💻") == 3);
  CHECK(RequiredText("ÄÖÜ", 3).ok());
  CHECK_FALSE(RequiredText("ÄÖÜß", 3).ok());
}

TEST_CASE("text is trimmed before it is measured, of the white space that nobody sees too") {
  CHECK(RequiredText("  Ada Lovelace\n", 12).value() == "Ada Lovelace");
  CHECK(RequiredText("\xC2\xA0 Ada\xE3\x80\x80\t\xE2\x80\x89", 3).value() == "Ada");
  CHECK(OptionalText(" \xC2\xA0 ", 5).value().empty());
  CHECK(OptionalText("a b", 3).value() == "a b");
}

TEST_CASE("a required text that is only white space is refused") {
  CHECK_FALSE(RequiredText("", 10).ok());
  CHECK_FALSE(RequiredText(" \t\xC2\xA0", 10).ok());
}

TEST_CASE("tags are a set: trimmed, sorted, each once") {
  CHECK(Tags({"vip", " key account ", "vip"}).value() == std::vector<std::string>{"key account", "vip"});
  CHECK(Tags({"VIP", "vip", "\xC3\x84rger", "\xC3\xA4rger"}).value() ==
        std::vector<std::string>{"vip", "\xC3\xA4rger"});
  CHECK(TextSet({"Globex", "globex", "Globex"}).value() == std::vector<std::string>{"Globex", "globex"});
  CHECK(Tags({}).value().empty());
  CHECK_FALSE(Tags({"ok", " "}).ok());
  CHECK_FALSE(Tags({std::string(51, 'x')}).ok());
  CHECK(Tags({std::string(50, 'x')}).ok());
  std::vector<std::string> many;
  for (int i = 0; i < 51; ++i) many.push_back("tag" + std::to_string(i));
  CHECK_FALSE(Tags(many).ok());
  many.pop_back();
  CHECK(Tags(many).ok());
}

TEST_CASE("a web address is http or https and has a host") {
  CHECK(HttpUrl(" https://example.com/a?b=c#d ").value() == "https://example.com/a?b=c#d");
  CHECK(HttpUrl("HTTP://example.com").ok());
  CHECK(HttpUrl("https://bücher.example").ok());
  CHECK(HttpUrl("http://[::1]:8080/").ok());
  for (const char* wrong :
       {"", "example.com", "ftp://example.com", "javascript:alert(1)", "https://", "https:///path", "https://:80",
        "https://user:pw@example.com", "https://exa mple.com", "https://example.com/\"><script>"}) {
    INFO(wrong);
    CHECK_FALSE(HttpUrl(wrong).ok());
  }
  CHECK_FALSE(HttpUrl("https://example.com/" + std::string(2000, 'a')).ok());
}

}  // namespace
}  // namespace pipewright
