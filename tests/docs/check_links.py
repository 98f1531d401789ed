"""check_links.py: every link between files of the tree leads to a file, and to a heading in it where it names one."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOT_OURS = {"build", "node_modules", ".git", ".cache"}

sys.path.insert(0, str(ROOT / "scripts" / "contract"))

from markdown import anchor  # noqa: E402

LINK = re.compile(r"\]\(([^)\s]+)\)")
ANCHOR = re.compile(r"<a id=\"([^\"]+)\">")
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def pages():
    for path in ROOT.rglob("*.md"):
        if not NOT_OURS & set(path.relative_to(ROOT).parts):
            yield path


def places(path):
    """What a link into the page may name."""
    text = CODE.sub("", path.read_text(encoding="utf-8"))
    found = {anchor(line.lstrip("#").strip()) for line in text.splitlines() if line.startswith("#")}
    return found | set(ANCHOR.findall(text))


def broken_in(page):
    for link in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, place = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        if not target.exists():
            yield f"{link}: no such file"
        elif place and target.suffix == ".md" and place not in places(target):
            yield f"{link}: no such heading"


def main():
    count = failed = 0
    for page in sorted(pages()):
        count += 1
        for problem in broken_in(page):
            failed += 1
            print(f"{page.relative_to(ROOT)}: {problem}")
    print(f"{count} pages, {failed} broken links")
    return 1 if failed or not count else 0


if __name__ == "__main__":
    sys.exit(main())
