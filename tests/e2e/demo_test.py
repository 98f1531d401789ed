"""Loads the made-up company twice: the second time adds nothing; and the calls that scripts/run --demo shows find it. Run by
with_server.py.
"""

import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LOADER = ROOT / "examples" / "python" / "load_demo.py"
SHIMS = ROOT / "tests" / "e2e" / "shims"  # a grpcurl


def load():
    answer = subprocess.run([sys.executable, LOADER], stdout=subprocess.PIPE, text=True, check=True)
    print(answer.stdout)
    return answer.stdout.splitlines()


def first_calls():
    calls = subprocess.run([ROOT / "scripts" / "first-calls", os.environ["PIPEWRIGHT_TARGET"], "--demo"], stdout=subprocess.PIPE,
                           text=True, check=True).stdout
    environment = {**os.environ, "PATH": f"{SHIMS}:{os.environ['PATH']}"}
    return subprocess.run(["bash", "-euo", "pipefail", "-c", calls], stdout=subprocess.PIPE, text=True, check=True,
                          env=environment).stdout


def main():
    load()
    added = [line for line in load() if " a second" in line or ("added" in line and "0 added" not in line)]
    for line in added:
        print(f"error: the second load did: {line}")
    answers = first_calls()
    missing = [text for text in ('"opportunities"', '"OPPORTUNITY_STATUS_OPEN"', '"pipelineName"') if text not in answers]
    for text in missing:
        print(f"error: the first calls don't show {text} but\n{answers}")
    return 1 if added or missing else 0


if __name__ == "__main__":
    sys.exit(main())
