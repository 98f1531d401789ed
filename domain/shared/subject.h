// The record that another one is about: what a task, a note or an activity stands beside.
#pragma once

#include <vector>

#include "domain/shared/id.h"
#include "domain/shared/record_kind.h"

namespace pipewright {

// Of a kind that has KindRole::kSubject.
using Subject = RecordRef;

// Who owned a subject of that kind at some time.
struct SubjectOwners {
  RecordKind kind = RecordKind::kAccount;
  std::vector<UserId> owners;
  friend bool operator==(const SubjectOwners&, const SubjectOwners&) = default;
};

}  // namespace pipewright
