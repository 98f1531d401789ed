// For the thread sanitizer only: protobuf's map fields as Debian's library has them.
//
// The header gives a map field two members more under the sanitizer, which the library, built without it, knows nothing
// of: what reflection reads of a google.protobuf.Struct would then be garbage.
#pragma GCC system_header

// With the sanitizer, which the standard library takes into account.
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#pragma push_macro("__SANITIZE_THREAD__")
#undef __SANITIZE_THREAD__
#include_next <google/protobuf/map_field.h>
#pragma pop_macro("__SANITIZE_THREAD__")
