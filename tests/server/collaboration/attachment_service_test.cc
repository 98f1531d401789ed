#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/server/collaboration/attachment_office.h"
#include "tests/server/integration/events/event_office.h"
#include "tests/support/server/roles.h"

namespace pipewright::collaboration {
namespace {

using testing::FieldsOf;
using testing::MetadataOf;
using testing::ReasonOf;
using Stub = v1::AttachmentService::Stub;

TEST_CASE("a file goes up and comes down, byte by byte the same", "[attachment]") {
  AttachmentOffice test;
  const std::string bytes = Bytes(500'000);
  const v1::Attachment declared = test.Declare(bytes.size());
  CHECK(declared.status() == v1::ATTACHMENT_STATUS_UPLOADING);
  CHECK(declared.media_type() == "application/octet-stream");
  const auto done = test.Upload(test.owner, declared.id(), 0, bytes, 99'999);
  REQUIRE(done.ok());
  CHECK(done->status() == v1::ATTACHMENT_STATUS_READY);
  CHECK(done->sha256() == content::Sha256Of(bytes));
  CHECK(done->received_size() == static_cast<int64_t>(bytes.size()));
  CHECK(done->etag() != declared.etag());
  const auto whole = test.Download(test.owner, declared.id());
  CHECK(whole.status.ok());
  CHECK(whole.bytes == bytes);
  CHECK(whole.largest <= 64 << 10);
}

TEST_CASE("an upload and a download that break off go on where they were", "[attachment]") {
  AttachmentOffice test;
  const std::string bytes = Bytes(300'000);
  const std::string id = test.Declare(bytes.size()).id();
  {
    grpc::ClientContext context;
    test.owner.Authorize(context);
    Stub stub(test.server.channel());
    v1::Attachment response;
    const auto writer = stub.UploadAttachment(&context, &response);
    v1::UploadAttachmentRequest message;
    message.mutable_spec()->set_id(id);
    message.set_content(bytes.substr(0, 150'000));
    REQUIRE(writer->Write(message));
    // Until the server has taken what makes a part.
    while (test.Get(test.owner, id).received_size() < 2 * AttachmentOffice::kPartBytes) {
    }
    context.TryCancel();
    CHECK(writer->Finish().error_code() == grpc::StatusCode::CANCELLED);
  }
  const int64_t received = test.Get(test.owner, id).received_size();
  CHECK(received == 2 * AttachmentOffice::kPartBytes);
  const auto wrong = test.Upload(test.owner, id, 150'000, bytes.substr(150'000));
  CHECK(wrong.status.error_code() == grpc::StatusCode::OUT_OF_RANGE);
  CHECK(ReasonOf(wrong.status) == "UPLOAD_OFFSET");
  CHECK(MetadataOf(wrong.status, "received_size") == std::to_string(received));
  const auto done = test.Upload(test.owner, id, received, bytes.substr(static_cast<size_t>(received)));
  INFO(done.status.error_message());
  REQUIRE(done.ok());
  CHECK(done->sha256() == content::Sha256Of(bytes));

  std::string got;
  {
    grpc::ClientContext context;
    test.owner.Authorize(context);
    Stub stub(test.server.channel());
    v1::DownloadAttachmentRequest request;
    request.set_id(id);
    const auto reader = stub.DownloadAttachment(&context, request);
    v1::DownloadAttachmentResponse message;
    REQUIRE(reader->Read(&message));
    got = message.content();
    context.TryCancel();
    while (reader->Read(&message)) {
    }
    CHECK(reader->Finish().error_code() == grpc::StatusCode::CANCELLED);
  }
  CHECK(got.size() < bytes.size());
  got += test.Download(test.owner, id, static_cast<int64_t>(got.size())).bytes;
  CHECK(got == bytes);
}

TEST_CASE("a download gives the part that is asked for", "[attachment]") {
  AttachmentOffice test;
  const std::string bytes = Bytes(100'000);
  const auto size = static_cast<int64_t>(bytes.size());
  const std::string id = test.Ready(bytes).id();
  CHECK(test.Download(test.owner, id, 5, 10).bytes == bytes.substr(5, 10));
  CHECK(test.Download(test.owner, id, size - 3, 10).bytes == bytes.substr(bytes.size() - 3));
  CHECK(test.Download(test.owner, id, size).bytes.empty());
  CHECK(test.Download(test.owner, id, size).status.ok());
  CHECK(FieldsOf(test.Download(test.owner, id, size + 1).status) == "offset");
  CHECK(FieldsOf(test.Download(test.owner, id, -1, -1).status) == "offset,limit");
  CHECK(FieldsOf(test.Download(test.owner, "x").status) == "id");
  CHECK(ReasonOf(test.Download(test.owner, test.Declare(5).id()).status) == "INVALID_ATTACHMENT_STATE");
}

TEST_CASE("what an upload says is checked before anything is stored", "[attachment]") {
  AttachmentOffice test;
  const std::string id = test.Declare(10).id();
  CHECK(FieldsOf(test.Upload(test.owner, "x", -1, "").status) == "spec.id,spec.offset");
  CHECK(FieldsOf(test.Upload(test.owner, "", 0, "").status) == "spec.id");
  const auto large = test.Upload(test.owner, id, 0, Bytes((1 << 20) + 1), (1 << 20) + 1);
  CHECK(ReasonOf(large.status) == "TOO_LARGE");
  CHECK(FieldsOf(large.status) == "content");
  CHECK(ReasonOf(test.Upload(test.owner, id, 0, Bytes(11)).status) == "TOO_LARGE");
  CHECK(test.Get(test.owner, id).received_size() == 0);
  CHECK(
      FieldsOf(test.server
                   .Call(&test.owner, &Stub::CreateAttachment, test.About(test.AddAccount(test.owner), (10 << 20) + 1))
                   .status) == "attachment.size");

  // Without any message, without a spec, and with two.
  const auto send = [&](const std::vector<bool>& specs) {
    grpc::ClientContext context;
    test.owner.Authorize(context);
    Stub stub(test.server.channel());
    v1::Attachment response;
    const auto writer = stub.UploadAttachment(&context, &response);
    for (const bool spec : specs) {
      v1::UploadAttachmentRequest message;
      message.set_content("x");
      if (spec) message.mutable_spec()->set_id(id);
      writer->Write(message);
    }
    writer->WritesDone();
    return FieldsOf(writer->Finish());
  };
  CHECK(send({}) == "spec");
  CHECK(send({false}) == "spec");
  CHECK(send({true, true}) == "spec");
}

TEST_CASE("an attachment of an account is read by whoever may read that, and filled by its author", "[attachment]") {
  AttachmentOffice test;
  const TestCaller member = test.server.AddMember(test.owner, "MEMBER");
  const TestCaller other = test.server.AddMember(test.owner, "MEMBER");
  const TestCaller viewer = test.server.AddMember(test.owner, "VIEWER");
  const std::string account = test.AddAccount(member);
  const std::string id = test.Ready(test.owner, account, "owner's").id();
  const std::string waiting = test.Declare(test.owner, test.About(account, 3)).id();
  CHECK(test.Download(member, id).bytes == "owner's");
  CHECK(test.Download(viewer, id).bytes == "owner's");
  CHECK(test.Download(other, id).status.error_code() == grpc::StatusCode::NOT_FOUND);
  CHECK(test.Upload(other, waiting, 0, "abc").status.error_code() == grpc::StatusCode::NOT_FOUND);
  CHECK(ReasonOf(test.Upload(member, waiting, 0, "abc").status) == "PERMISSION_DENIED");
  CHECK(ReasonOf(test.Upload(viewer, waiting, 0, "abc").status) == "PERMISSION_DENIED");
  const TestCaller elsewhere = test.server.SignUp();
  CHECK(test.Upload(elsewhere, waiting, 0, "abc").status.error_code() == grpc::StatusCode::NOT_FOUND);
  CHECK(test.Download(elsewhere, id).status.error_code() == grpc::StatusCode::NOT_FOUND);
  CHECK(test.Get(test.owner, waiting).received_size() == 0);
  CHECK(test.Upload(test.owner, waiting, 0, "abc")->status() == v1::ATTACHMENT_STATUS_READY);

  v1::ListAttachmentsRequest list;
  list.set_filter("account_id = \"" + account + "\" AND status = \"READY\" AND size > 3");
  list.set_order_by("create_time desc");
  const auto listed = test.server.Call(&member, &Stub::ListAttachments, list);
  INFO(listed.status.error_message());
  REQUIRE(listed.ok());
  REQUIRE(listed->attachments_size() == 1);
  CHECK(listed->attachments(0).id() == id);
}

TEST_CASE("a deleted attachment keeps its content until it is back", "[attachment]") {
  AttachmentOffice test;
  const std::string id = test.Ready("abc").id();
  v1::DeleteAttachmentRequest remove;
  remove.set_id(id);
  REQUIRE(test.server.Call(&test.owner, &Stub::DeleteAttachment, remove).ok());
  CHECK(ReasonOf(test.Download(test.owner, id).status) == "RECORD_DELETED");
  CHECK(test.Sweep().unused_contents == 0);
  v1::UndeleteAttachmentRequest undelete;
  undelete.set_id(id);
  REQUIRE(test.server.Call(&test.owner, &Stub::UndeleteAttachment, undelete).ok());
  CHECK(test.Download(test.owner, id).bytes == "abc");
}

TEST_CASE("an attachment tells by events how it came about", "[attachment][events]") {
  AttachmentOffice test;
  integration::Office events;
  const TestCaller& caller = events.owner;
  const std::string start = events.Now();
  const std::string id = test.Ready(caller, events.CreateAccount("Acme").id(), "abc").id();
  std::vector<std::string> types;
  for (const auto& event : events.AllSince(caller, start)) {
    if (event.record_id() == id) types.push_back(event.type());
  }
  CHECK(types == std::vector<std::string>{"attachment.created", "attachment.completed"});
}

}  // namespace
}  // namespace pipewright::collaboration
