// Who owns what a note or an interaction is about, told to it whenever it is written: its events go by that.
#pragma once

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "application/shared/commands/prefetch.h"
#include "application/unit_of_work.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/subject.h"

namespace pipewright::collaboration {

// A has SubjectsOf and KnowSubjectOwners.
template <class A>
absl::Status TellSubjectOwners(A& record, UnitOfWork& uow) {
  std::vector<SubjectOwners> owners;
  for (const Subject& subject : A::SubjectsOf(record.state())) {
    ASSIGN_OR_RETURN(std::vector<UserId> of_subject, uow.records(subject.kind).OwnersOf(subject.id));
    owners.push_back({subject.kind, std::move(of_subject)});
  }
  record.KnowSubjectOwners(std::move(owners));
  return absl::OkStatus();
}

// Not for an edit that has left the record as it was `before`: it would be a change then.
template <class A>
absl::Status TellSubjectOwnersIfChanged(const typename A::State& before, A& record, UnitOfWork& uow) {
  return record.state() == before ? absl::OkStatus() : TellSubjectOwners(record, uow);
}

// What updates of these records will ask of what they are about, wherever that stays. A record that isn't there is for
// its own command to refuse.
template <class A, class Update>
void AddSubjects(absl::Span<const Update> updates, UnitOfWork& uow, Prefetch& needed) {
  for (const Update& update : updates) {
    const absl::StatusOr<A> record = uow.Of<A>().GetEvenDeleted(update.id);
    if (!record.ok()) continue;
    for (const Subject& subject : A::SubjectsOf(record->state())) needed.Add(subject);
  }
}

}  // namespace pipewright::collaboration
