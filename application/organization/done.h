#pragma once

namespace pipewright::organization {

// The answer of a call that has nothing to say.
struct Done {};

}  // namespace pipewright::organization
