#!/usr/bin/env python3
"""Checks that the include roots hold the arrows: a layer's own root finds its headers and no other layer's.

Usage: check_include_roots.py <C++ compiler> <folder of the include roots>
"""
import pathlib
import subprocess
import sys

# Layer -> the roots that its files are compiled with.
ROOTS = {"domain": ["domain"], "application": ["domain", "application"],
         "infrastructure": ["domain", "application", "infrastructure"]}


def compiles(compiler: str, roots: pathlib.Path, layer: str, header: str) -> bool:
    command = [compiler, "-std=c++20", "-E", "-x", "c++", "-o", "/dev/null", "-"]
    command += [f"-I{roots / name}" for name in ROOTS[layer]]
    done = subprocess.run(command, input=f'#include "{header}"\n', text=True, capture_output=True, check=False,
                          cwd=roots)
    return done.returncode == 0


def main() -> int:
    compiler, roots = sys.argv[1], pathlib.Path(sys.argv[2])
    wrong = 0
    for layer, seen in ROOTS.items():
        for other in ("domain", "application", "infrastructure", "server"):
            folder = roots / other / other
            headers = sorted(folder.rglob("*.h")) if folder.exists() else []
            probe = next((header for header in headers if "shared" in header.parts), headers[0] if headers else None)
            if other in seen and other != "infrastructure" and probe is not None:
                name = probe.relative_to(roots / other).as_posix()
                if not compiles(compiler, roots, layer, name):
                    print(f"{layer} can't include {name}, and should")
                    wrong += 1
            if other not in seen:
                name = probe.relative_to(roots / other).as_posix() if probe else f"{other}/CMakeLists.txt"
                if compiles(compiler, roots, layer, name):
                    print(f"{layer} can include {name}, and should not")
                    wrong += 1
    print("the include roots hold" if not wrong else f"{wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
