// A note: something worth remembering about a record, in somebody's own words.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/change.h"
#include "domain/shared/grants.h"
#include "domain/shared/lead_conversion_result.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/subject.h"

namespace pipewright {
template <class A>
class LeadFollowerRepository;
}  // namespace pipewright

namespace pipewright::collaboration {

using NoteEvent = std::variant<EventNamed<"note.created">, EventNamed<"note.updated">, EventNamed<"note.deleted">,
                               EventNamed<"note.undeleted">>;

struct NoteState : Record {
  NoteId id;
  std::string text;  // Markdown, 1 to kMaxLongTextLength code points
  bool pinned = false;
  std::vector<UserId> mentions;    // whom the text mentions (mentions.h)
  std::optional<Subject> subject;  // there in every note
  // Who owned the subject when the note was written last: who is shown its events besides those whom it is open to
  // itself.
  std::vector<UserId> subject_owners;
  std::optional<LeadId> converted_lead_id;  // the lead that it was about when that was converted
  friend bool operator==(const NoteState&, const NoteState&) = default;
};

// The fields that a caller may set, as an update names them. A creation is the same with everything absent at first.
struct NoteChanges {
  Change<std::string> text;
  Change<bool> pinned;
  Change<Subject> subject;
};

// Whoever wrote it is its author: created_by.
class Note : public Aggregate<Note, NoteState, NoteEvent> {
 public:
  static constexpr absl::string_view kResource = "note";
  using OwnRepository = LeadFollowerRepository<Note>;

  // A new one of `author`. kInvalidArgument names each field that is wrong; text and subject must be set.
  static absl::StatusOr<Note> Create(NoteId id, const UserId& author, const NoteChanges& details);
  static Note Restore(NoteState state) { return Note(std::move(state)); }

  // Its author may do everything, and whose `scope` reaches the author. Whom it mentions may read it, and so may,
  // which isn't for the note to say, whoever may read its subject.
  static bool AllowsRead(const NoteState& note, const UserId& user, Scope scope, absl::Span<const UserId> unit);
  static bool AllowsChange(const NoteState& note, const UserId& user, Scope scope, absl::Span<const UserId> unit);

  // Applies the named changes, or none of them when one is wrong.
  absl::Status Edit(const NoteChanges& changes);

  static std::vector<Subject> SubjectsOf(const NoteState& note) { return {*note.subject}; }
  static std::vector<SubjectOwners> SubjectOwnersOf(const NoteState& note) {
    return {{note.subject->kind, note.subject_owners}};
  }
  // Who owns the subject now; told before the note is stored.
  void KnowSubjectOwners(std::vector<SubjectOwners> owners) {
    mutable_state().subject_owners = std::move(owners.front().owners);
  }

  // The lead that it is about was converted: from now on it is about what that became, and remembers the lead. Also
  // when it is deleted.
  void FollowConversion(const LeadId& lead, const LeadConversionResult& result);

 private:
  using Aggregate::Aggregate;
};

}  // namespace pipewright::collaboration
