// The repositories of records that move along when their lead is converted, in memory.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

#include "domain/collaboration/attachment.h"
#include "domain/collaboration/interaction.h"
#include "domain/collaboration/note.h"
#include "domain/shared/lead_follower_repository.h"
#include "domain/tasks/task.h"
#include "tests/support/application/fake_repository.h"

namespace pipewright {

inline bool IsAbout(const tasks::TaskState& task, const LeadId& lead) { return task.subject == Subject::Of(lead); }
inline bool IsAbout(const collaboration::NoteState& note, const LeadId& lead) {
  return note.subject == Subject::Of(lead);
}
inline bool IsAbout(const collaboration::InteractionState& interaction, const LeadId& lead) {
  return interaction.lead_id == lead;
}

inline bool IsAbout(const collaboration::AttachmentState& attachment, const LeadId& lead) {
  return attachment.subject == Subject::Of(lead);
}

template <class A, class Port = LeadFollowerRepository<A>>
class FakeLeadFollowers : public FakeRepository<A, Port> {
 public:
  using FakeRepository<A, Port>::FakeRepository;

  absl::StatusOr<std::vector<A>> AboutLead(const LeadId& lead, size_t limit) override {
    std::vector<A> found;
    for (const auto& [id, state] : this->rows()) {
      if (IsAbout(state, lead) && found.size() < limit) found.push_back(A::Restore(state));
    }
    return found;
  }
};

using FakeTasks = FakeLeadFollowers<tasks::Task>;

// Read by whoever may read something that they are about.
template <class A, class Port = LeadFollowerRepository<A>>
class FakeReadWithSubjects : public FakeLeadFollowers<A, Port> {
 public:
  FakeReadWithSubjects(const RequestContext& context, const absl::Time& now,
                       std::function<Records&(RecordKind)> records)
      : FakeLeadFollowers<A, Port>(context, now), records_(std::move(records)) {}

 protected:
  bool MayReadWithSubject(const typename A::State& state) override {
    const std::vector<Subject> subjects = A::SubjectsOf(state);
    return std::any_of(subjects.begin(), subjects.end(), [&](const Subject& subject) {
      return !absl::IsNotFound(records_(subject.kind).CheckLive(subject.id));
    });
  }

 private:
  std::function<Records&(RecordKind)> records_;
};

using FakeNotes = FakeReadWithSubjects<collaboration::Note>;
using FakeInteractions = FakeReadWithSubjects<collaboration::Interaction>;

}  // namespace pipewright
