// An attachment: a file that belongs to a record.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "domain/collaboration/attachment_status.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/change.h"
#include "domain/shared/grants.h"
#include "domain/shared/lead_conversion_result.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/subject.h"

namespace pipewright::collaboration {

class AttachmentRepository;

using AttachmentEvent = std::variant<EventNamed<"attachment.created">, EventNamed<"attachment.updated">,
                                     EventNamed<"attachment.completed">, EventNamed<"attachment.rejected">,
                                     EventNamed<"attachment.deleted">, EventNamed<"attachment.undeleted">>;

struct AttachmentState : Record {
  AttachmentId id;
  std::string file_name;
  std::string media_type;
  std::optional<Subject> subject;  // there in every attachment
  // Who owned the subject when the attachment was written last: who is shown its events besides those whom it is open
  // to itself.
  std::vector<UserId> subject_owners;
  int64_t size = 0;           // bytes, as declared
  int64_t received_size = 0;  // bytes that won't be lost; while it is UPLOADING. Progress makes no new version
  std::string sha256;         // in hexadecimal; until it is READY the declared one, or empty
  AttachmentStatus status = AttachmentStatus::kUploading;
  std::string rejection_reason;  // of a REJECTED one, for people
  friend bool operator==(const AttachmentState&, const AttachmentState&) = default;
};

// What a caller says of a new one. Of these an update may change the name, the type and the subject.
struct AttachmentChanges {
  Change<std::string> file_name;
  Change<std::string> media_type;
  Change<Subject> subject;
  Change<int64_t> size;
  Change<std::string> sha256;
};

// Whoever created it is its author: created_by.
class Attachment : public Aggregate<Attachment, AttachmentState, AttachmentEvent> {
 public:
  static constexpr absl::string_view kResource = "attachment";
  using OwnRepository = AttachmentRepository;

  // A new one of `author`, without content. kInvalidArgument names each field that is wrong; name, subject and size
  // must be set, and the size must be at most `max_size`.
  static absl::StatusOr<Attachment> Create(AttachmentId id, const UserId& author, const AttachmentChanges& details,
                                           int64_t max_size);
  static Attachment Restore(AttachmentState state) { return Attachment(std::move(state)); }

  // Its author may do everything, and whose `scope` reaches the author. So may read it, which isn't for the attachment
  // to say, whoever may read its subject.
  static bool AllowsRead(const AttachmentState& attachment, const UserId& user, Scope scope,
                         absl::Span<const UserId> unit);
  static bool AllowsChange(const AttachmentState& attachment, const UserId& user, Scope scope,
                           absl::Span<const UserId> unit);

  // Applies the named changes, or none of them when one is wrong.
  absl::Status Edit(const AttachmentChanges& changes);

  // kFailedPrecondition/INVALID_ATTACHMENT_STATE, unless it waits for content.
  absl::Status CheckTakesContent() const;
  // The same, unless it has content.
  static absl::Status CheckHasContent(const AttachmentState& attachment);

  // All bytes are there; `sha256`: of them. It is READY, or REJECTED when another was declared.
  absl::Status Complete(absl::string_view sha256);
  // The content was refused. `reason`: for people.
  absl::Status Reject(absl::string_view reason);

  static std::vector<Subject> SubjectsOf(const AttachmentState& attachment) { return {*attachment.subject}; }
  static std::vector<SubjectOwners> SubjectOwnersOf(const AttachmentState& attachment) {
    return {{attachment.subject->kind, attachment.subject_owners}};
  }
  // Who owns the subject now; told before the attachment is stored.
  void KnowSubjectOwners(std::vector<SubjectOwners> owners) {
    mutable_state().subject_owners = std::move(owners.front().owners);
  }

  // The lead that it is about was converted: from now on it is about what that became. Also when it is deleted.
  void FollowConversion(const LeadId& lead, const LeadConversionResult& result);

 private:
  using Aggregate::Aggregate;
};

}  // namespace pipewright::collaboration
