// What becomes of the bytes: checked, scanned, shared, swept.
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "tests/server/collaboration/attachment_office.h"

namespace pipewright::collaboration {
namespace {

using testing::ReasonOf;

TEST_CASE("content that isn't what was declared is refused, and gone", "[attachment]") {
  AttachmentOffice test;
  v1::CreateAttachmentRequest request = test.About(test.AddAccount(test.owner), 3);
  request.mutable_attachment()->set_sha256(content::Sha256Of("abc"));
  const std::string good = test.Declare(test.owner, request).id();
  const std::string bad = test.Declare(test.owner, request).id();
  CHECK(test.Upload(test.owner, good, 0, "abc")->status() == v1::ATTACHMENT_STATUS_READY);
  const auto refused = test.Upload(test.owner, bad, 0, "abd");
  REQUIRE(refused.ok());
  CHECK(refused->status() == v1::ATTACHMENT_STATUS_REJECTED);
  CHECK_THAT(refused->rejection_reason(), Catch::Contains(content::Sha256Of("abd")));
  CHECK(test.Files().size() == 1);
  CHECK(ReasonOf(test.Download(test.owner, bad).status) == "INVALID_ATTACHMENT_STATE");
  CHECK(ReasonOf(test.Upload(test.owner, bad, 0, "abc").status) == "INVALID_ATTACHMENT_STATE");
  CHECK(ReasonOf(test.Upload(test.owner, good, 3, "").status) == "INVALID_ATTACHMENT_STATE");
}

TEST_CASE("content that the operator's scanner refuses is gone", "[attachment]") {
  AttachmentOffice test([](server::BackendOptions& options) { options.content.scanner = "grep -q -v harmful"; });
  // grep says 0 for a line without the word, and 1 when there is none.
  CHECK(test.Ready("fine").status() == v1::ATTACHMENT_STATUS_READY);
  const auto refused = test.Upload(test.owner, test.Declare(7).id(), 0, "harmful");
  REQUIRE(refused.ok());
  CHECK(refused->status() == v1::ATTACHMENT_STATUS_REJECTED);
  CHECK_THAT(refused->rejection_reason(), Catch::Contains("scanner"));
  CHECK(test.Files().size() == 1);
}

TEST_CASE("an attachment waits while the scanner gives no verdict", "[attachment]") {
  // Without a pattern it says 2.
  AttachmentOffice test([](server::BackendOptions& options) { options.content.scanner = "grep"; });
  const std::string id = test.Declare(3).id();
  const auto waiting = test.Upload(test.owner, id, 0, "abc");
  CHECK(waiting.status.error_code() == grpc::StatusCode::UNAVAILABLE);
  CHECK(ReasonOf(waiting.status) == "SCANNER_UNAVAILABLE");
  CHECK(test.Get(test.owner, id).status() == v1::ATTACHMENT_STATUS_UPLOADING);
  CHECK(test.Get(test.owner, id).received_size() == 3);
  CHECK(ReasonOf(test.Upload(test.owner, id, 3, "").status) == "SCANNER_UNAVAILABLE");
}

TEST_CASE("a tenant's equal files are kept once, two tenants' twice", "[attachment]") {
  AttachmentOffice test;
  const std::string bytes = Bytes(100'000);
  const std::string first = test.Ready(bytes).id();
  const std::string second = test.Ready(bytes).id();
  CHECK(test.Files().size() == 1);
  const TestCaller elsewhere = test.server.SignUp();
  const std::string other = test.Ready(elsewhere, test.AddAccount(elsewhere), bytes).id();
  CHECK(test.Files().size() == 2);
  CHECK(test.Download(test.owner, second).bytes == bytes);

  // Content goes with its last attachment.
  test.Ask("delete from attachments where id = '" + first + "'");
  CHECK(test.Sweep().unused_contents == 0);
  CHECK(test.Download(test.owner, second).bytes == bytes);
  test.Ask("delete from attachments where id = '" + second + "'");
  CHECK(test.Sweep().unused_contents == 1);
  CHECK(test.Files().size() == 1);
  CHECK(test.Download(elsewhere, other).bytes == bytes);
}

TEST_CASE("what broke off, and what nobody knows, is swept", "[attachment]") {
  AttachmentOffice test;
  const std::string kept = test.Ready(Bytes(10)).id();
  const std::string broken = test.Declare(200'000).id();
  REQUIRE(test.Upload(test.owner, broken, 0, Bytes(100'000)).ok());
  CHECK(test.Get(test.owner, broken).received_size() == AttachmentOffice::kPartBytes);
  CHECK(test.Files().size() == 2);
  CHECK(test.Sweep().orphans == 0);
  CHECK(test.Files().size() == 2);
  // As a server leaves it that is killed before it tells of it, and one whose database was restored.
  for (const std::string& file : test.Files()) {
    std::string lost = file;
    lost[lost.size() - 5] = lost[lost.size() - 5] == '0' ? '1' : '0';
    std::filesystem::copy_file(file, lost);
  }
  CHECK(test.Sweep().orphans == 2);
  CHECK(test.Files().size() == 2);

  test.Ask("update content_uploads set update_time = update_time - interval '25 hours' where attachment_id = '" +
           broken + "'");
  CHECK(test.Sweep().stale_uploads == 1);
  CHECK(test.Files().size() == 1);
  CHECK(test.Get(test.owner, broken).received_size() == 0);
  CHECK(test.Upload(test.owner, broken, 0, Bytes(200'000))->status() == v1::ATTACHMENT_STATUS_READY);
  CHECK(test.Download(test.owner, kept).bytes == Bytes(10));
}

}  // namespace
}  // namespace pipewright::collaboration
