// For the thread sanitizer only: its options, in the binary, so that it needs no environment.
extern "C" const char* __tsan_default_options();

const char* __tsan_default_options() {
  return "suppressions=" PIPEWRIGHT_SOURCE_DIR "/tests/support/tsan/suppressions.txt";
}
