// An interaction: a call, a meeting, an e-mail, whatever was said between us and them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "domain/collaboration/interaction_kinds.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/change.h"
#include "domain/shared/contact_details.h"
#include "domain/shared/grants.h"
#include "domain/shared/lead_conversion_result.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/subject.h"

namespace pipewright {
template <class A>
class LeadFollowerRepository;
}  // namespace pipewright

namespace pipewright::collaboration {

using InteractionEvent = std::variant<EventNamed<"interaction.created">, EventNamed<"interaction.updated">,
                                      EventNamed<"interaction.deleted">, EventNamed<"interaction.undeleted">>;

// Somebody who took part: a member, a contact, or somebody else, of whom there is a name or an address.
struct Participant {
  std::optional<UserId> user_id;
  std::optional<ContactId> contact_id;
  std::string name;  // of neither; at most kMaxNameLength code points
  std::optional<EmailAddress> email;
  friend bool operator==(const Participant&, const Participant&) = default;
};

struct InteractionState : Record {
  static constexpr size_t kMaxParticipants = 100;
  static constexpr int64_t kMaxDurationSeconds = int64_t{7} * 24 * 60 * 60;

  InteractionId id;
  InteractionType type = InteractionType::kOther;
  std::optional<InteractionDirection> direction;
  std::string title;    // 1 to kMaxTitleLength code points
  std::string content;  // Markdown, at most kMaxLongTextLength code points
  std::string outcome;  // at most kMaxTitleLength code points
  absl::Time start_time = absl::UnixEpoch();
  std::optional<int64_t> duration_seconds;
  // What it was about: one of them at least.
  std::optional<AccountId> account_id;
  std::optional<ContactId> contact_id;
  std::optional<OpportunityId> opportunity_id;
  std::optional<LeadId> lead_id;
  std::vector<Participant> participants;  // each member, contact and address once
  std::optional<absl::Time> follow_up_time;
  std::optional<TaskId> follow_up_task_id;  // there exactly when follow_up_time is
  // Who owned what it is about when it was written last: who is shown its events besides those whom it is open to
  // itself.
  std::vector<SubjectOwners> subject_owners;
  friend bool operator==(const InteractionState&, const InteractionState&) = default;
};

// The fields that a caller may set, as an update names them. A creation is the same with everything absent at first.
struct InteractionChanges {
  Change<InteractionType> type;
  Change<InteractionDirection> direction;
  Change<std::string> title;
  Change<std::string> content;
  Change<std::string> outcome;
  Change<absl::Time> start_time;
  Change<int64_t> duration_seconds;
  Change<AccountId> account_id;
  Change<ContactId> contact_id;
  Change<OpportunityId> opportunity_id;
  Change<LeadId> lead_id;
  Change<std::vector<Participant>> participants;
  Change<absl::Time> follow_up_time;
};

// Whoever wrote it down is its author: created_by.
class Interaction : public Aggregate<Interaction, InteractionState, InteractionEvent> {
 public:
  static constexpr absl::string_view kResource = "interaction";
  using OwnRepository = LeadFollowerRepository<Interaction>;

  // A new one of `author`, that began `now` unless the details say when. kInvalidArgument names each field that is
  // wrong; type, title and something that it is about must be set. With a follow_up_time it wants a task (FollowUpBy).
  static absl::StatusOr<Interaction> Create(InteractionId id, const UserId& author, const InteractionChanges& details,
                                            absl::Time now);
  static Interaction Restore(InteractionState state) { return Interaction(std::move(state)); }

  // Its author may do everything, and whose `scope` reaches the author. The members who took part may read it, and so
  // may, which isn't for the interaction to say, whoever may read something that it is about.
  static bool AllowsRead(const InteractionState& interaction, const UserId& user, Scope scope,
                         absl::Span<const UserId> unit);
  static bool AllowsChange(const InteractionState& interaction, const UserId& user, Scope scope,
                           absl::Span<const UserId> unit);

  // Applies the named changes, or none of them when one is wrong. The time of a follow-up stays once there is a task of
  // it: kInvalidArgument otherwise.
  absl::Status Edit(const InteractionChanges& changes);

  // Whether a follow-up was asked for and has no task yet.
  bool WantsFollowUp() const { return state().follow_up_time.has_value() && !state().follow_up_task_id.has_value(); }
  // The task of the follow-up.
  void FollowUpBy(const TaskId& task) { mutable_state().follow_up_task_id = task; }

  // What it is about, the most particular first: an opportunity, a lead, a contact, an account.
  static std::vector<Subject> SubjectsOf(const InteractionState& interaction);
  static std::vector<SubjectOwners> SubjectOwnersOf(const InteractionState& interaction) {
    return interaction.subject_owners;
  }
  // Who owns what it is about now; told before it is stored.
  void KnowSubjectOwners(std::vector<SubjectOwners> owners) { mutable_state().subject_owners = std::move(owners); }

  // A lead that it is about was converted: it stays about the lead, and is about what that became where it wasn't about
  // something of that kind already. Also when it is deleted.
  void FollowConversion(const LeadId& lead, const LeadConversionResult& result);

 private:
  using Aggregate::Aggregate;
};

}  // namespace pipewright::collaboration
