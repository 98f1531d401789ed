// The repositories of records that move along when their lead is converted, in memory.
#pragma once

#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

#include "domain/collaboration/note.h"
#include "domain/shared/lead_follower_repository.h"
#include "domain/tasks/task.h"
#include "tests/support/application/fake_repository.h"

namespace pipewright {

template <class A>
class FakeLeadFollowers : public FakeRepository<A, LeadFollowerRepository<A>> {
 public:
  using FakeRepository<A, LeadFollowerRepository<A>>::FakeRepository;

  absl::StatusOr<std::vector<A>> AboutLead(const LeadId& lead, size_t limit) override {
    std::vector<A> found;
    for (const auto& [id, state] : this->rows()) {
      if (state.subject == Subject::Of(lead) && found.size() < limit) found.push_back(A::Restore(state));
    }
    return found;
  }
};

using FakeTasks = FakeLeadFollowers<tasks::Task>;

// Read by whoever may read what they are about.
class FakeNotes : public FakeLeadFollowers<collaboration::Note> {
 public:
  FakeNotes(const RequestContext& context, const absl::Time& now, std::function<Records&(RecordKind)> records)
      : FakeLeadFollowers(context, now), records_(std::move(records)) {}

 protected:
  bool MayReadWithSubject(const collaboration::NoteState& note) override {
    return !absl::IsNotFound(records_(note.subject->kind).CheckLive(note.subject->id));
  }

 private:
  std::function<Records&(RecordKind)> records_;
};

}  // namespace pipewright
