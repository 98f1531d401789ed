// The record that another one is about: what a task, a note or an activity stands beside.
#pragma once

#include "domain/shared/id.h"
#include "domain/shared/record_kind.h"

namespace pipewright {

// Of a kind that has KindRole::kSubject.
using Subject = RecordRef;

}  // namespace pipewright
