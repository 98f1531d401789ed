"""Loads the made-up company twice: the second time adds nothing. Run by with_server.py."""

import pathlib
import subprocess
import sys

LOADER = pathlib.Path(__file__).resolve().parents[2] / "examples" / "python" / "load_demo.py"


def load():
    answer = subprocess.run([sys.executable, LOADER], stdout=subprocess.PIPE, text=True, check=True)
    print(answer.stdout)
    return answer.stdout.splitlines()


def main():
    load()
    added = [line for line in load() if " a second" in line or ("added" in line and "0 added" not in line)]
    for line in added:
        print(f"error: the second load did: {line}")
    return 1 if added else 0


if __name__ == "__main__":
    sys.exit(main())
