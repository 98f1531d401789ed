#include "domain/shared/contact_details.h"

#include <catch2/catch.hpp>

#include "tests/support/status_matchers.h"

namespace pipewright {
namespace {

TEST_CASE("an e-mail address is kept in lower case, so that two spellings are one") {
  CHECK(EmailAddress::Parse(" Ada@Example.COM ").value().value() == "ada@example.com");
  CHECK(EmailAddress::Parse("ADA@example.com").value() == EmailAddress::Parse("ada@EXAMPLE.com").value());
}

TEST_CASE("addresses that mail can be sent to are taken") {
  for (const char* right : {"a@b.co", "first.last+tag@sub.example.com", "o'neil@example.ie", "x_y-z@ex-ample.com",
                            "1@2.3x", "ada@xn--mller-kva.example"}) {
    INFO(right);
    CHECK(EmailAddress::Parse(right).ok());
  }
  CHECK(EmailAddress::Parse(std::string(64, 'a') + "@example.com").ok());
}

TEST_CASE("what is no address is refused") {
  for (const char* wrong : {"",
                            "@",
                            "ada",
                            "ada@",
                            "@example.com",
                            "ada@localhost",
                            "ada@@example.com",
                            "ada@exa mple.com",
                            "a da@example.com",
                            ".ada@example.com",
                            "ada.@example.com",
                            "a..da@example.com",
                            "ada@-example.com",
                            "ada@example-.com",
                            "ada@example..com",
                            "ada@example.com.",
                            "ada@.example.com",
                            "<ada@example.com>",
                            "ada@example.com\nbcc:x@y.z",
                            "a\"b@example.com"}) {
    INFO(wrong);
    CHECK_FALSE(EmailAddress::Parse(wrong).ok());
  }
  CHECK_FALSE(EmailAddress::Parse(std::string(65, 'a') + "@example.com").ok());
  CHECK_FALSE(EmailAddress::Parse("a@" + std::string(64, 'b') + ".com").ok());
  std::string long_domain = "a@";
  for (int i = 0; i < 64; ++i) long_domain += "abc.";
  CHECK_FALSE(EmailAddress::Parse(long_domain + "com").ok());
}

TEST_CASE("a phone number is a plus and 7 to 15 digits") {
  CHECK(PhoneNumber::Parse(" +493012345678 ").value().value() == "+493012345678");
  CHECK(PhoneNumber::Parse("+1234567").ok());
  CHECK(PhoneNumber::Parse("+123456789012345").ok());
  for (const char* wrong : {"", "+", "+123456", "+1234567890123456", "493012345678", "+49 30 12345678", "+49301234567a",
                            "++4930123456", "+0301234567"}) {
    INFO(wrong);
    CHECK_FALSE(PhoneNumber::Parse(wrong).ok());
  }
}

TEST_CASE("a postal address names every part that is wrong") {
  PostalAddress parts{
      .street = " 1 Main St ", .city = "Berlin", .state = "", .postal_code = "10115", .region_code = "de"};
  const PostalAddress address = PostalAddress::Of(parts).value();
  CHECK(address.street == "1 Main St");
  CHECK(address.region_code == "DE");
  CHECK_FALSE(address.empty());

  parts.city = std::string(201, 'x');
  parts.region_code = "Germany";
  CHECK(FieldsOf(PostalAddress::Of(parts)) == "city,region_code");
  CHECK(PostalAddress::Of({}).value().empty());
}

}  // namespace
}  // namespace pipewright
