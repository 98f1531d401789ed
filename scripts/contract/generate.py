"""generate.py DESCRIPTORS [--check]: writes what is made from the protos, docs/api and service_config. With --check writes
nothing and fails when the files are not what it would write.
"""

import pathlib
import sys

import api_docs
import service_config
from descriptors import Contract

ROOT = pathlib.Path(__file__).resolve().parents[2]


def wanted(descriptors):
    """{path below the root: text}"""
    contract = Contract(descriptors)
    made = {f"docs/api/{path}": text for path, text in api_docs.pages(contract).items()}
    made.update({f"service_config/{path}": text for path, text in service_config.files(contract).items()})
    return made


def present():
    """The files in the folders that are ours alone."""
    found = [*(ROOT / "docs" / "api").rglob("*.md"), *(ROOT / "service_config").glob("*.json")]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in found}


def main(descriptors, check=False):
    made, there = wanted(descriptors), present()
    stale = sorted(path for path in made.keys() | there.keys() if made.get(path) != there.get(path))
    if check:
        for path in stale:
            print(f"stale: {path}")
        if stale:
            print("The protos have changed. Run scripts/generate and commit what it wrote.")
        return 1 if stale else 0
    for path in stale:
        file = ROOT / path
        if path in made:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(made[path], encoding="utf-8")
        else:
            file.unlink()
    print(f"{len(stale)} of {len(made)} files written" if stale else "Nothing has changed")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1], "--check" in sys.argv[2:]))
    except api_docs.ContractError as error:
        sys.exit(f"error: {error}")
