#include "domain/collaboration/file_description.h"

#include <catch2/catch.hpp>
#include <string>

namespace pipewright::collaboration {
namespace {

TEST_CASE("a file name is one name, of at most 255 characters, that shows what it is", "[attachment]") {
  CHECK(FileName(" offer.pdf ").value() == "offer.pdf");
  CHECK(FileName("Angebot \xC3\xBC"
                 "ber Tische.pdf")
            .ok());
  CHECK(FileName("..offer").ok());
  std::string longest;
  for (size_t i = 0; i < kMaxFileNameLength; ++i) longest += "\xC3\xBC";
  CHECK(FileName(longest).ok());
  CHECK_FALSE(FileName(longest + "x").ok());
  for (const char* const wrong : {"", " ", ".", "..", "a/b", "..\\b", "/etc/passwd", "a\tb", "a\nb",
                                  "a\x7F"
                                  "b",
                                  "a\xC2\x85"
                                  "b",
                                  "a\xE2\x80\xAE"
                                  "fdp.exe",
                                  "a\xE2\x81\xA6"
                                  "b"}) {
    INFO(wrong);
    CHECK_FALSE(FileName(wrong).ok());
  }
  // A dash and a smile begin with the same byte as what turns the direction.
  CHECK(FileName("a \xE2\x80\x93 b \xE2\x98\xBA.txt").ok());
}

TEST_CASE("a media type is a type and a subtype", "[attachment]") {
  CHECK(MediaType("Image/PNG").value() == "image/png");
  CHECK(MediaType(" application/vnd.api+json ").value() == "application/vnd.api+json");
  CHECK(MediaType("a/" + std::string(127, 'b')).ok());
  for (const std::string& wrong :
       {std::string("image"), std::string("/png"), std::string("image/"), std::string("image/png/x"),
        std::string("text/html; charset=utf-8"), std::string("te xt/html"), std::string(".x/y"),
        std::string("t\xC3\xA9xt/plain"), "a/" + std::string(128, 'b')}) {
    INFO(wrong);
    CHECK_FALSE(MediaType(wrong).ok());
  }
}

TEST_CASE("a SHA-256 is 64 hexadecimal digits", "[attachment]") {
  CHECK(Sha256Hex(std::string(64, 'A')).value() == std::string(64, 'a'));
  CHECK_FALSE(Sha256Hex(std::string(63, 'a')).ok());
  CHECK_FALSE(Sha256Hex(std::string(64, 'g')).ok());
  CHECK_FALSE(Sha256Hex(std::string(65, 'a')).ok());
}

}  // namespace
}  // namespace pipewright::collaboration
