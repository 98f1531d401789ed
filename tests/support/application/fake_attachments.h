// Attachments and what is known of their contents, in memory.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "application/collaboration/content_index.h"
#include "domain/collaboration/attachment_repository.h"
#include "tests/support/application/fake_lead_followers.h"

namespace pipewright {

class FakeAttachments : public FakeReadWithSubjects<collaboration::Attachment, collaboration::AttachmentRepository>,
                        public collaboration::ContentIndex {
 public:
  FakeAttachments(const RequestContext& context, const absl::Time& now, std::function<Records&(RecordKind)> records)
      : FakeReadWithSubjects(context, now, std::move(records)), context_(context), now_(now) {}

  struct Unfinished {
    collaboration::UnfinishedUpload upload;
    Uuid lease;
    absl::Time update_time;
  };
  std::map<AttachmentId, Unfinished> uploads;
  std::map<collaboration::ContentKey, std::string> contents;  // their SHA-256
  std::map<AttachmentId, collaboration::ContentKey> uses;

  absl::StatusOr<Uuid> KeepContent(const AttachmentId& attachment, const Uuid& content, const std::string& sha256,
                                   int64_t /*size*/) override {
    collaboration::ContentKey kept{context_.tenant(), content};
    for (const auto& [key, hash] : contents) {
      if (key.tenant == kept.tenant && hash == sha256) kept = key;
    }
    contents[kept] = sha256;
    uses[attachment] = kept;
    return kept.id;
  }
  absl::Status EndUpload(const collaboration::UploadLease& lease) override {
    RETURN_IF_ERROR(CheckHeld(context_, lease));
    uploads.erase(lease.attachment);
    return absl::OkStatus();
  }

  absl::StatusOr<collaboration::UnfinishedUpload> TakeOver(const RequestContext& context,
                                                           const collaboration::UploadLease& lease, const Uuid& content,
                                                           int max_unfinished) override {
    if (!uploads.contains(lease.attachment)) {
      if (static_cast<int>(uploads.size()) >= max_unfinished) {
        return QuotaExceeded(Reason::kTooManyUploads, "tenant", "too many uploads", "finish some", std::nullopt);
      }
      uploads[lease.attachment].upload.store.key = {context.tenant(), content};
    }
    Unfinished& taken = uploads[lease.attachment];
    taken.lease = lease.id;
    taken.update_time = now_;
    return taken.upload;
  }
  absl::Status SetName(const RequestContext& context, const collaboration::UploadLease& lease,
                       const std::string& name) override {
    RETURN_IF_ERROR(CheckHeld(context, lease));
    uploads[lease.attachment].upload.store.name = name;
    return absl::OkStatus();
  }
  absl::Status CheckHeld(const RequestContext& /*context*/, const collaboration::UploadLease& lease) override {
    const auto found = uploads.find(lease.attachment);
    if (found != uploads.end() && found->second.lease == lease.id) return absl::OkStatus();
    ErrorDetails details;
    details.reason = Reason::kConcurrentChange;
    return MakeError(absl::StatusCode::kAborted, "another call goes on with this upload", details);
  }
  absl::Status AddPart(const RequestContext& context, const collaboration::UploadLease& lease, int64_t /*number*/,
                       const collaboration::StoredPart& part) override {
    RETURN_IF_ERROR(CheckHeld(context, lease));
    uploads[lease.attachment].upload.parts.push_back(part);
    uploads[lease.attachment].update_time = now_;
    row(lease.attachment).received_size += part.size;
    return absl::OkStatus();
  }
  absl::StatusOr<std::optional<Uuid>> ContentOf(const RequestContext& /*context*/,
                                                const AttachmentId& attachment) override {
    const auto found = uses.find(attachment);
    return found == uses.end() ? std::nullopt : std::optional(found->second.id);
  }

  absl::StatusOr<std::vector<collaboration::StoreUpload>> DropStale(absl::Time before, int limit) override {
    std::vector<collaboration::StoreUpload> dropped;
    std::erase_if(uploads, [&](const auto& each) {
      if (each.second.update_time >= before || static_cast<int>(dropped.size()) == limit) return false;
      dropped.push_back(each.second.upload.store);
      row(each.first).received_size = 0;
      return true;
    });
    return dropped;
  }
  absl::StatusOr<std::vector<collaboration::ContentKey>> DropUnused(int limit) override {
    std::set<collaboration::ContentKey> used;
    for (const auto& [attachment, key] : uses) used.insert(key);
    std::vector<collaboration::ContentKey> dropped;
    std::erase_if(contents, [&](const auto& each) {
      if (used.contains(each.first) || static_cast<int>(dropped.size()) == limit) return false;
      dropped.push_back(each.first);
      return true;
    });
    return dropped;
  }
  absl::StatusOr<std::set<collaboration::ContentKey>> Known(absl::Span<const collaboration::ContentKey> keys) override {
    std::set<collaboration::ContentKey> known;
    for (const collaboration::ContentKey& key : keys) {
      const bool unfinished = std::any_of(uploads.begin(), uploads.end(),
                                          [&](const auto& each) { return each.second.upload.store.key == key; });
      if (unfinished || contents.contains(key)) known.insert(key);
    }
    return known;
  }

 private:
  const RequestContext& context_;
  const absl::Time& now_;
};

}  // namespace pipewright
