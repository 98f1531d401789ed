#include "domain/collaboration/attachment.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/support/status_matchers.h"

namespace pipewright::collaboration {
namespace {

const AttachmentId kId(Uuid({1}));
const UserId kAuthor(Uuid({2}));
const UserId kOther(Uuid({3}));
const Subject kAccount = Subject::Of(AccountId(Uuid({5})));
const std::string kSha256(64, 'a');
const std::string kAnother(64, 'b');
constexpr int64_t kMaxSize = 1000;

AttachmentChanges Described(int64_t size = 10) {
  AttachmentChanges changes;
  changes.file_name = Change<std::string>::Set("offer.pdf");
  changes.subject = Change<Subject>::Set(kAccount);
  changes.size = Change<int64_t>::Set(size);
  return changes;
}

Attachment Made(const AttachmentChanges& details = Described()) {
  return Attachment::Create(kId, kAuthor, details, kMaxSize).value();
}

TEST_CASE("a new attachment has a name, a subject and a size, and waits for its content", "[attachment]") {
  const AttachmentState state = Made().state();
  CHECK(state.file_name == "offer.pdf");
  CHECK(state.media_type == "application/octet-stream");
  CHECK(state.subject == kAccount);
  CHECK(state.size == 10);
  CHECK(state.received_size == 0);
  CHECK(state.sha256.empty());
  CHECK(state.status == AttachmentStatus::kUploading);
  CHECK(state.created_by == kAuthor);
  CHECK(FieldsOf(Attachment::Create(kId, kAuthor, {}, kMaxSize)) == "file_name,subject,size");
  AttachmentChanges wrong = Described();
  wrong.file_name = Change<std::string>::Set("a/b");
  wrong.media_type = Change<std::string>::Set("pdf");
  wrong.sha256 = Change<std::string>::Set("x");
  CHECK(FieldsOf(Attachment::Create(kId, kAuthor, wrong, kMaxSize)) == "file_name,media_type,sha256");
}

TEST_CASE("an attachment has at least a byte, and no more than the server allows", "[attachment]") {
  CHECK(Attachment::Create(kId, kAuthor, Described(1), kMaxSize).ok());
  CHECK(Attachment::Create(kId, kAuthor, Described(kMaxSize), kMaxSize).ok());
  for (const int64_t size : {int64_t{-1}, int64_t{0}, kMaxSize + 1}) {
    CHECK(FieldsOf(Attachment::Create(kId, kAuthor, Described(size), kMaxSize)) == "size");
  }
}

TEST_CASE("an edit changes the name, the media type and the subject, and nothing else", "[attachment]") {
  Attachment attachment = Made();
  AttachmentChanges changes;
  changes.file_name = Change<std::string>::Set("order.pdf");
  changes.media_type = Change<std::string>::Set("Application/PDF");
  changes.subject = Change<Subject>::Set(Subject::Of(LeadId(Uuid({6}))));
  REQUIRE(attachment.Edit(changes).ok());
  CHECK(attachment.state().subject == changes.subject.value());
  CHECK(attachment.state().file_name == "order.pdf");
  CHECK(attachment.state().media_type == "application/pdf");
  const AttachmentState before = attachment.state();
  AttachmentChanges kept;
  kept.subject = Change<Subject>::Clear();
  kept.size = Change<int64_t>::Set(11);
  kept.sha256 = Change<std::string>::Set(kSha256);
  kept.file_name = Change<std::string>::Clear();
  CHECK(FieldsOf(attachment.Edit(kept)) == "file_name,subject,size,sha256");
  CHECK(attachment.state() == before);
  AttachmentChanges clear;
  clear.media_type = Change<std::string>::Clear();
  REQUIRE(attachment.Edit(clear).ok());
  CHECK(attachment.state().media_type == "application/octet-stream");
}

TEST_CASE("an attachment is ready once its content is that which was declared", "[attachment]") {
  Attachment undeclared = Made();
  REQUIRE(undeclared.Complete(kSha256).ok());
  CHECK(undeclared.state().status == AttachmentStatus::kReady);
  CHECK(undeclared.state().sha256 == kSha256);
  CHECK(undeclared.state().received_size == 10);
  CHECK(Attachment::CheckHasContent(undeclared.state()).ok());

  AttachmentChanges details = Described();
  details.sha256 = Change<std::string>::Set(std::string(64, 'A'));
  Attachment declared = Made(details);
  REQUIRE(declared.Complete(kSha256).ok());
  CHECK(declared.state().status == AttachmentStatus::kReady);

  Attachment mistaken = Made(details);
  REQUIRE(mistaken.Complete(kAnother).ok());
  CHECK(mistaken.state().status == AttachmentStatus::kRejected);
  CHECK_THAT(mistaken.state().rejection_reason, Catch::Contains(kAnother));
  CHECK(mistaken.state().sha256 == kSha256);
  CHECK(mistaken.state().received_size == 0);
}

TEST_CASE("an attachment takes content once", "[attachment]") {
  Attachment waiting = Made();
  CHECK(waiting.CheckTakesContent().ok());
  CHECK(ReasonOf(Attachment::CheckHasContent(waiting.state())) == Reason::kInvalidAttachmentState);
  Attachment ready = Made();
  REQUIRE(ready.Complete(kSha256).ok());
  Attachment rejected = Made();
  REQUIRE(rejected.Reject("harmful").ok());
  CHECK(rejected.state().rejection_reason == "harmful");
  CHECK(ReasonOf(Attachment::CheckHasContent(rejected.state())) == Reason::kInvalidAttachmentState);
  for (Attachment* const ended : {&ready, &rejected}) {
    const AttachmentState before = ended->state();
    CHECK(ReasonOf(ended->CheckTakesContent()) == Reason::kInvalidAttachmentState);
    CHECK(ReasonOf(ended->Complete(kSha256)) == Reason::kInvalidAttachmentState);
    CHECK(ReasonOf(ended->Reject("again")) == Reason::kInvalidAttachmentState);
    CHECK(ended->state() == before);
  }
}

TEST_CASE("an attachment tells what has happened to it", "[attachment]") {
  Attachment attachment = Made();
  REQUIRE(attachment.Complete(kSha256).ok());
  REQUIRE(attachment.Delete(absl::UnixEpoch()).ok());
  std::vector<std::string> names;
  for (const auto& event : attachment.events()) {
    names.emplace_back(std::visit([](const auto& happened) { return happened.kName; }, event));
  }
  CHECK(names == std::vector<std::string>{"attachment.created", "attachment.completed", "attachment.deleted"});
}

TEST_CASE("an attachment is its author's, and of those whose scope reaches the author", "[attachment]") {
  const AttachmentState state = Made().state();
  CHECK(Attachment::AllowsChange(state, kAuthor, Scope::kOwn, {}));
  CHECK_FALSE(Attachment::AllowsChange(state, kOther, Scope::kOwn, {}));
  CHECK_FALSE(Attachment::AllowsRead(state, kOther, Scope::kUnit, {}));
  CHECK(Attachment::AllowsRead(state, kOther, Scope::kUnit, {kAuthor}));
  CHECK(Attachment::AllowsChange(state, kOther, Scope::kAll, {}));
}

TEST_CASE("an attachment of a lead is about what that became", "[attachment]") {
  Attachment attachment = Made();
  const ContactId contact(Uuid({9}));
  attachment.FollowConversion(LeadId(Uuid({6})), {AccountId(), contact, std::nullopt});
  CHECK(attachment.state().subject == Subject::Of(contact));
}

}  // namespace
}  // namespace pipewright::collaboration
