"""Loads the made-up company twice: the second time adds nothing, all that was promised of it is there, and the calls that
scripts/run --demo shows find it. Run by with_server.py.
"""

import os
import pathlib
import subprocess
import sys

import demo_promises

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = os.environ["PIPEWRIGHT_TARGET"]
LOADER = ROOT / "examples" / "python" / "load_demo.py"
SHIMS = ROOT / "tests" / "e2e" / "shims"  # a grpcurl


def load():
    answer = subprocess.run([sys.executable, LOADER], stdout=subprocess.PIPE, text=True, check=True)
    print(answer.stdout)
    return answer.stdout.splitlines()


def first_calls(*options):
    calls = subprocess.run([ROOT / "scripts" / "first-calls", TARGET, "--demo", *options], stdout=subprocess.PIPE, text=True,
                           check=True).stdout
    environment = {**os.environ, "PATH": f"{SHIMS}:{os.environ['PATH']}"}
    return subprocess.run(["bash", "-euo", "pipefail", "-c", calls], stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT,
                          env=environment).stdout


def nobody_there():
    """What the loader says where no server is."""
    answer = subprocess.run([sys.executable, LOADER, "--target", "127.0.0.1:1", "--patience", "1"], capture_output=True, text=True,
                            check=False)
    return answer.returncode, answer.stderr


def main():
    load()
    added = [line for line in load() if " a second" in line or ("added" in line and "0 added" not in line)]
    for line in added:
        print(f"error: the second load did: {line}")
    broken = demo_promises.broken(TARGET)
    for sentence in broken:
        print(f"error: {sentence}")
    missing = []
    for options in (), ("--grpcurl",):
        answers = first_calls(*options)
        lacking = [text for text in ('"opportunities"', '"OPPORTUNITY_STATUS_OPEN"', '"pipelineName"') if text not in answers]
        for text in lacking:
            print(f"error: the first calls {options} don't show {text} but\n{answers}")
        missing += lacking
    status, said = nobody_there()
    silent = status != 1 or said != "error: no server answers at 127.0.0.1:1\n"
    if silent:
        print(f"error: without a server the loader ended with {status} and said {said}")
    return 1 if added or broken or missing or silent else 0


if __name__ == "__main__":
    sys.exit(main())
