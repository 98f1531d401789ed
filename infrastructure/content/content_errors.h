// What every content store says when it can't.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "domain/shared/errors.h"

namespace pipewright::content {

inline absl::Status ContentUnavailable(absl::string_view why) {
  return Unavailable(Reason::kContentUnavailable, why, absl::Seconds(5));
}

inline absl::Status StoreAway() {
  return ContentUnavailable("the place where content is kept doesn't answer: try again in a moment");
}

inline absl::Status StoreFull() {
  return ContentUnavailable("the place where content is kept is full: try again when there is room");
}

}  // namespace pipewright::content
