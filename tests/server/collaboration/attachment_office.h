// Attachments over a real channel: what their server tests start from.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "infrastructure/content/sha256.h"
#include "pipewright/collaboration/v1/attachment_service.grpc.pb.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/test_database.h"
#include "tests/support/infrastructure/throwaway_folder.h"
#include "tests/support/server/test_server.h"

namespace pipewright::collaboration {

using testing::Answer;
using testing::TestCaller;
using testing::TestServer;

// Bytes that are each where they belong.
inline std::string Bytes(size_t size, unsigned seed = 1) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) {
    seed = seed * 1664525 + 1013904223;
    byte = static_cast<char>(seed >> 24);
  }
  return bytes;
}

// A server with a store of its own, of parts that are as small as the tests' files.
class AttachmentOffice {
 public:
  static constexpr int64_t kPartBytes = 64 << 10;
  using Stub = v1::AttachmentService::Stub;

  explicit AttachmentOffice(const std::function<void(server::BackendOptions&)>& adjust = nullptr)
      : server(testing::TestDatabase::Get().app_url(), [&](server::BackendOptions& options) {
          options.content.folder = folder.path() + "/content";
          options.content.folder_part_bytes = kPartBytes;
          options.content.max_attachment_bytes = 10 << 20;
          options.content.sweep.grace = absl::ZeroDuration();
          if (adjust) adjust(options);
        }) {}

  testing::ThrowawayFolder folder;
  TestServer server;
  TestCaller owner = server.SignUp();

  std::string AddAccount(const TestCaller& caller) {
    sales::v1::CreateAccountRequest request;
    request.mutable_account()->set_name("Acme");
    const auto made = server.Call(&caller, &sales::v1::AccountService::Stub::CreateAccount, request);
    INFO(made.status.error_message());
    REQUIRE(made.ok());
    return made->id();
  }
  v1::CreateAttachmentRequest About(const std::string& account, int64_t size) const {
    v1::CreateAttachmentRequest request;
    request.mutable_attachment()->set_file_name("offer.pdf");
    request.mutable_attachment()->set_size(size);
    request.mutable_attachment()->mutable_subject()->set_kind(shared::v1::SUBJECT_KIND_ACCOUNT);
    request.mutable_attachment()->mutable_subject()->set_id(account);
    return request;
  }
  v1::Attachment Declare(const TestCaller& caller, const v1::CreateAttachmentRequest& request) {
    const auto made = server.Call(&caller, &Stub::CreateAttachment, request);
    INFO(made.status.error_message());
    REQUIRE(made.ok());
    return made.response;
  }
  v1::Attachment Declare(size_t size) { return Declare(owner, About(AddAccount(owner), static_cast<int64_t>(size))); }

  // One call that sends those bytes, in pieces.
  Answer<v1::Attachment> Upload(const TestCaller& caller, const std::string& id, int64_t offset,
                                const std::string& bytes, size_t piece = 10'000) {
    grpc::ClientContext context;
    caller.Authorize(context);
    Answer<v1::Attachment> answer;
    Stub stub(server.channel());
    const auto writer = stub.UploadAttachment(&context, &answer.response);
    v1::UploadAttachmentRequest message;
    message.mutable_spec()->set_id(id);
    message.mutable_spec()->set_offset(offset);
    bool taken = true;
    for (size_t at = 0; taken && (at == 0 || at < bytes.size()); at += piece) {
      message.set_content(bytes.substr(at, piece));
      taken = writer->Write(message);
      message.Clear();
    }
    writer->WritesDone();
    answer.status = writer->Finish();
    return answer;
  }
  v1::Attachment Ready(const TestCaller& caller, const std::string& account, const std::string& bytes) {
    const v1::Attachment declared = Declare(caller, About(account, static_cast<int64_t>(bytes.size())));
    const auto done = Upload(caller, declared.id(), 0, bytes);
    INFO(done.status.error_message());
    REQUIRE(done.ok());
    REQUIRE(done->status() == v1::ATTACHMENT_STATUS_READY);
    return done.response;
  }
  v1::Attachment Ready(const std::string& bytes) { return Ready(owner, AddAccount(owner), bytes); }

  v1::Attachment Get(const TestCaller& caller, const std::string& id) {
    v1::GetAttachmentRequest request;
    request.set_id(id);
    const auto got = server.Call(&caller, &Stub::GetAttachment, request);
    INFO(got.status.error_message());
    REQUIRE(got.ok());
    return got.response;
  }

  // What came, and how it ended.
  struct Downloaded {
    grpc::Status status;
    std::string bytes;
    size_t largest = 0;  // piece
  };
  Downloaded Download(const TestCaller& caller, const std::string& id, int64_t offset = 0, int64_t limit = 0) {
    grpc::ClientContext context;
    caller.Authorize(context);
    v1::DownloadAttachmentRequest request;
    request.set_id(id);
    request.set_offset(offset);
    request.set_limit(limit);
    Stub stub(server.channel());
    const auto reader = stub.DownloadAttachment(&context, request);
    Downloaded downloaded;
    v1::DownloadAttachmentResponse message;
    while (reader->Read(&message)) {
      downloaded.bytes += message.content();
      downloaded.largest = std::max(downloaded.largest, message.content().size());
    }
    downloaded.status = reader->Finish();
    return downloaded;
  }

  // What the database says of the tenant's rows, as the role that owns the tables.
  std::string Ask(const std::string& sql) {
    admin_.Ask("select set_config('app.tenant_id', $1, false)", {owner.tenant_id});
    return admin_.Ask(sql);
  }
  // Sweeps until nothing is left to do.
  SweptContent Sweep() {
    SweptContent all;
    for (;;) {
      const auto slice = server.backend().content_sweep().Run();
      INFO(slice.status());
      REQUIRE(slice.ok());
      all.stale_uploads += slice->swept.stale_uploads;
      all.unused_contents += slice->swept.unused_contents;
      all.orphans += slice->swept.orphans;
      if (!slice->more) return all;
    }
  }
  // The files of the store, whatever they are.
  std::vector<std::string> Files() const {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
      if (entry.is_regular_file()) files.push_back(entry.path().string());
    }
    return files;
  }

 private:
  testing::AdminConnection admin_{testing::TestDatabase::Get().owner_url()};
};

}  // namespace pipewright::collaboration
