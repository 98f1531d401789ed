#include "server/process/freed_memory.h"

#include <malloc.h>

#include <cstddef>

namespace pipewright::server {
namespace {

// glibc makes eight a core, and each keeps what its threads freed.
constexpr int kArenas = 4;
// glibc raises it by itself once a larger block is freed, and such blocks then stay.
constexpr int kOwnMappingBytes = 512 << 10;
constexpr int kTrimBytes = 1 << 20;
constexpr size_t kMuch = size_t{16} << 20;

}  // namespace

void KeepLittleFreedMemory() {
  mallopt(M_ARENA_MAX, kArenas);
  mallopt(M_MMAP_THRESHOLD, kOwnMappingBytes);
  mallopt(M_TRIM_THRESHOLD, kTrimBytes);
}

bool GiveBackFreedMemory() {
  if (mallinfo2().fordblks > kMuch) malloc_trim(0);
  return false;
}

}  // namespace pipewright::server
