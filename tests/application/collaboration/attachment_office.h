// Attachments over memory: what their application tests start from.
#pragma once

#include <catch2/catch.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "application/collaboration/attachment_commands.h"
#include "application/collaboration/attachment_uploads.h"
#include "application/collaboration/content_sweep.h"
#include "application/sales/account_commands.h"
#include "tests/support/application/fake_content_store.h"
#include "tests/support/application/fake_unit_of_work.h"

namespace pipewright::collaboration {

// "#" and the content: so that a test sees which was hashed.
class FakeHash : public ContentHash {
 public:
  std::unique_ptr<RunningHash> Begin() const override {
    struct Running : RunningHash {
      void Add(absl::string_view bytes) override { hash.append(bytes.data(), bytes.size()); }
      std::string Finish() override { return hash; }
      std::string hash = "#";
    };
    return std::make_unique<Running>();
  }
};

// Says what the test wants, of all of the content.
class FakeScanner : public ContentScanner {
 public:
  absl::StatusOr<ScanVerdict> Scan(const RequestContext& /*context*/,
                                   absl::FunctionRef<absl::StatusOr<std::string>()> next) override {
    seen.clear();
    for (;;) {
      ASSIGN_OR_RETURN(const std::string piece, next());
      if (piece.empty()) return verdict;
      seen += piece;
    }
  }
  absl::StatusOr<ScanVerdict> verdict = ScanVerdict::kClean;
  std::string seen;
};

struct AttachmentOffice {
  FakeUnitOfWork uow;
  FakeIds ids;
  FakePhones phones;
  FakeTransactor transactor{uow};
  FakeHash hash;
  FakeScanner scanner;
  FakeContentStore store{uow.clock};
  sales::AccountCommands accounts{ids, phones};
  AttachmentCommands commands{ids, 1000};
  AttachmentUploads uploads{{transactor, uow.attachments(), store, hash, &scanner, ids},
                            {.unfinished_per_tenant = 2, .finishing = 1}};
  ContentSweep sweep{uow.attachments(), store, uow.clock, {}};

  AccountId AddAccount() {
    sales::CreateAccount command;
    command.details.name = Change<std::string>::Set("Acme");
    return accounts.Handle(uow.context(), command, uow).value().state().id;
  }
  AttachmentId Declare(int64_t size, const std::string& file_name = "offer.pdf") {
    CreateAttachment command;
    command.details.file_name = Change<std::string>::Set(file_name);
    command.details.subject = Change<Subject>::Set(Subject::Of(AddAccount()));
    command.details.size = Change<int64_t>::Set(size);
    return commands.Handle(uow.context(), command, uow).value().state().id;
  }
  const AttachmentState& State(const AttachmentId& id) { return uow.attachments().rows().at(id); }
  std::unique_ptr<AttachmentUpload> Begin(const AttachmentId& id, int64_t offset = 0) {
    auto begun = uploads.Begin(uow.context(), id, offset);
    INFO(begun.status());
    REQUIRE(begun.ok());
    return *std::move(begun);
  }
  absl::Status Take(const std::unique_ptr<AttachmentUpload>& upload, absl::string_view bytes) {
    return upload->Take(uow.context(), bytes);
  }
  absl::StatusOr<Attachment> Finish(const std::unique_ptr<AttachmentUpload>& upload) {
    return upload->Finish(uow.context());
  }
  // All in one call.
  absl::StatusOr<Attachment> Upload(const AttachmentId& id, absl::string_view bytes) {
    const auto upload = Begin(id);
    RETURN_IF_ERROR(Take(upload, bytes));
    return Finish(upload);
  }
  AttachmentState Ready(const std::string& bytes) {
    return Upload(Declare(static_cast<int64_t>(bytes.size())), bytes).value().state();
  }
  // The bytes of the only content there is.
  std::string OnlyContent() {
    REQUIRE(store.contents.size() == 1);
    return store.contents.begin()->second.bytes;
  }
  // Sweeps until nothing is left to do.
  SweptContent Sweep() {
    SweptContent all;
    for (;;) {
      const auto slice = sweep.Run();
      INFO(slice.status());
      REQUIRE(slice.ok());
      all.stale_uploads += slice->swept.stale_uploads;
      all.unused_contents += slice->swept.unused_contents;
      all.orphans += slice->swept.orphans;
      if (!slice->more) return all;
    }
  }
};

}  // namespace pipewright::collaboration
