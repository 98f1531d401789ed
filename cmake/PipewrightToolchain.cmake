# Compiler, linker and warnings for everything built here.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

find_program(PIPEWRIGHT_CCACHE ccache)
if(PIPEWRIGHT_CCACHE)
  # The settings let ccache serve translation units that use a precompiled header, and share between checkouts.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${PIPEWRIGHT_CCACHE})
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endif()

find_program(PIPEWRIGHT_MOLD mold)
if(PIPEWRIGHT_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# Hardening: what makes a memory error stop the process, or miss, instead of obeying whoever brought it about.
# tests/supply/hardening_test.py looks for all of it in what was built. Code: in optimized builds, which is what runs in
# production (FORTIFY needs optimization, and sanitizers see more by themselves). Linking: always.
include(CheckCXXCompilerFlag)
include(CheckPIESupported)
check_pie_supported()
set(PIPEWRIGHT_HARDENING -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
check_cxx_compiler_flag(-fstack-clash-protection PIPEWRIGHT_HAS_STACK_CLASH_PROTECTION)
if(PIPEWRIGHT_HAS_STACK_CLASH_PROTECTION)
  list(APPEND PIPEWRIGHT_HARDENING -fstack-clash-protection)
endif()
# Control-flow enforcement (CET), where the processor has it.
check_cxx_compiler_flag(-fcf-protection=full PIPEWRIGHT_HAS_CF_PROTECTION)
if(PIPEWRIGHT_HAS_CF_PROTECTION)
  list(APPEND PIPEWRIGHT_HARDENING -fcf-protection=full)
endif()
add_compile_options("$<$<CONFIG:Release,RelWithDebInfo>:${PIPEWRIGHT_HARDENING}>")
add_link_options(-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)

set(PIPEWRIGHT_WARNINGS
  -Wall -Wextra -Wpedantic -Werror -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual -Wnull-dereference
  -Wimplicit-fallthrough)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # g++ 12 sees these where there are none, in std::string and std::optional at -O2.
  list(APPEND PIPEWRIGHT_WARNINGS -Wno-maybe-uninitialized -Wno-restrict -Wno-null-dereference -Wno-missing-field-initializers
    -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds)
endif()

set(PIPEWRIGHT_SANITIZE "" CACHE STRING "Sanitizers to build with, as for -fsanitize=")
if(PIPEWRIGHT_SANITIZE)
  add_compile_options(-fsanitize=${PIPEWRIGHT_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${PIPEWRIGHT_SANITIZE})
  if(PIPEWRIGHT_SANITIZE MATCHES thread)
    # A header whose classes would be others than those in the library.
    include_directories(BEFORE SYSTEM ${CMAKE_SOURCE_DIR}/tests/support/tsan/include)
  endif()
endif()

# What nearly every file includes, and what costs most to read. Each library and test precompiles it, with what its own
# files have in common besides; nobody may rely on it: every file includes what it uses (the tidy preset builds without).
set(PIPEWRIGHT_PRECOMPILED <algorithm> <functional> <map> <memory> <optional> <string> <utility> <variant> <vector>
  <absl/container/flat_hash_map.h> <absl/status/statusor.h> <absl/strings/str_cat.h> <absl/strings/str_format.h>
  <absl/time/time.h> <absl/types/span.h>)
