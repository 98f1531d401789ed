// Where an exception must not go further. Nothing here throws on purpose, but a library that does must not take the
// process down.
#pragma once

#include <exception>

#include "absl/status/status.h"

namespace pipewright {

// kInternal, with the type of what was thrown and nothing of what it says: that may quote a statement or somebody's
// data. Null: something that is no std::exception.
absl::Status ThrownStatus(const std::exception* thrown);

// Whether a status was made by ThrownStatus; its message may be logged then.
bool IsThrown(const absl::Status& status);

// What `step` returns, a Status or StatusOr; ThrownStatus when it throws.
template <class Step>
auto Guarded(Step step) -> decltype(step()) {
  try {
    return step();
  } catch (const std::exception& thrown) {
    return ThrownStatus(&thrown);
  } catch (...) {
    return ThrownStatus(nullptr);
  }
}

}  // namespace pipewright
