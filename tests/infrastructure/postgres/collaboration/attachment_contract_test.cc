// What commands and uploads rely on of attachments, held in memory and on PostgreSQL alike.
#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "application/collaboration/attachment_commands.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/collaboration/attachment_table.h"
#include "infrastructure/postgres/collaboration/content_index.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/infrastructure/reach.h"
#include "tests/support/infrastructure/subject_world.h"
#include "tests/support/infrastructure/worlds.h"
#include "tests/support/status_matchers.h"

namespace pipewright::collaboration {
namespace {

using testing::FakeWorld;
using testing::PostgresWorld;

const std::string kSha256(64, 'a');

// The index of a world, and a clock that the test moves.
template <class World>
struct Index;
template <>
struct Index<PostgresWorld> {
  explicit Index(PostgresWorld& world) : clock(world.clock()), index(world.pool(), clock) {}
  FakeClock& clock;
  postgres::PostgresContentIndex index;
};
template <>
struct Index<FakeWorld> {
  explicit Index(FakeWorld& world) : clock(world.uow().clock), index(world.uow().attachments()) {}
  FakeClock& clock;
  FakeAttachments& index;
};

template <class World>
struct Attachments : testing::SubjectWorld<World> {
  AttachmentCommands commands{this->world.ids(), 1000};
  Index<World> own{this->world};
  ContentIndex& index = own.index;

  AttachmentState Declare(const Subject& subject) {
    CreateAttachment command;
    command.details.file_name = Change<std::string>::Set("Angebot \"1\" \xC3\xBC.pdf");
    command.details.media_type = Change<std::string>::Set("application/pdf");
    command.details.subject = Change<Subject>::Set(subject);
    command.details.size = Change<int64_t>::Set(10);
    command.details.sha256 = Change<std::string>::Set(kSha256);
    const auto created = testing::RunCommand(this->world, commands, command);
    INFO(created.status());
    REQUIRE(created.ok());
    return created->state();
  }
  AttachmentId Declare() { return Declare(Subject::Of(this->AddAccount())).id; }
  AttachmentState Read(const AttachmentId& id) { return this->template Stored<Attachment>(id); }
  UploadLease NewLease(const AttachmentId& id) { return {id, this->world.ids().NewUuid()}; }
  UnfinishedUpload TakeOver(const UploadLease& lease) {
    const auto taken = index.TakeOver(this->world.context(), lease, this->world.ids().NewUuid(), 100);
    INFO(taken.status());
    REQUIRE(taken.ok());
    return *taken;
  }
  // As an upload ends, with that hash; whether it did.
  absl::Status Settle(const UploadLease& lease, const Uuid& content, const std::string& sha256 = kSha256) {
    kept.reset();
    return this->world.Run([&](UnitOfWork& uow) -> absl::Status {
      ASSIGN_OR_RETURN(Attachment attachment, uow.Of<Attachment>().Get(lease.attachment));
      RETURN_IF_ERROR(attachment.Complete(sha256));
      RETURN_IF_ERROR(uow.Of<Attachment>().EndUpload(lease));
      RETURN_IF_ERROR(uow.Of<Attachment>().Save(attachment));
      ASSIGN_OR_RETURN(kept, uow.Of<Attachment>().KeepContent(lease.attachment, content, sha256, 10));
      return absl::OkStatus();
    });
  }
  // An upload from its beginning to its end.
  AttachmentId Ready() {
    const UploadLease lease = NewLease(Declare());
    const UnfinishedUpload upload = TakeOver(lease);
    REQUIRE(index.AddPart(this->world.context(), lease, 1, {"tag", 10}).ok());
    REQUIRE(Settle(lease, upload.store.key.id).ok());
    return lease.attachment;
  }
  std::optional<Uuid> ContentOf(const AttachmentId& id) { return index.ContentOf(this->world.context(), id).value(); }
  bool Known(const ContentKey& key) { return index.Known({key}).value().contains(key); }

