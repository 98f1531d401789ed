# What the scripts share. Sourced, not run.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Debian's Python has the gRPC package; another one may come first on the PATH.
PYTHON=/usr/bin/python3
export PYTHON

say() { printf '%s\n' "$*" >&2; }

die() {
  say "error: $*"
  exit 1
}

# configure <preset>: only when there is no build folder yet; ninja configures again by itself when CMake files change.
configure() {
  local preset=$1 log
  [ -f "$root/build/$preset/build.ninja" ] && return 0
  say "Configuring the $preset build"
  mkdir -p "$root/build"
  log=$root/build/configure-$preset.log
  if ! (cd "$root" && cmake --preset "$preset") >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    return 1
  fi
}

# build <preset> [targets…]: a line of progress on a terminal, a line now and then in a log, everything when it fails.
build() {
  local preset=$1
  shift
  configure "$preset" || return 1
  local folder=$root/build/$preset
  local hint=""
  [ -f "$folder/.ninja_log" ] || hint="; the first time takes minutes"
  say "Building ($preset)$hint"
  if [ -t 2 ]; then
    ninja -C "$folder" "$@" >&2
  else
    ninja -C "$folder" "$@" 2>&1 | awk '
      match($0, /^\[[0-9]+\/[0-9]+\]/) {
        split(substr($0, 2, RLENGTH - 2), at, "/")
        step = int(10 * at[1] / at[2])
        if (at[2] > 10 && step != last) { last = step; print substr($0, 1, RLENGTH); fflush() }
        if (/^\[[0-9]+\/[0-9]+\] (Re-checking|Building|Linking|Generating|Creating|Re-running|Running)/) next
      }
      /^ninja: (Entering|no work)|^-- / { next }
      { print; fflush() }' >&2
  fi
}
