#include "application/collaboration/content_sweep.h"

#include <catch2/catch.hpp>
#include <string>

#include "tests/application/collaboration/attachment_office.h"

namespace pipewright::collaboration {
namespace {

TEST_CASE("an upload that nothing came of for a day is dropped, and begins anew", "[attachment]") {
  AttachmentOffice test;
  const AttachmentId id = test.Declare(8);
  REQUIRE(test.Take(test.Begin(id), "0123").ok());
  test.uow.clock.now += absl::Hours(23);
  const AttachmentId young = test.Declare(8);
  REQUIRE(test.Take(test.Begin(young), "0123").ok());
  CHECK(test.Sweep().stale_uploads == 0);
  test.uow.clock.now += absl::Hours(2);
  CHECK(test.Sweep().stale_uploads == 1);
  CHECK(test.State(id).received_size == 0);
  CHECK(test.State(id).status == AttachmentStatus::kUploading);
  CHECK(test.State(young).received_size == 4);
  CHECK(test.store.uploads.size() == 1);
  CHECK(test.Upload(id, "01234567")->state().status == AttachmentStatus::kReady);
}

TEST_CASE("a content that was completed before its upload broke off is dropped with it", "[attachment]") {
  AttachmentOffice test;
  test.scanner.verdict = absl::UnavailableError("away");
  const AttachmentId id = test.Declare(4);
  CHECK_FALSE(test.Upload(id, "0123").ok());
  CHECK(test.store.contents.size() == 1);
  test.uow.clock.now += absl::Hours(25);
  CHECK(test.Sweep().stale_uploads == 1);
  CHECK(test.store.contents.empty());
}

TEST_CASE("a content goes with its last attachment, and not before", "[attachment]") {
  AttachmentOffice test;
  const AttachmentState first = test.Ready("0123");
  const AttachmentState second = test.Ready("0123");
  test.uow.attachments().uses.erase(first.id);
  CHECK(test.Sweep().unused_contents == 0);
  CHECK(test.OnlyContent() == "0123");
  test.uow.attachments().uses.erase(second.id);
  CHECK(test.Sweep().unused_contents == 1);
  CHECK(test.store.contents.empty());
}

TEST_CASE("what the store has and nobody knows is removed after a day", "[attachment]") {
  AttachmentOffice test;
  const AttachmentState known = test.Ready("0123");
  const AttachmentId unfinished = test.Declare(8);
  REQUIRE(test.Take(test.Begin(unfinished), "0123").ok());
  const ContentKey content{TenantId(Uuid({2})), Uuid({70})};
  const ContentKey upload{TenantId(Uuid({2})), Uuid({71})};
  test.store.contents[content] = {"x", test.uow.clock.now};
  test.store.uploads[upload].write_time = test.uow.clock.now;
  CHECK(test.Sweep().orphans == 0);
  test.uow.clock.now += absl::Hours(25);
  // Somebody is at it still.
  test.uow.attachments().uploads.at(unfinished).update_time = test.uow.clock.now;
  CHECK(test.Sweep().orphans == 2);
  CHECK_FALSE(test.store.contents.contains(content));
  CHECK_FALSE(test.store.uploads.contains(upload));
  CHECK(test.OnlyContent() == "0123");
  CHECK(test.store.uploads.size() == 1);
}

TEST_CASE("a store that is away is swept another time", "[attachment]") {
  AttachmentOffice test;
  const AttachmentState gone = test.Ready("0123");
  test.uow.attachments().uses.erase(gone.id);
  test.store.trouble = absl::UnavailableError("away");
  CHECK_FALSE(test.sweep.Run().ok());
  test.store.trouble = absl::OkStatus();
  // It is forgotten, so it is an orphan by now.
  test.uow.clock.now += absl::Hours(25);
  CHECK(test.Sweep().orphans == 1);
  CHECK(test.store.contents.empty());
}

}  // namespace
}  // namespace pipewright::collaboration
