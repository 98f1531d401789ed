// What a test process owes to whoever comes after it.
#pragma once

#include <functional>

namespace pipewright::testing {

// Has `end` called when the last test is done and before main returns, the last one given first: whatever has threads
// must be gone before the libraries it uses clear up at exit. From one thread at a time.
void AtEnd(std::function<void()> end);

}  // namespace pipewright::testing