  std::optional<Uuid> kept;
};

TEMPLATE_TEST_CASE("an attachment comes back as it was stored, in all its parts", "[contract][attachment]", FakeWorld,
                   PostgresWorld) {
  Attachments<TestType> test;
  const AccountId account = test.AddAccount();
  AttachmentState read = test.Read(test.Declare(Subject::Of(account)).id);
  CHECK(read.version == 1);
  CHECK(read.file_name == "Angebot \"1\" \xC3\xBC.pdf");
  CHECK(read.media_type == "application/pdf");
  CHECK(read.subject == Subject::Of(account));
  CHECK(read.subject_owners == std::vector<UserId>{test.world.context().user()});
  CHECK(read.size == 10);
  CHECK(read.received_size == 0);
  CHECK(read.sha256 == kSha256);
  CHECK(read.status == AttachmentStatus::kUploading);
  CHECK(read.created_by == test.world.context().user());
  REQUIRE(test.world
              .Run([&](UnitOfWork& uow) -> absl::Status {
                ASSIGN_OR_RETURN(Attachment attachment, uow.Of<Attachment>().Get(read.id));
                RETURN_IF_ERROR(attachment.Reject("harmful"));
                return uow.Of<Attachment>().Save(attachment);
              })
              .ok());
  read = test.Read(read.id);
  CHECK(read.version == 2);
  CHECK(read.status == AttachmentStatus::kRejected);
  CHECK(read.rejection_reason == "harmful");
}

TEMPLATE_TEST_CASE("an upload knows its parts, and whoever took it over last goes on", "[contract][attachment]",
                   FakeWorld, PostgresWorld) {
  Attachments<TestType> test;
  const AttachmentId id = test.Declare();
  const UploadLease first = test.NewLease(id);
  const RequestContext& context = test.world.context();
  const UnfinishedUpload begun = test.TakeOver(first);
  CHECK(begun.store.key.tenant == context.tenant());
  CHECK(begun.store.name.empty());
  CHECK(begun.parts.empty());
  REQUIRE(test.index.SetName(context, first, "name").ok());
  REQUIRE(test.index.AddPart(context, first, 1, {"one", 4}).ok());
  REQUIRE(test.index.AddPart(context, first, 2, {"two", 3}).ok());
  CHECK(test.Read(id).received_size == 7);
  CHECK(test.Read(id).version == 1);

  const UploadLease second = test.NewLease(id);
  const UnfinishedUpload taken = test.TakeOver(second);
  CHECK(taken.store.key == begun.store.key);
  CHECK(taken.store.name == "name");
  REQUIRE(taken.parts.size() == 2);
  CHECK(taken.parts[1].tag == "two");
  CHECK(taken.received_size() == 7);
  for (const absl::Status& lost :
       {test.index.CheckHeld(context, first), test.index.SetName(context, first, "x"),
        test.index.AddPart(context, first, 3, {"three", 3}), test.Settle(first, begun.store.key.id)}) {
    CHECK(absl::IsAborted(lost));
  }
  CHECK(test.index.CheckHeld(context, second).ok());
  CHECK(test.Read(id).received_size == 7);
}

TEST_CASE("a lost upload's end changes nothing", "[attachment]") {
  Attachments<PostgresWorld> test;
  const AttachmentId id = test.Declare();
  const UploadLease first = test.NewLease(id);
  const UnfinishedUpload upload = test.TakeOver(first);
  REQUIRE(test.index.AddPart(test.world.context(), first, 1, {"", 10}).ok());
  test.TakeOver(test.NewLease(id));
  CHECK(absl::IsAborted(test.Settle(first, upload.store.key.id)));
  CHECK(test.Read(id).status == AttachmentStatus::kUploading);
  CHECK_FALSE(test.ContentOf(id).has_value());
}

TEMPLATE_TEST_CASE("a tenant has so many unfinished uploads and no more", "[contract][attachment]", FakeWorld,
                   PostgresWorld) {
  Attachments<TestType> test;
  const auto take = [&](const AttachmentId& id) {
    return test.index.TakeOver(test.world.context(), test.NewLease(id), test.world.ids().NewUuid(), 2).status();
  };
  const AttachmentId first = test.Declare();
  CHECK(take(first).ok());
  CHECK(take(test.Declare()).ok());
  CHECK(ReasonOf(take(test.Declare())) == Reason::kTooManyUploads);
  CHECK(take(first).ok());
}

TEMPLATE_TEST_CASE("equal contents of a tenant are one, and it is known as long as it is used",
                   "[contract][attachment]", FakeWorld, PostgresWorld) {
  Attachments<TestType> test;
  const AttachmentId first = test.Ready();
  const Uuid content = *test.kept;
  const AttachmentId second = test.Ready();
  CHECK(test.kept == content);
  CHECK(test.ContentOf(first) == content);
  CHECK(test.ContentOf(second) == content);
  CHECK_FALSE(test.ContentOf(test.Declare()).has_value());
  CHECK(test.Known({test.world.context().tenant(), content}));
  CHECK_FALSE(test.Known({TenantId(test.world.ids().NewUuid()), content}));
  CHECK_FALSE(test.Known({test.world.context().tenant(), test.world.ids().NewUuid()}));
}

TEMPLATE_TEST_CASE("an unfinished upload is known, and dropped when nothing comes of it", "[contract][attachment]",
                   FakeWorld, PostgresWorld) {
  Attachments<TestType> test;
  // Long before the uploads of all other tests.
  test.own.clock.now = absl::FromUnixSeconds(1'000'000);
  const UploadLease lease = test.NewLease(test.Declare());
  const ContentKey key = test.TakeOver(lease).store.key;
  REQUIRE(test.index.SetName(test.world.context(), lease, "name").ok());
  REQUIRE(test.index.AddPart(test.world.context(), lease, 1, {"one", 4}).ok());
  CHECK(test.Known(key));
  const auto dropped = [&](absl::Time before) {
    const auto uploads = test.index.DropStale(before, 1000);
    INFO(uploads.status());
    REQUIRE(uploads.ok());
    return std::any_of(uploads->begin(), uploads->end(),
                       [&](const StoreUpload& upload) { return upload.key == key && upload.name == "name"; });
  };
  CHECK_FALSE(dropped(test.own.clock.now - absl::Hours(1)));
  CHECK(test.Known(key));
  CHECK(dropped(test.own.clock.now + absl::Seconds(1)));
  CHECK_FALSE(test.Known(key));
  CHECK(test.Read(lease.attachment).received_size == 0);
  CHECK(absl::IsAborted(test.index.CheckHeld(test.world.context(), lease)));
  CHECK(test.TakeOver(lease).parts.empty());
}

TEMPLATE_TEST_CASE("an attachment of a lead moves along when that is converted", "[contract][attachment]", FakeWorld,
                   PostgresWorld) {
  Attachments<TestType> test;
  const LeadId lead = test.AddLead();
  const AttachmentId id = test.Declare(Subject::Of(lead)).id;
  const ContactId contact = test.AddContact(test.world.context().user());
  REQUIRE(test.world
              .Run([&](UnitOfWork& uow) -> absl::Status {
                ASSIGN_OR_RETURN(std::vector<Attachment> found, uow.Of<Attachment>().AboutLead(lead, 10));
                REQUIRE(found.size() == 1);
                found[0].FollowConversion(lead, {AccountId(), contact, std::nullopt});
                return uow.Of<Attachment>().SaveAll(absl::MakeSpan(found));
              })
              .ok());
  CHECK(test.Read(id).subject == Subject::Of(contact));
}

TEMPLATE_TEST_CASE("an attachment is read by whoever may read what it is about, and isn't there for others",
                   "[contract][attachment]", FakeWorld, PostgresWorld) {
  Attachments<TestType> test;
  const UserId author = test.world.context().user();
  const UserId owner = test.world.AddMember();
  const UserId manager = test.world.AddMember();
  const UserId stranger = test.world.AddMember();
  const AttachmentState account = test.Declare(Subject::Of(test.AddAccount(owner)));
  const auto reach = [&](const UserId& user, Scope attachments, Scope accounts, const std::vector<UserId>& unit = {}) {
    return testing::ReachOf<Attachment>(
        test.world, postgres::AttachmentTable(), account, user,
        Grants({{"attachment", "*", attachments}, {"account", "read", accounts}}), unit, [&](Attachment& found) {
          AttachmentChanges changes;
          changes.file_name = Change<std::string>::Set(test.world.ids().NewUuid().ToString());
          return found.Edit(changes);
        });
  };
  for (const Scope scope : {Scope::kOwn, Scope::kUnit, Scope::kAll}) {
    CHECK(reach(author, scope, Scope::kNone) == "read and change");
  }
  CHECK(reach(author, Scope::kNone, Scope::kAll) == "nothing");
  CHECK(reach(stranger, Scope::kAll, Scope::kNone) == "read and change");
  CHECK(reach(manager, Scope::kUnit, Scope::kNone, {author}) == "read and change");
  CHECK(reach(manager, Scope::kOwn, Scope::kNone, {author}) == "nothing");
  CHECK(reach(owner, Scope::kOwn, Scope::kOwn) == "read");
  CHECK(reach(owner, Scope::kOwn, Scope::kNone) == "nothing");
  CHECK(reach(manager, Scope::kOwn, Scope::kUnit, {owner}) == "read");
  CHECK(reach(stranger, Scope::kOwn, Scope::kAll) == "read");
  CHECK(reach(stranger, Scope::kUnit, Scope::kUnit) == "nothing");
}

}  // namespace
}  // namespace pipewright::collaboration
