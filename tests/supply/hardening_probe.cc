// Does what each hardening flag guards, so that the guard can be looked for in the program.
#include <cstdio>
#include <cstring>

namespace {

// An array on the stack that is written to: the stack protector's; copied into with a size known only at run time:
// FORTIFY's.
__attribute__((noinline)) void Copy(const char* text, size_t size) {
  char buffer[64];
  std::memcpy(buffer, text, size);
  buffer[sizeof buffer - 1] = '\0';
  std::puts(buffer);
}

}  // namespace

int main(int count, char** arguments) {
  if (count > 1) Copy(arguments[1], std::strlen(arguments[1]));
  return 0;
}
