#include "infrastructure/security/secret_box.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <string>

#include "absl/strings/match.h"
#include "tests/support/infrastructure/throwaway_folder.h"

namespace pipewright::security {
namespace {

const std::string kOne(SecretBox::kKeySize, '\x01');
const std::string kTwo(SecretBox::kKeySize, '\x02');
constexpr char kHexOne[] = "0101010101010101010101010101010101010101010101010101010101010101";
constexpr char kHexTwo[] = "0202020202020202020202020202020202020202020202020202020202020202";

struct File {
  std::string Write(const std::string& text, mode_t mode = 0600) {
    const std::string path = folder.path() + "/secret.key";
    std::ofstream(path) << text;
    REQUIRE(chmod(path.c_str(), mode) == 0);
    return path;
  }
  testing::ThrowawayFolder folder;
};

std::string Why(const absl::Status& status) {
  CHECK(status.code() == absl::StatusCode::kInvalidArgument);
  return std::string(status.message());
}

TEST_CASE("a sealed secret is opened by its key, for its purpose, and shows nothing of itself", "[secret_box]") {
  const SecretBox box({kOne});
  for (const std::string& secret : {std::string("a secret of some length"), std::string(), std::string(1000, '\0')}) {
    const std::string sealed = box.Seal(secret, "signing_keys/1").value();
    CHECK(box.Open(sealed, "signing_keys/1").value() == secret);
    CHECK(box.Seal(secret, "signing_keys/1").value() != sealed);
    if (!secret.empty()) CHECK_FALSE(absl::StrContains(sealed, secret));
    CHECK_FALSE(box.Open(sealed, "signing_keys/2").ok());
    CHECK_FALSE(SecretBox({kTwo}).Open(sealed, "signing_keys/1").ok());
    CHECK_FALSE(SecretBox().Open(sealed, "signing_keys/1").ok());
  }
}

TEST_CASE("a sealed secret that was changed anywhere is refused", "[secret_box]") {
  const SecretBox box({kOne});
  const std::string sealed = box.Seal("the secret", "p").value();
  for (size_t i = 5; i < sealed.size(); ++i) {  // behind the mark
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    CAPTURE(i);
    CHECK(box.Open(changed, "p").status().code() == absl::StatusCode::kFailedPrecondition);
  }
  CHECK_FALSE(box.Open(sealed + "x", "p").ok());
  CHECK_FALSE(box.Open(sealed.substr(0, sealed.size() - 1), "p").ok());
}

TEST_CASE("what was stored before there was a key is read as it is", "[secret_box]") {
  const std::string raw(32, '\x07');
  CHECK(SecretBox({kOne}).Open(raw, "p").value() == raw);
  CHECK(SecretBox().Open(raw, "p").value() == raw);
  CHECK(SecretBox().Seal(raw, "p").value() == raw);
}

TEST_CASE("a new first key opens what the former one sealed, and tells that it is to be sealed anew", "[secret_box]") {
  const SecretBox former({kOne});
  const SecretBox both({kTwo, kOne});
  const std::string sealed = former.Seal("the secret", "p").value();
  CHECK(former.IsCurrent(sealed));
  CHECK(both.Open(sealed, "p").value() == "the secret");
  CHECK_FALSE(both.IsCurrent(sealed));
  CHECK(both.IsCurrent(both.Seal("the secret", "p").value()));
  CHECK_FALSE(former.IsCurrent("the secret"));
  CHECK(SecretBox().IsCurrent("the secret"));
  CHECK_FALSE(SecretBox().IsCurrent(sealed));
}

TEST_CASE("keys come from a file, one a line", "[secret_box]") {
  File file;
  const auto box = SecretBox::FromFile(file.Write(std::string("# new\n") + kHexTwo + "\n\n  " + kHexOne + "\r\n"));
  REQUIRE(box.ok());
  CHECK(box->IsCurrent(SecretBox({kTwo}).Seal("s", "p").value()));
  CHECK(box->Open(SecretBox({kOne}).Seal("s", "p").value(), "p").value() == "s");
}

TEST_CASE("a file that is no safe place for keys, or holds none, is named and not quoted", "[secret_box]") {
  File file;
  CHECK_THAT(Why(SecretBox::FromFile("/nowhere/secret.key").status()), Catch::Contains("/nowhere/secret.key"));
  for (const mode_t open : {0644, 0602, 0620}) {
    CHECK_THAT(Why(SecretBox::FromFile(file.Write(kHexOne, open)).status()), Catch::Contains("chmod 600"));
  }
  CHECK(SecretBox::FromFile(file.Write(kHexOne, 0640)).ok());
  CHECK_THAT(Why(SecretBox::FromFile(file.Write("\n# nothing\n")).status()), Catch::Contains("has no key"));
  const std::string wrong = Why(SecretBox::FromFile(file.Write(std::string(kHexOne) + "\nhunter2\n")).status());
  CHECK_THAT(wrong, Catch::Contains("line 2") && !Catch::Contains("hunter2") && !Catch::Contains("0101"));
}

TEST_CASE("an own file is made once, for its owner alone, with a key of its own", "[secret_box]") {
  const testing::ThrowawayFolder folder;
  const std::string path = folder.path() + "/secret.key";
  const auto box = SecretBox::FromOwnFile(path);
  REQUIRE(box.ok());
  struct stat info {};
  REQUIRE(stat(path.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  const std::string sealed = box->Seal("s", "p").value();
  CHECK(SecretBox::FromOwnFile(path)->Open(sealed, "p").value() == "s");
  const testing::ThrowawayFolder another;
  CHECK_FALSE(SecretBox::FromOwnFile(another.path() + "/secret.key")->Open(sealed, "p").ok());
}

}  // namespace
}  // namespace pipewright::security
