#!/usr/bin/env python3
"""Checks every #include of the sources against TABLE, the one place that holds the architecture's arrows.

Usage: check_includes.py <source folder>. Prints each include that breaks a rule; exit code 1 if there is one.
"""
import pathlib
import re
import sys

STD_C = {"stdint.h", "stddef.h", "cxxabi.h"}
POSIX = ("sys/", "netinet/", "arpa/", "netdb.h", "unistd.h", "fcntl.h", "poll.h", "pwd.h", "grp.h", "signal.h", "pthread.h",
         "spawn.h", "syslog.h", "termios.h", "glob.h", "locale.h", "dirent.h", "stdlib.h", "dlfcn.h",
         "malloc.h")

# Path (the longest that fits a file wins) -> prefixes that it may include, besides the standard library.
# "{context}" is the folder below the layer: sales, tasks, ...
TABLE = {
    # A context's rules know the shared vocabulary and themselves: other contexts only by the ids in domain/shared/id.h.
    "domain": ("domain/shared/", "domain/{context}/", "absl/"),
    "application": ("domain/", "application/", "absl/"),
    "infrastructure": ("domain/", "application/", "infrastructure/", "absl/", "soci/", "libpq-fe.h", "libpq/",
                       "postgresql/", "openssl/", "argon2.h", "phonenumbers/", "utf8proc.h", "unicode/", "spdlog/",
                       "nlohmann/", "prometheus/", "libical/", "xlsxwriter.h", "csv.h", "curl/") + POSIX,
    # The adapters: protos and gRPC, and the application through its commands and queries. No SQL, no database.
    "server": ("domain/", "application/", "server/", "pipewright/", "absl/", "google/", "grpc/", "grpcpp/", "grpc++/",
               "spdlog/", "prometheus/", "utf8proc.h", "unicode/", "openssl/", "csv.h", "CLI/") + POSIX,
    # The composition root is the one place that sees every layer.
    "server/process/main.cc": ("",),
    "server/composition": ("",),
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def allowed_for(path: pathlib.PurePosixPath):
    """The row of TABLE for a file, None when no row is about it."""
    parts = path.parts
    for length in range(len(parts), 0, -1):
        row = TABLE.get("/".join(parts[:length]))
        if row is not None:
            context = parts[1] if len(parts) > 2 else "shared"
            return tuple(prefix.format(context=context) for prefix in row)
    return None


def is_standard(bracket: str, name: str) -> bool:
    return bracket == "<" and ("/" not in name and "." not in name or name in STD_C)


def main() -> int:
    root = pathlib.Path(sys.argv[1])
    files = [file for layer in ("domain", "application", "infrastructure", "server")
             for pattern in ("*.h", "*.cc") for file in sorted((root / layer).rglob(pattern))]
    if not files:
        print(f"no sources below {root}")
        return 1
    wrong = 0
    for file in files:
        path = pathlib.PurePosixPath(file.relative_to(root).as_posix())
        allowed = allowed_for(path)
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            bracket, name = match.groups()
            if is_standard(bracket, name) or any(name.startswith(prefix) for prefix in allowed):
                continue
            print(f"{path}:{number}: may not include {name}")
            wrong += 1
    print(f"{len(files)} files checked, {wrong} wrong includes")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
