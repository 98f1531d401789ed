// What the process has freed, given back to the machine.
#pragma once

namespace pipewright::server {

// Has the allocator keep little of what is freed: few arenas, and large blocks given back at once. Call before threads
// are started.
void KeepLittleFreedMemory();

// Gives back what the allocator keeps all the same, if that is much. For Periodic: false.
bool GiveBackFreedMemory();

}  // namespace pipewright::server
