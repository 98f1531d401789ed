"""Loads the public CRM data set twice through the example client: nothing is lost, nothing doubles. Run by with_server.py.

The data isn't ours to ship: it lies beside the project in ../shared/data/maven_crm, or nowhere; then the test is skipped,
except in CI, where it must run.
"""

import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data" / "maven_crm"
LOADER = ROOT / "examples" / "python" / "load_crm_dataset.py"
SKIPPED = 77


def load():
    answer = subprocess.run([sys.executable, LOADER, "--data", DATA], stdout=subprocess.PIPE, text=True, check=False)
    print(answer.stdout)
    return answer


def check(output, *texts):
    missing = [text for text in texts if text not in output]
    for text in missing:
        print(f"error: the loader didn't print: {text}")
    return not missing


def main():
    if not DATA.is_dir():
        in_ci = os.environ.get("CI") == "true"
        print(f"{'error' if in_ci else 'skipped'}: the data set is not at ../shared/data/maven_crm")
        return 1 if in_ci else SKIPPED
    first = load()
    agreed = "The server and the files agree to the cent."
    # Facts about the files, known from elsewhere.
    facts = ["Opportunities: 8,800 in", "4,238   10,005,534.00", " 1,480 × product", " 1,425 × no account"]
    second = load()
    good = check(first.stdout, agreed, *facts) and check(second.stdout, agreed, "Opportunities: 8,800 were there already",
                                                         "Members: 0 added", "Accounts: 70 were there already")
    return 0 if good and first.returncode == 0 and second.returncode == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
