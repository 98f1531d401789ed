#include "application/collaboration/attachment_uploads.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "tests/application/collaboration/attachment_office.h"
#include "tests/support/status_matchers.h"

namespace pipewright::collaboration {
namespace {

std::string ReceivedSizeOf(const absl::Status& status) { return DetailsOf(status).metadata["received_size"]; }

TEST_CASE("an upload that comes in pieces is stored in parts, and is ready when it is whole", "[attachment]") {
  AttachmentOffice test;
  const AttachmentId id = test.Declare(10);
  const auto upload = test.Begin(id);
  for (const char* const piece : {"01", "2345", "", "6789"}) REQUIRE(test.Take(upload, piece).ok());
  const auto done = test.Finish(upload);
  REQUIRE(done.ok());
  CHECK(done->state().status == AttachmentStatus::kReady);
  CHECK(done->state().sha256 == "#0123456789");
  CHECK(test.scanner.seen == "0123456789");
  CHECK(test.OnlyContent() == "0123456789");
  CHECK(test.uow.attachments().uploads.empty());
  CHECK(test.uow.attachments().events() == std::vector<std::string>{"attachment.created", "attachment.completed"});
}

TEST_CASE("an upload that breaks off goes on where the last whole part ends", "[attachment]") {
  AttachmentOffice test;
  const AttachmentId id = test.Declare(10);
  {
    const auto broken = test.Begin(id);
    REQUIRE(test.Take(broken, "012345").ok());
  }
  CHECK(test.State(id).received_size == 4);
  CHECK(test.State(id).version == 1);
  for (const int64_t wrong : {int64_t{0}, int64_t{6}, int64_t{10}}) {
    const auto refused = test.uploads.Begin(test.uow.context(), id, wrong);
    CHECK(ReasonOf(refused) == Reason::kUploadOffset);
    CHECK(absl::IsOutOfRange(refused.status()));
    CHECK(ReceivedSizeOf(refused.status()) == "4");
  }
  const auto upload = test.Begin(id, 4);
  REQUIRE(test.Take(upload, "456789").ok());
  REQUIRE(test.Finish(upload).ok());
  CHECK(test.OnlyContent() == "0123456789");
}

TEST_CASE("an upload that ends early waits for the rest", "[attachment]") {
  AttachmentOffice test;
  const AttachmentId id = test.Declare(10);
  const auto waiting = test.Upload(id, "0123456");
  REQUIRE(waiting.ok());
  CHECK(waiting->state().status == AttachmentStatus::kUploading);
  CHECK(waiting->state().received_size == 4);
  const auto upload = test.Begin(id, 4);
  REQUIRE(test.Take(upload, "456789").ok());
  CHECK(test.Finish(upload)->state().status == AttachmentStatus::kReady);
}

TEST_CASE("more than was declared is refused, and nothing of it is stored", "[attachment]") {
  AttachmentOffice test;
  const AttachmentId id = test.Declare(5);
  const auto upload = test.Begin(id);
  REQUIRE(test.Take(upload, "0123").ok());
  CHECK(ReasonOf(test.Take(upload, "45")) == Reason::kTooLarge);
  REQUIRE(test.Take(upload, "4").ok());
  CHECK(ReasonOf(test.Take(upload, "5")) == Reason::kTooLarge);
  REQUIRE(test.Finish(upload).ok());
  CHECK(test.OnlyContent() == "01234");
}

TEST_CASE("the call that takes an upload over last is the one that goes on", "[attachment]") {
  AttachmentOffice test;
  const AttachmentId id = test.Declare(8);
  const auto first = test.Begin(id);
  REQUIRE(test.Take(first, "0123").ok());
  const auto second = test.Begin(id, 4);
  REQUIRE(test.Take(second, "4567").ok());
  // Nor does it write over what that call has stored.
  const absl::Status lost = test.Take(first, "xxxx");
  CHECK(absl::IsAborted(lost));
  CHECK(ReasonOf(lost) == Reason::kConcurrentChange);
  REQUIRE(test.Finish(second).ok());
  CHECK(test.OnlyContent() == "01234567");
}

TEST_CASE("of two calls that have all bytes one finishes", "[attachment]") {
  AttachmentOffice test;
  const AttachmentId id = test.Declare(4);
  const auto first = test.Begin(id);
  REQUIRE(test.Take(first, "0123").ok());
  const auto second = test.Begin(id, 4);
  CHECK(absl::IsAborted(test.Finish(first).status()));
  CHECK(test.State(id).status == AttachmentStatus::kUploading);
  CHECK(test.Finish(second).ok());
  CHECK(test.OnlyContent() == "0123");
}

TEST_CASE("content with another hash than was declared is refused, and gone", "[attachment]") {
  AttachmentOffice test;
  const AttachmentId id = test.Declare(4);
  // As if it had been declared: the fake's hashes are no SHA-256.
  CreateAttachment declared;
  declared.details.file_name = Change<std::string>::Set("offer.pdf");
  declared.details.subject = Change<Subject>::Set(*test.State(id).subject);
  declared.details.size = Change<int64_t>::Set(4);
  declared.details.sha256 = Change<std::string>::Set(std::string(64, 'a'));
  const AttachmentId other = test.commands.Handle(test.uow.context(), declared, test.uow)->state().id;
  const auto refused = test.Upload(other, "0123");
  REQUIRE(refused.ok());
  CHECK(refused->state().status == AttachmentStatus::kRejected);
  CHECK(test.store.contents.empty());
  CHECK(test.uow.attachments().contents.empty());
  CHECK(test.uow.attachments().uploads.empty());
  // Nobody needs to look at it.
  CHECK(test.scanner.seen.empty());
  CHECK(ReasonOf(test.uploads.Begin(test.uow.context(), other, 0)) == Reason::kInvalidAttachmentState);
}

TEST_CASE("content that the scanner refuses is gone, and the attachment says so", "[attachment]") {
  AttachmentOffice test;
  test.scanner.verdict = ScanVerdict::kInfected;
  const auto refused = test.Upload(test.Declare(4), "0123");
  REQUIRE(refused.ok());
  CHECK(refused->state().status == AttachmentStatus::kRejected);
  CHECK_THAT(refused->state().rejection_reason, Catch::Contains("scanner"));
  CHECK(test.store.contents.empty());
  CHECK(test.uow.attachments().events().back() == "attachment.rejected");
}

TEST_CASE("while the scanner gives no verdict the attachment waits, and another call tries again", "[attachment]") {
  AttachmentOffice test;
  test.scanner.verdict = Unavailable(Reason::kScannerUnavailable, "away", absl::Seconds(5));
  const AttachmentId id = test.Declare(4);
  CHECK(ReasonOf(test.Upload(id, "0123")) == Reason::kScannerUnavailable);
  CHECK(test.State(id).status == AttachmentStatus::kUploading);
  CHECK(test.State(id).received_size == 4);
  test.scanner.verdict = ScanVerdict::kClean;
  const auto done = test.Finish(test.Begin(id, 4));
  REQUIRE(done.ok());
  CHECK(done->state().status == AttachmentStatus::kReady);
  CHECK(test.OnlyContent() == "0123");
}

TEST_CASE("a store that is full loses nothing: the upload goes on when there is room", "[attachment]") {
  AttachmentOffice test;
  const AttachmentId id = test.Declare(8);
  const auto upload = test.Begin(id);
  REQUIRE(test.Take(upload, "0123").ok());
  test.store.trouble = Unavailable(Reason::kContentUnavailable, "full", absl::Seconds(5));
  CHECK(ReasonOf(test.Take(upload, "4567")) == Reason::kContentUnavailable);
  CHECK(test.State(id).received_size == 4);
  test.store.trouble = absl::OkStatus();
  const auto again = test.Begin(id, 4);
  REQUIRE(test.Take(again, "4567").ok());
  REQUIRE(test.Finish(again).ok());
  CHECK(test.OnlyContent() == "01234567");
}

TEST_CASE("a tenant's equal contents are one", "[attachment]") {
  AttachmentOffice test;
  const AttachmentState first = test.Ready("0123");
  const AttachmentState second = test.Ready("0123");
  CHECK(first.sha256 == second.sha256);
  CHECK(test.OnlyContent() == "0123");
  CHECK(test.uow.attachments().uses.at(first.id) == test.uow.attachments().uses.at(second.id));
  test.Ready("4567");
  CHECK(test.store.contents.size() == 2);
}

TEST_CASE("two tenants' equal contents are two", "[attachment]") {
  AttachmentOffice test;
  test.Ready("0123");
  auto elsewhere = std::make_shared<Principal>(*test.uow.context().principal);
  elsewhere->tenant = TenantId(Uuid({77}));
  test.uow.next_call().principal = elsewhere;
  test.Ready("0123");
  CHECK(test.store.contents.size() == 2);
}

TEST_CASE("an upload is its author's, and of those whose grant to create reaches the author", "[attachment]") {
  AttachmentOffice test;
  const AttachmentId id = test.Declare(4);
  const auto become = [&](Scope scope) {
    auto principal = std::make_shared<Principal>(*test.uow.context().principal);
    principal->user = UserId(Uuid({9}));
    principal->grants = Grants({{"attachment", "create", scope}, {"attachment", "read", Scope::kAll}});
    test.uow.next_call().principal = principal;
    test.uow.next_call().permission = {"attachment", "create"};
  };
  become(Scope::kOwn);
  CHECK(ReasonOf(test.uploads.Begin(test.uow.context(), id, 0)) == Reason::kPermissionDenied);
  become(Scope::kAll);
  CHECK(test.uploads.Begin(test.uow.context(), id, 0).ok());
}

TEST_CASE("a tenant's unfinished uploads are bounded", "[attachment]") {
  AttachmentOffice test;
  const AttachmentId first = test.Declare(8);
  test.Begin(first);
  test.Begin(test.Declare(8));
  CHECK(ReasonOf(test.uploads.Begin(test.uow.context(), test.Declare(8), 0)) == Reason::kTooManyUploads);
  test.Begin(first);
}

TEST_CASE("a call that ends while its content is read finishes nothing", "[attachment]") {
  AttachmentOffice test;
  const AttachmentId id = test.Declare(4);
  const auto upload = test.Begin(id);
  REQUIRE(test.Take(upload, "0123").ok());
  test.uow.context().cancellation->Cancel();
  CHECK(absl::IsCancelled(test.Finish(upload).status()));
  CHECK(test.State(id).status == AttachmentStatus::kUploading);
}

TEST_CASE("a deleted attachment takes no content", "[attachment]") {
  AttachmentOffice test;
  const AttachmentId id = test.Declare(4);
  REQUIRE(test.commands.Handle(test.uow.context(), DeleteRecord<Attachment>{id, std::nullopt}, test.uow).ok());
  CHECK(ReasonOf(test.uploads.Begin(test.uow.context(), id, 0)) == Reason::kRecordDeleted);
}

}  // namespace
}  // namespace pipewright::collaboration
